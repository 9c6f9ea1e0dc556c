"""Parquet: typed columns, and a second file of scores; nullable levels stay whole numbers."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from review_app.exporters import place, table

if TYPE_CHECKING:
    import pandas as pd


def write(frame: pd.DataFrame, path: Path) -> list[Path]:
    """Write the responses to `path` and their scores to `<stem>.summary.parquet` beside it."""
    files = {path: table.responses(frame), place.summary_path(path): table.summary(frame)}
    return place.deliver({target: partial(_save, content) for target, content in files.items()})


def _save(content: pd.DataFrame, path: Path) -> None:
    content.to_parquet(path, engine="pyarrow", compression="zstd", index=False)
