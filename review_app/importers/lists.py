"""Lists: problems to be solved in a plain table, with or without the answer: JSON Lines, JSON, CSV or Parquet.

    {"problem": "What is 1 + 1?", "answer": "2"}

The problem may be called problem, question or statement, the answer reference, answer, final_answer or expected_answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from review_app.domain import Problem, Record
from review_app.errors import BadRecord
from review_app.importers import fields, records
from review_app.importers.problems import CUSTOM, each, problem
from review_app.importers.source import Input, Row

PROBLEMS = ("problem", "question", "statement")
ANSWERS = ("reference", "answer", "final_answer", "expected_answer")


def read(given: Input) -> Iterator[Record]:
    """The problems; a row without one is a Reject."""

    def build(row: Row) -> Iterator[Problem]:
        values = row.value
        name = next((name for name in PROBLEMS if fields.optional_text(values, name)), None)
        if name is None:
            raise BadRecord(f"no problem: name its column one of {', '.join(PROBLEMS)}")
        answer = next((said for said in (fields.short_text(values, name) for name in ANSWERS) if said), "")
        yield problem(given, CUSTOM, fields.text(values, name), answer, fields.optional_text(values, "solution"))

    return each(records.rows(given), build)
