"""JSON Lines: one object a line in UTF-8 without escapes, null where nothing is known, and a score file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from review_app.exporters import place, table
from review_app.exporters.material import Material


def write(material: Material, path: Path) -> list[Path]:
    """Write the responses to `path` and their scores to `<stem>.summary.jsonl` beside it."""

    def responses(part: Path) -> None:
        save(chain.from_iterable(material.rows(table.COLUMNS)), part)

    def scores(part: Path) -> None:
        found = table.summary(material.cells()).astype(object)
        save(found.where(found.notna(), None).to_dict("records"), part)

    return place.deliver({path: responses, place.summary_path(path): scores})


def save(rows: Iterable[Mapping[Any, Any]], path: Path) -> int:
    """Write one object a line; how many there were. Memory holds one at a time."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the result
            file.write(line(row))
    return count


def line(row: Mapping[Any, Any]) -> str:
    """`{"problem": "math/test/0f3a", "level": 3, "decided_at": "2025-03-01T09:30:00Z", ...}` and a line break."""
    return json.dumps(row, ensure_ascii=False, allow_nan=False, default=iso) + "\n"


def iso(moment: datetime) -> str:
    """A time in UTC as text.

    >>> iso(datetime(2025, 3, 1, 9, 30))
    '2025-03-01T09:30:00Z'
    """
    return moment.isoformat() + "Z"
