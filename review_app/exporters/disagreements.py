"""Disagreements: where people hold the opposite of what our grader said, as test cases for it, one a line.

    {"statement": "How wide?", "reference": "12", "answer": "12 cm", "outcome": "correct",
     "rule": "different_number", "grader_outcome": "incorrect", "grader": "2.0", "response": "…", …}

The first keys are the columns of a table of cases to grade: `outcome` is what people hold, so a grader that was
mended must say it of `statement`, `reference` and `response`. One line a case: the responses that give the same answer
to a problem are one. What the grader left to people is no disagreement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from review_app.domain import Outcome, Status
from review_app.errors import ExportError
from review_app.exporters import choice
from review_app.exporters.material import Material, Order, Row
from review_app.wording import later

# Column of the view -> name in the file, in the file's order; the statement comes first, the response behind these.
NAMES = {
    "answer": "answer",
    "decision": "outcome",
    "rule": "rule",
    "note": "why",
    "cause": "cause",
    "annotator": "decided_by",
    "automatic": "grader_outcome",
    "evidence": "evidence",
    "grader": "grader",
    "benchmark": "benchmark",
    "level": "level",
    "subject": "subject",
    "problem_id": "problem",
    "case_id": "case",
    "model": "model",
    "response_id": "response_id",
}
COLUMNS = ("reference", "expected", *NAMES)


def write(material: Material, path: Path) -> list[Path]:
    """Write the test cases. Raises ExportError where people never held the opposite."""
    lacking = ExportError(later("nothing to export: people hold the opposite of no verdict of the grader's here"))
    return choice.write(path, cases(material), lacking)


def cases(material: Material) -> Iterator[Row]:
    """A row for each case, problem by problem; the responses to one problem stand in memory at a time."""
    overridden = material.texts("status", [Status.OVERRIDDEN], COLUMNS, Order.PROBLEM)
    for _, responses in groupby(overridden, key=lambda row: row["problem_id"]):
        opposed = [row for row in responses if row["automatic"] != Outcome.UNCERTAIN]
        count = Counter(row["case_id"] for row in opposed)
        for row in {row["case_id"]: row for row in reversed(opposed)}.values():
            yield case(row, count[row["case_id"]])


def case(row: Row, responses: int) -> Row:
    """A case by its first response. A benchmark without short answers has in its place what the grader read."""
    return {
        "statement": row["statement"],
        "reference": row["reference"] or row["expected"],
        **{name: row[column] for column, name in NAMES.items()},
        "responses": responses,
        "response": row["text"],
    }
