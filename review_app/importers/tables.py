"""Tables: CSV and Parquet, read a row at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO

from review_app.domain import Reject
from review_app.errors import InputError
from review_app.importers import lines
from review_app.importers.source import RAW_CHARACTERS, Row

# Rows held at a time; a response may be a megabyte.
BATCH_ROWS = 64


def csv_rows(stream: BinaryIO, file: str, separator: str | None = None) -> Iterator[Row | Reject]:
    """The rows of a CSV with a header, placed by the line they begin on. Empty lines are no rows."""
    csv.field_size_limit(lines.MAX_LINE_BYTES)
    skipped: list[Reject] = []
    texts = line_texts(stream, file, skipped)
    header = next(texts, "")
    reader = csv.reader(chain([header], texts), delimiter=separator or separator_of(header))
    names: list[str] = []
    while True:
        place = str(reader.line_num + 1)
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield Reject(file, place, f"not valid CSV: {error}")
            continue
        if not names:
            names = cells
        elif cells:
            yield table_row(file, place, names, cells)
    yield from skipped


def separator_of(header: str) -> str:
    """Spreadsheets in many countries write `;`."""
    return ";" if ";" in header and "," not in header else ","


def line_texts(stream: BinaryIO, file: str, skipped: list[Reject]) -> Iterator[str]:
    """The lines as text, with their ends (a cell may run over several); overlong ones go to `skipped`."""
    for line in lines.lines(stream):
        if line.data is None:
            reason = f"the line is longer than {lines.MAX_LINE_BYTES:,} bytes and was skipped"
            skipped.append(Reject(file, str(line.number), reason))
        yield line.text() + "\n"


def table_row(file: str, place: str, names: list[str], cells: list[str]) -> Row | Reject:
    """The cells under their names; a row with more cells than the header has is not understood."""
    row = Row(file, place, dict(zip(names, cells, strict=False)), ",".join(cells)[:RAW_CHARACTERS])
    if len(cells) > len(names):
        return row.reject(f"{len(cells)} cells under {len(names)} column names; a quote may be missing")
    return row


def parquet_rows(stream: BinaryIO, file: str) -> Iterator[Row | Reject]:
    """The rows of a Parquet file, a small batch at a time."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        batches = ParquetFile(stream).iter_batches(batch_size=BATCH_ROWS, use_threads=False)
        first = 1
        for batch in batches:
            yield from batch_rows(batch, file, first)
            first += batch.num_rows
    except (ArrowException, OSError, ValueError) as error:
        raise InputError(
            "{file}: a damaged Parquet file ({error}); write or download it again", file=file, error=error
        ) from error


def batch_rows(batch: Any, file: str, first: int) -> Iterator[Row | Reject]:
    """The rows of one batch; the first of them is row number `first`."""
    names = batch.schema.names
    for offset in range(batch.num_rows):
        place = f"row {first + offset}"
        try:
            yield Row(file, place, {name: batch.column(name)[offset].as_py() for name in names})
        except ValueError as error:
            yield Reject(file, place, f"a value cannot be read: {error}")
