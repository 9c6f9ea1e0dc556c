"""Docket: flagged references with the answers proposed and all rulings, as JSON Lines, one problem a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from review_app.exporters import place

Row = Mapping[str, Any]

# Column of an entry -> name in the file, in the file's order.
NAMES = {
    "problem_id": "problem",
    "benchmark": "benchmark",
    "statement": "statement",
    "reference": "reference",
    "solution": "solution",
    "amended": "right_answer",
    "state": "state",
    "responses": "responses",
}
FLAG = ("annotator", "answer", "note", "case_id", "flagged_at")
RULING = ("annotator", "ruling", "answer", "note", "ruled_at")


def write(entries: Iterable[Row], flags: Iterable[Row], rulings: Iterable[Row], path: Path) -> Path:
    """Write one object a problem. Raises ExportError with the path where it cannot be written."""
    lines = list(objects(entries, list(flags), list(rulings)))

    def save(part: Path) -> None:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)

    return place.deliver({path: save})[0]


def objects(entries: Iterable[Row], flags: list[Row], rulings: list[Row]) -> Iterator[dict[str, Any]]:
    """`{"problem": "math/test/0f3a", "reference": "5", "right_answer": "6", "flags": [...], "rulings": [...]}`;
    `right_answer` is null while no correction is in force."""
    for entry in entries:
        mine = [[row for row in rows if row["problem_id"] == entry["problem_id"]] for rows in (flags, rulings)]
        yield {
            **{name: entry[column] for column, name in NAMES.items()},
            "flags": [chosen(row, FLAG) for row in mine[0]],
            "rulings": [chosen(row, RULING) for row in mine[1]],
        }


def chosen(row: Row, names: Iterable[str]) -> dict[str, Any]:
    """The named columns; times in UTC as `2025-03-01T09:30:00Z`."""
    return {name: iso(row[name]) if isinstance(row[name], datetime) else row[name] for name in names}


def iso(moment: datetime) -> str:
    """A time in UTC as text."""
    return moment.isoformat() + "Z"
