"""Flips: the problems on which compared runs differ, as CSV: a row for each problem and run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from review_app.exporters import place

# Column of a flip -> name in the file, in the file's order.
NAMES = {
    "run": "run",
    "baseline": "baseline",
    "better": "better",
    "first": "share_correct",
    "second": "baseline_share_correct",
    "benchmark": "benchmark",
    "problem_id": "problem",
    "level": "level",
    "subject": "subject",
    "statement": "statement",
    "reference": "reference",
    "first_answers": "answers",
    "second_answers": "baseline_answers",
}
BETTER = {"first": "run", "second": "baseline"}
# Between several answers of one run.
SEPARATOR = " | "


def write(rows: Iterable[Mapping[str, Any]], path: Path) -> Path:
    """Write the rows. Raises ExportError with the path where it cannot be written."""
    import pandas as pd

    lines = [{name: cell(column, row[column]) for column, name in NAMES.items()} for row in rows]
    frame = pd.DataFrame(lines, columns=list(NAMES.values())).astype({"level": "Int64"})

    def save(part: Path) -> None:
        frame.to_csv(part, index=False, encoding="utf-8", lineterminator="\r\n")

    return place.deliver({path: save})[0]


def cell(column: str, value: Any) -> Any:
    """What stands in a field.

    >>> cell("better", "second"), cell("first_answers", ["5", "6"])
    ('baseline', '5 | 6')
    """
    if column == "better":
        return BETTER[value]
    return SEPARATOR.join(value) if isinstance(value, list) else value
