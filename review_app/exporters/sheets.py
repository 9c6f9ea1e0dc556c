"""Sheets: rows streamed into a sheet of a workbook, in which every text is text and no cell is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from review_app.exporters import cells, zips

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

WIDE, NARROW = 40, 14  # column widths in characters
LONG = {"statement", "reference", "amended_reference", "answer", "evidence", "expected", "found", "note", "meaning"}


def stream(book: Any, title: str, names: Sequence[str], rows: Iterable[Iterable[Any]]) -> int:
    """Stream rows into a new sheet, its header frozen; how many cells had to be cut."""
    from openpyxl.utils import get_column_letter

    cut = 0
    with closing(book.create_sheet(title)) as sheet:
        sheet.freeze_panes = "A2"
        for number, name in enumerate(names, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = WIDE if name in LONG else NARROW
        sheet.append(list(names))
        for row in rows:
            made = [cell(sheet, value) for value in row]
            sheet.append([value for value, _ in made])
            cut += sum(short for _, short in made)
    return cut


def frame(book: Any, title: str, content: pd.DataFrame) -> int:
    """The same for a small frame; a missing value leaves its cell empty."""
    known = content.astype(object).where(content.notna(), None)
    return stream(book, title, list(content.columns), known.itertuples(index=False, name=None))


def cell(sheet: WriteOnlyWorksheet, value: Any) -> tuple[Any, bool]:
    """What to append for a value, and whether it was cut. Only text can be mistaken for something else."""
    if not isinstance(value, str):
        return value, False
    text, cut = cells.fitted(value)
    if not text.startswith((*cells.FORMULA, "#")):
        return text, cut
    from openpyxl.cell import WriteOnlyCell

    made = WriteOnlyCell(sheet, text)
    made.data_type = "s"  # the library would take `=1+1` for a formula and `#N/A` for an error
    made.quotePrefix = text.startswith(cells.FORMULA)  # and a spreadsheet too, once the cell is edited
    return made, cut


def save(book: Any, path: Path, moment: datetime) -> None:
    """Write the workbook: no clock is asked, so the same content makes the same bytes."""
    from openpyxl.writer.excel import ExcelWriter

    book.properties.created = book.properties.modified = moment.replace(microsecond=0)
    with ZipFile(path, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(book, archive).save()
    zips.settle(path)
