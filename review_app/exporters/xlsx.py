"""XLSX: a workbook with the sheets `responses`, `summary` and `notes`, in which every text is text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from review_app.errors import ExportError
from review_app.exporters import cells, place, table

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

# Excel's own limit is 1,048,576 rows a sheet; one is the header.
MOST_ROWS = 1_048_575
# Rows turned into Python objects at a time.
CHUNK = 10_000
WIDE, NARROW = 40, 14  # column widths in characters
LONG = {"statement", "reference", "amended_reference", "answer", "evidence", "expected", "found", "note", "meaning"}


def write(frame: pd.DataFrame, path: Path) -> list[Path]:
    """Write the workbook to `path`; texts over 32,767 characters are cut, marked, and counted in the notes.

    Raises ExportError for more rows than a sheet can hold.
    """
    if len(frame) > MOST_ROWS:
        raise ExportError(
            "{path}: {count:,} responses are more than the {most:,} that a sheet can hold; "
            "export them as parquet or csv, or choose fewer with the filters",
            path=path,
            count=len(frame),
            most=MOST_ROWS,
        )
    return place.deliver({path: partial(_save, table.responses(frame), table.summary(frame))})


def _save(responses: pd.DataFrame, summary: pd.DataFrame, path: Path) -> None:
    """The sheets one after the other, streamed: the notes last, since they count what was cut."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    cut = _sheet(book, "responses", responses)
    cut += _sheet(book, "summary", summary)
    _sheet(book, "notes", _notes(cut))
    book.save(path)


def _notes(cut: int) -> pd.DataFrame:
    """What a reader of the workbook must know."""
    import pandas as pd

    rows = {
        "cells cut": f"{cut:,} (over {cells.MOST_UNITS:,} characters; parquet and csv keep them whole)",
        "escapes": "_x000D_ and the like stand for characters a workbook cannot hold",
        "decided_at": "UTC",
        **table.MEANINGS,
    }
    return pd.DataFrame({"what": list(rows), "meaning": list(rows.values())}, dtype="str")


def _sheet(book: Any, title: str, content: pd.DataFrame) -> int:
    """Stream a frame into a new sheet, header frozen; how many cells had to be cut."""
    from openpyxl.utils import get_column_letter

    cut = 0
    with closing(book.create_sheet(title)) as sheet:
        sheet.freeze_panes = "A2"
        for number, name in enumerate(content.columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = WIDE if name in LONG else NARROW
        sheet.append(list(content.columns))
        for row in _rows(content):
            made = [_cell(sheet, value) for value in row]
            sheet.append([value for value, _ in made])
            cut += sum(short for _, short in made)
    return cut


def _rows(content: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Rows of Python objects, None where a value is missing."""
    for start in range(0, len(content), CHUNK):
        rows = content.iloc[start : start + CHUNK].astype(object)
        yield from rows.where(rows.notna(), None).itertuples(index=False, name=None)


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> tuple[Any, bool]:
    """What to append for a value, and whether it was cut. Only text can be mistaken for something else."""
    if not isinstance(value, str):
        return value, False
    text, cut = cells.fitted(value)
    if not text.startswith((*cells.FORMULA, "#")):
        return text, cut
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # the library would take `=1+1` for a formula and `#N/A` for an error
    cell.quotePrefix = text.startswith(cells.FORMULA)  # and a spreadsheet too, once the cell is edited
    return cell, cut
