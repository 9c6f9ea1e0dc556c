"""Browse: search and filter everything there is, one row a case or a response, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from review_app.store import outcomes
from review_app.store.database import Row, Store


class Mark(StrEnum):
    """What a case or response may carry besides; a query may ask for several of them at once."""

    DIFFERS = "differs"  # the evaluation tool said otherwise than what holds now
    AUDITED = "audited"  # drawn for people to check the grader
    NOTED = "noted"  # a standing decision has a note
    FLAGGED = "flagged"  # somebody holds the reference to be wrong


class Each(StrEnum):
    """What a row of the result is."""

    CASE = "case"
    RESPONSE = "response"


class Sort(StrEnum):
    """Which rows come first."""

    RESPONSES = "responses"  # those that cover most responses
    PROBLEM = "problem"  # by benchmark and problem
    DECIDED = "decided"  # those decided last
    LEVEL = "level"  # the hardest


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; an empty field narrows nothing, the values of one field are alternatives.

    `text` is looked for in statements and responses, `answer` in what was cut out of a response, `reference` in the
    printed and the corrected one: anywhere in them, capitals or not, every character as itself. `automatic` is the
    grader's outcome, `outcomes` what holds. `annotators`, `causes` and the mark NOTED speak of one standing decision.
    `page` counts from 1.
    """

    text: str = ""
    answer: str = ""
    reference: str = ""
    statuses: tuple[str, ...] = ()
    automatic: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    annotators: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    benchmarks: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    each: Each = Each.CASE
    sort: Sort = Sort.RESPONSES
    page: int = 1


# Fields that name values of a column of the view.
COLUMNS = {**outcomes.COLUMNS, "statuses": "status", "automatic": "automatic", "outcomes": "outcome"}

# Fields that are looked for within texts.
TEXTS = {
    "text": """(problem_id IN (SELECT id FROM problems WHERE contains(lower(statement), lower($text)))
        OR response_id IN (SELECT id FROM responses WHERE contains(lower(text), lower($text))))""",
    "answer": "contains(lower(answer), lower($answer))",
    "reference": """(contains(lower(reference), lower($reference))
        OR contains(lower(amended_reference), lower($reference)))""",
}

MARKS = {
    Mark.DIFFERS: "tool_outcome <> outcome AND outcome <> 'uncertain'",
    Mark.AUDITED: "case_id IN (SELECT case_id FROM audit_items WHERE drawn_at <= $moment)",
    Mark.FLAGGED: "problem_id IN (SELECT problem_id FROM reference_flags WHERE flagged_at <= $moment)",
}

# Fields of a standing decision: one decision must have them all.
DECISIONS = {"annotators": "annotator IN (SELECT unnest($annotators))", "causes": "cause IN (SELECT unnest($causes))"}

# What a row stands for. A response that nobody graded belongs to no case: it is a row of its own.
KEYS = {Each.CASE: "coalesce(case_id, response_id)", Each.RESPONSE: "response_id"}

ORDERS = {
    Sort.RESPONSES: "responses DESC, benchmark, problem_id, model, sample, id",
    Sort.PROBLEM: "benchmark, problem_id, model, sample, id",
    Sort.DECIDED: "decided_at DESC NULLS LAST, benchmark, problem_id, model, sample, id",
    Sort.LEVEL: "level DESC NULLS LAST, benchmark, problem_id, model, sample, id",
}

# The long texts are fetched for the rows of the page only.
PAGE = """
WITH chosen AS (
    SELECT {key} AS id, any_value(case_id) AS case_id, any_value(problem_id) AS problem_id,
        any_value(benchmark) AS benchmark, any_value(level) AS level, any_value(subject) AS subject,
        any_value(amended_reference) AS amended_reference, any_value(answer) AS answer,
        count(*) AS responses, list(DISTINCT model ORDER BY model) AS models, min(model) AS model,
        min(sample) AS sample, min(response_id) AS response_id, any_value(automatic) AS automatic,
        any_value(rule) AS rule, any_value(status) AS status, any_value(outcome) AS outcome,
        any_value(annotator) AS annotator, any_value(decided_at) AS decided_at
    FROM outcomes WHERE {where} GROUP BY {key}
), placed AS (
    SELECT *, count(*) OVER () AS total FROM chosen ORDER BY {order} LIMIT $size OFFSET $skip
)
SELECT placed.*, statement, reference
FROM placed JOIN (SELECT id AS asked, statement, reference FROM problems) ON asked = placed.problem_id ORDER BY {order}
"""

COUNT = "SELECT count(DISTINCT {key}) FROM outcomes WHERE {where}"

PEOPLE = """
SELECT coalesce(list(DISTINCT annotator ORDER BY annotator), []) AS annotators,
    coalesce(list(DISTINCT cause ORDER BY cause) FILTER (WHERE cause IS NOT NULL), []) AS causes
FROM standing_decisions
"""


def condition(query: Query, moment: datetime | None = None) -> tuple[str, dict[str, Any]]:
    """The SQL condition of a query on the view `outcomes` (as of a moment), and its parameters; TRUE where nothing
    narrows it.

    >>> condition(Query(answer="7", marks=("differs",)))[1]
    {'answer': '7'}
    """
    lists = {name: list(getattr(query, name)) for name in (*COLUMNS, *DECISIONS) if getattr(query, name)}
    texts = {name: getattr(query, name) for name in TEXTS if getattr(query, name)}
    decision = [test for name, test in DECISIONS.items() if name in lists]
    if Mark.NOTED in query.marks:
        decision.append("note <> ''")
    tests = [TEXTS[name] for name in texts]
    tests += [f"{COLUMNS[name]} IN (SELECT unnest(${name}))" for name in lists if name in COLUMNS]
    tests += [test for mark, test in MARKS.items() if mark in query.marks]
    if decision:
        tests.append(f"case_id IN (SELECT case_id FROM standing_decisions_at($moment) WHERE {' AND '.join(decision)})")
    where = " AND ".join(tests) or "TRUE"
    then = {"moment": moment or datetime.max} if "$moment" in where else {}
    return where, {**texts, **lists, **then}


def rows(store: Store, query: Query, *, size: int) -> list[Row]:
    """The rows of the query's page, each with `total`, the number of all rows; none past the last page."""
    where, parameters = condition(query)
    sql = PAGE.format(where=where, key=KEYS[query.each], order=ORDERS[query.sort])
    return store.rows(sql, {**parameters, "size": size, "skip": (query.page - 1) * size})


def texts(store: Store, rows: list[Row]) -> dict[str, str]:
    """The text of one response of each row, by the row's `response_id`."""
    ids = [row["response_id"] for row in rows]
    found = store.rows("SELECT id, text FROM responses WHERE id IN (SELECT unnest($ids))", {"ids": ids})
    return {row["id"]: row["text"] for row in found}


def count(store: Store, query: Query) -> int:
    """How many rows a query has on all its pages."""
    where, parameters = condition(query)
    return int(store.value(COUNT.format(where=where, key=KEYS[query.each]), parameters))


def frame(store: Store, query: Query) -> Any:
    """All responses that a query finds as a pandas frame for charts and exports, one row a response."""
    return outcomes.frame_where(store, *condition(query))


def people(store: Store) -> dict[str, list[str]]:
    """The annotators and causes of standing decisions."""
    return store.row(PEOPLE) or {}


def run_names(store: Store) -> dict[str, str]:
    """Run -> its model and the file it came from."""
    return {row["id"]: f"{row['model']} · {row['source']}" for row in store.rows("SELECT id, model, source FROM runs")}
