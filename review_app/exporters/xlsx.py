"""XLSX: a workbook with the sheets `responses`, `summary`, for MathUserEval `mathusereval` and
`mathusereval ratings` (where a judge rated), and `notes`."""

from __future__ import annotations

from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from review_app.errors import ExportError
from review_app.exporters import cells, place, sheets, table, usereval
from review_app.exporters.material import Material

if TYPE_CHECKING:
    import pandas as pd

# Excel's own limit is 1,048,576 rows a sheet; one is the header.
MOST_ROWS = 1_048_575


def write(material: Material, path: Path) -> list[Path]:
    """Write the workbook to `path`; texts over 32,767 characters are cut, marked, and counted in the notes.

    Raises ExportError for more rows than a sheet can hold.
    """
    count = material.count()
    if count > MOST_ROWS:
        raise ExportError(
            "{path}: {count:,} responses are more than the {most:,} that a sheet can hold; "
            "export them as parquet or csv, or choose fewer with the filters",
            path=path,
            count=count,
            most=MOST_ROWS,
        )
    return place.deliver({path: partial(save, material)})


def save(material: Material, path: Path) -> None:
    """The sheets one after the other, streamed: the notes last, since they count what was cut."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    rows = chain.from_iterable(material.rows(table.COLUMNS))
    cut = sheets.stream(book, "responses", list(table.COLUMNS.values()), (row.values() for row in rows))
    cut += sheets.frame(book, "summary", table.summary(material.cells()))
    categories = usereval.table(material.cells([usereval.SUBCATEGORY]))
    if len(categories):
        sheets.frame(book, "mathusereval", categories)
        rated = usereval.ratings(material.ratings())
        if len(rated):
            sheets.frame(book, "mathusereval ratings", rated)
    sheets.frame(book, "notes", notes(cut))
    sheets.save(book, path, material.moment)


def notes(cut: int) -> pd.DataFrame:
    """What a reader of the workbook must know."""
    import pandas as pd

    rows = {
        "cells cut": f"{cut:,} (over {cells.MOST_UNITS:,} characters; parquet and csv keep them whole)",
        "escapes": "_x000D_ and the like stand for characters a workbook cannot hold",
        "decided_at": "UTC",
        **table.MEANINGS,
    }
    return pd.DataFrame({"what": list(rows), "meaning": list(rows.values())}, dtype="str")
