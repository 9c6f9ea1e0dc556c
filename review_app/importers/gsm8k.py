"""GSM8K: grade-school word problems, as openai/grade-school-math and the hub's `openai/gsm8k` hold them.

{"question": "Natalia sold clips …", "answer": "She sold 48/2 = <<48/2=24>>24 …\\n#### 72"}
"""

from __future__ import annotations

from collections.abc import Iterator

from review_app.domain import Problem, Record
from review_app.errors import BadRecord
from review_app.importers import fields, records
from review_app.importers.problems import GSM8K_MARK, each, problem
from review_app.importers.source import Head, Input, Row

# Columns the published files have; a further one means that the row carries somebody's output.
COLUMNS = frozenset({"question", "answer", "idx", "id", "split", "level", "type"})


def read(given: Input) -> Iterator[Record]:
    """The problems, with the worked answer as solution."""

    def build(row: Row) -> Iterator[Problem]:
        answer = fields.text(row.value, "answer")
        if GSM8K_MARK not in answer:
            raise BadRecord(f"'answer' has no {GSM8K_MARK!r} line, so the reference is unknown")
        yield problem(given, "gsm8k", fields.text(row.value, "question"), answer, values=row.value)

    return each(records.rows(given), build)


def recognises(head: Head) -> bool:
    """A question and an answer with GSM8K's mark, and nothing else."""
    answer = head.row.get("answer")
    return "question" in head.keys and head.keys <= COLUMNS and isinstance(answer, str) and GSM8K_MARK in answer
