"""Problems: what a file says of a problem, made into one, with a hint which benchmark it is from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from review_app.domain import Problem, Record, Reject, problem_id
from review_app.errors import BadRecord
from review_app.importers import fields
from review_app.importers.fields import Values
from review_app.importers.source import Input, Row

CUSTOM = "custom"
DEFAULT_SPLIT = "test"

# GSM8K ends every solution with this mark and the answer.
GSM8K_MARK = "####"

# Names of files, tasks and datasets, the telling ones first: OpenCompass calls MATH-500 `math_prm800k_500`.
NAMES = (
    (re.compile(r"gsm[-_]?8k", re.IGNORECASE), "gsm8k"),
    (re.compile(r"math[-_ ]?user[-_ ]?eval", re.IGNORECASE), "mathusereval"),
    (re.compile(r"math[-_ ]?(?:prm800k[-_ ])?500", re.IGNORECASE), "math500"),
    (re.compile(r"(?<![a-z])math(?![a-z])", re.IGNORECASE), "math"),
)


def benchmark_of(values: Values, *names: str) -> str:
    """The benchmark a row seems to be from: its shape tells more than the name of its file.

    >>> benchmark_of({"level": "Level 3"}), benchmark_of({"level": 3}), benchmark_of({}, "gsm8k_cot")
    ('math', 'math500', 'gsm8k')
    """
    mark = (values.get(name) for name in ("answer", "solution", "reference", "gold", "target"))
    if any(isinstance(value, str) and GSM8K_MARK in value for value in mark):
        return "gsm8k"
    level = values.get("level")
    if isinstance(level, str) and level.lower().startswith("level"):
        return "math"
    if fields.subject_of_id(values.get("unique_id")) or fields.level(level):
        return "math500"
    return next((benchmark for name in names for pattern, benchmark in NAMES if pattern.search(name)), CUSTOM)


def problem(
    given: Input,
    benchmark: str,
    statement: str,
    answer: str = "",
    solution: str = "",
    values: Values | None = None,
    extra: dict[str, Any] | None = None,
) -> Problem:
    """The problem of a row. `answer` is the reference unless it is GSM8K's worked text.

    Level, subject and split are read from `values`; what the user said of benchmark and split beats the file.
    """
    if not statement.strip():
        raise BadRecord("the problem is empty")
    if GSM8K_MARK in answer:
        answer, solution = "", answer
    values = values or {}
    name = given.benchmark or benchmark
    split = given.split or fields.optional_text(values, "split") or DEFAULT_SPLIT
    return Problem(
        id=problem_id(name, split, statement),
        benchmark=name,
        split=split,
        statement=statement,
        reference=answer,
        solution=solution,
        level=fields.level(values.get("level")),
        subject=subject_of(values),
        extra=extra or {},
    )


def subject_of(values: Values) -> str | None:
    """The subject under one of its names, else from MATH's own id."""
    named = (fields.subject(values.get(name)) for name in ("subject", "type", "category"))
    return next(filter(None, named), None) or fields.subject_of_id(values.get("unique_id"))


def each(rows: Iterable[Row | Reject], build: Callable[[Row], Iterable[Record]]) -> Iterator[Record]:
    """What `build` makes of every row; a row it cannot use becomes a Reject with the reason."""
    for row in rows:
        if isinstance(row, Reject):
            yield row
            continue
        try:
            built = tuple(build(row))
        except BadRecord as fault:
            yield row.reject(str(fault))
        else:
            yield from built
