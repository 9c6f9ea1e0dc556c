"""Parquet: typed columns, and a second file of scores; nullable levels stay whole numbers."""

from __future__ import annotations

from pathlib import Path

from review_app.exporters import place, table
from review_app.exporters.material import Material


def write(material: Material, path: Path) -> list[Path]:
    """Write the responses to `path` and their scores to `<stem>.summary.parquet` beside it."""

    def scores(part: Path) -> None:
        content = table.summary(material.cells())
        content.to_parquet(part, engine="pyarrow", compression="zstd", index=False)

    def responses(part: Path) -> None:
        material.copy_parquet(table.COLUMNS, part, pandas_types())

    return place.deliver({path: responses, place.summary_path(path): scores})


def pandas_types() -> str:
    """What pandas itself writes into a Parquet file to find its columns' types again."""
    import pyarrow as pa

    found: bytes = pa.Schema.from_pandas(table.empty(), preserve_index=False).metadata[b"pandas"]
    return found.decode()
