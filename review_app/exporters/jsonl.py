"""JSON Lines: one object a line in UTF-8 without escapes, null where nothing is known, and a score file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from review_app.exporters import place, table

if TYPE_CHECKING:
    import pandas as pd

# Rows turned into Python objects at a time: a million rows never stand in memory as dicts.
CHUNK = 10_000


def write(frame: pd.DataFrame, path: Path) -> list[Path]:
    """Write the responses to `path` and their scores to `<stem>.summary.jsonl` beside it."""
    files = {path: table.responses(frame), place.summary_path(path): table.summary(frame)}
    return place.deliver({target: partial(_save, table.iso(content)) for target, content in files.items()})


def _save(content: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_lines(content))


def _lines(content: pd.DataFrame) -> Iterator[str]:
    """`{"problem": "math/test/0f3a", "level": 3, "subject": null, ...}` and a line break, for each row."""
    for start in range(0, len(content), CHUNK):
        rows = content.iloc[start : start + CHUNK].astype(object)
        for row in rows.where(rows.notna(), None).to_dict("records"):
            yield json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n"
