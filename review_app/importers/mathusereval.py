"""MathUserEval (THUDM/ChatGLM-Math): 567 Chinese questions with open answers, and models' answers to them.

    {"question_id": 125, "source": "alignbench", "question": "…", "reference": "…", "category": "高等数学",
     "subcategory": "discrete"}                                  model_answer adds "answer" and "model_id",
                                                                 judgment to these "score": 7 (1 to 10; -1: failed)

A judge's score is kept as its rating; as its authors' hard split has it, 7 and more count as correct. `question_id`
alone is not unique: the key is (source, question_id). A null answer is an empty response. Runs append, so of several
answers to one key the last one holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from review_app.domain import Outcome, Problem, Record, Reject, ToolVerdict
from review_app.errors import BadRecord
from review_app.importers import fields, records
from review_app.importers.fields import Values
from review_app.importers.log import Log
from review_app.importers.problems import each, problem
from review_app.importers.source import Head, Input, Row

COLUMNS = frozenset({"question_id", "source", "question", "reference", "category"})
KEPT = ("source", "question_id", "subcategory")

# Scores that are none, such as the -1 of a judgment that failed, lie outside.
LOWEST, HIGHEST = 1, 10
PASS = 7

Key = tuple[Any, ...]


def read(given: Input) -> Iterator[Record]:
    """The problems; where rows carry answers also the run and its responses."""
    log = Log(given, "mathusereval", given.path.stem)
    last = last_places(given)

    def build(row: Row) -> Iterator[Record]:
        found = problem_of(given, row.value)
        if not answers(row.value):
            yield found
            return
        kept = last[key_of(row.value)]
        if kept != row.place:
            raise BadRecord(f"answered again in line {kept}, which counts")
        text = fields.optional_text(row.value, "answer")
        yield from log.records(found, [(text, judged(row.value))], fields.optional_text(row.value, "model_id"))

    return each(records.rows(given), build)


def last_places(given: Input) -> dict[Key, str]:
    """Where the last usable answer of each key stands."""
    last: dict[Key, str] = {}
    for row in records.rows(replace(given, advance=None)):
        if not isinstance(row, Reject) and answers(row.value) and usable(given, row.value):
            last[key_of(row.value)] = row.place
    return last


def usable(given: Input, values: Values) -> bool:
    """Whether the row will be read without fault."""
    try:
        problem_of(given, values)
        fields.optional_text(values, "answer")
        fields.optional_text(values, "model_id")
    except BadRecord:
        return False
    return True


def key_of(values: Values) -> Key:
    """(source, question_id), and the model where it is named."""
    return (str(values.get("source")), str(values.get("question_id")), str(values.get("model_id")))


def answers(values: Values) -> bool:
    """Whether the row comes from a model_answer file."""
    return "answer" in values or "model_id" in values


def judged(values: Values) -> tuple[ToolVerdict, ...]:
    """What the judge said, where the row comes from a judgment file and it said anything.

    >>> judged({"score": 7})[0].rating, judged({"score": -1}), judged({})
    (7.0, (), ())
    """
    score = values.get("score")
    if isinstance(score, bool) or not isinstance(score, int | float | Decimal) or not LOWEST <= score <= HIGHEST:
        return ()
    outcome = Outcome.CORRECT if score >= PASS else Outcome.INCORRECT
    return (ToolVerdict("judge", outcome, rating=float(score)),)


def problem_of(given: Input, values: Values) -> Problem:
    """The question with its reference answer; the category is the subject."""
    extra = fields.plain(values, *KEPT)
    if not {"source", "question_id"} <= extra.keys():
        raise BadRecord("'source' and 'question_id' are needed: together they are the key")
    statement, reference = fields.text(values, "question"), fields.text(values, "reference")
    return problem(given, "mathusereval", statement, reference, values=values, extra=extra)


def recognises(head: Head) -> bool:
    """Its columns, with or without a model's answers."""
    return head.keys >= COLUMNS
