"""Verdict file: where the rows of a check go, JSON Lines or Parquet; a file is replaced only when all is done."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from review_app.errors import ExportError
from review_app.importers.source import clean

Write = Callable[[Mapping[str, Any]], object]

PARQUET = ".parquet"
# Name and type of each column; a row has the last, or those between it and the first.
COLUMNS = {
    "id": "string", "verdict": "string", "rule": "string", "evidence": "string", "expected": "string",
    "found": "string", "method": "string", "seconds": "float64", "error": "string",
}  # fmt: skip
# So many rows make a row group: a few megabytes.
GROUP = 10_000


@contextmanager
def opened(target: Path | None) -> Iterator[Write]:
    """What writes a row to `target`; to standard output for None. Raises ExportError where it cannot be written."""
    if target is None:
        yield lambda row: sys.stdout.write(line(row) + "\n")
        return
    partial = target.with_name(f".{target.name}.partial")
    try:
        with partial.open("wb") as out, (table if target.suffix == PARQUET else lines)(out) as write:
            yield write
        partial.replace(target)
    except OSError as error:
        raise ExportError(f"{target}: cannot be written ({error.strerror}); choose another --output") from error
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def lines(out: IO[bytes]) -> Iterator[Write]:
    """JSON Lines."""
    yield lambda row: out.write(line(row).encode() + b"\n")


@contextmanager
def table(out: IO[bytes]) -> Iterator[Write]:
    """Parquet, in groups of rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in COLUMNS.items()])
    waiting: list[dict[str, Any]] = []
    with pq.ParquetWriter(out, schema) as writer:

        def flush() -> None:
            writer.write_table(pa.Table.from_pylist(waiting, schema))
            waiting.clear()

        def write(row: Mapping[str, Any]) -> None:
            waiting.append({name: cell(row[name]) for name in COLUMNS if name in row})
            if len(waiting) >= GROUP:
                flush()

        yield write
        flush()


def cell(value: Any) -> Any:
    """A value as a column takes it: text without half characters, anything else that is no number as JSON."""
    if isinstance(value, float):
        return value
    return clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))


def line(row: Mapping[str, Any]) -> str:
    """A row as JSON that any reader takes, whatever the file gave as id.

    >>> line({"id": "a\\ud800"})
    '{"id": "a\ufffd"}'
    """
    return clean(json.dumps(row, ensure_ascii=False, default=str))
