"""MATH-500: the 500 MATH problems of PRM800K's test split, as `HuggingFaceH4/MATH-500` holds them.

{"problem": "…", "solution": "…", "answer": "\\\\frac{1}{2}", "subject": "Algebra", "level": 2,
 "unique_id": "test/algebra/1.json"}
"""

from __future__ import annotations

from collections.abc import Iterator

from review_app.domain import Problem, Record
from review_app.errors import BadRecord
from review_app.importers import fields, records
from review_app.importers.problems import each, problem
from review_app.importers.source import Head, Input, Row

COLUMNS = frozenset({"problem", "solution", "answer", "subject", "level", "unique_id"})


def read(given: Input) -> Iterator[Record]:
    """The problems, with both the short answer and the worked solution."""

    def build(row: Row) -> Iterator[Problem]:
        values = row.value
        answer, solution = fields.short_text(values, "answer"), fields.optional_text(values, "solution")
        if not answer and not solution:
            raise BadRecord("neither 'answer' nor 'solution', so the reference is unknown")
        extra = fields.plain(values, "unique_id")
        yield problem(given, "math500", fields.text(values, "problem"), answer, solution, values, extra)

    return each(records.rows(given), build)


def recognises(head: Head) -> bool:
    """All of its columns; `unique_id` is what the MATH files do not have."""
    return head.keys >= COLUMNS and not head.keys & {"response", "code", "generation", "pred"}
