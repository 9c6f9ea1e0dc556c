"""Exporters: each writes the outcomes frame to a file. To add one: one file, one row in EXPORTERS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from review_app.exporters import csv, jsonl, parquet, xlsx

if TYPE_CHECKING:
    import pandas as pd

# Writes the frame to the path, whatever its suffix, and returns the files written: the responses first.
Exporter = Callable[["pd.DataFrame", Path], list[Path]]


@dataclass(frozen=True, slots=True)
class ExporterRow:
    """A writer, the suffix its files usually have, and the one sentence that says what it is good for."""

    write: Exporter
    suffix: str
    about: str


EXPORTERS: dict[str, ExporterRow] = {
    "csv": ExporterRow(
        csv.write,
        ".csv",
        "Comma-separated text in UTF-8 for any tool, with a second file of scores; texts are kept exactly, "
        "so open files of unknown origin in a spreadsheet through xlsx.",
    ),
    "jsonl": ExporterRow(
        jsonl.write,
        ".jsonl",
        "One JSON object a line in UTF-8, null where nothing is known, with a second file of scores.",
    ),
    "parquet": ExporterRow(
        parquet.write,
        ".parquet",
        "Typed columns for pandas, DuckDB and Spark, smallest and fastest, with a second file of scores.",
    ),
    "xlsx": ExporterRow(
        xlsx.write,
        ".xlsx",
        "A workbook with the sheets responses, summary and notes; no cell is ever a formula.",
    ),
}
