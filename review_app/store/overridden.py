"""Overridden: the cases in which people's word holds against the grader's, now or as of a past moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from review_app.domain import Selection
from review_app.store.database import Row, Store
from review_app.store.outcomes import condition

# Of several ways to write one answer the first by the alphabet, so that two readings are the same.
CASES = """
WITH chosen AS (
    SELECT case_id, any_value(problem_id) AS problem_id, any_value(benchmark) AS benchmark, any_value(level) AS level,
        any_value(subject) AS subject, min(answer) AS answer, any_value(automatic) AS automatic,
        any_value(rule) AS rule, any_value(outcome) AS outcome, any_value(cause) AS cause, any_value(note) AS note,
        count(*) AS responses
    FROM outcomes_at($moment) WHERE status = 'overridden' AND {where} GROUP BY case_id
), placed AS (
    SELECT *, automatic <> 'uncertain' AS against, count(*) OVER () AS cases,
        count(*) FILTER (WHERE automatic <> 'uncertain') OVER () AS contradicted
    FROM chosen ORDER BY against DESC, responses DESC, benchmark, problem_id, case_id LIMIT $most
)
SELECT placed.*, statement, reference FROM placed JOIN problems ON problems.id = problem_id
ORDER BY against DESC, responses DESC, benchmark, problem_id, case_id
"""


@dataclass(frozen=True, slots=True)
class Overridden:
    """The first of the cases, with problem, answer, verdict and decision; how many there are, and in how many of
    them people contradict a verdict (in the others the grader could not tell)."""

    rows: Sequence[Row]
    cases: int = 0
    contradicted: int = 0


def overridden(store: Store, selection: Selection, moment: datetime | None, most: int) -> Overridden:
    """The first `most` cases of a selection: contradicted verdicts before doubtful ones, and of these the cases with
    most responses first."""
    where, parameters = condition(selection)
    rows = store.rows(CASES.format(where=where), {**parameters, "moment": moment or datetime.max, "most": most})
    return Overridden(rows, rows[0]["cases"], rows[0]["contradicted"]) if rows else Overridden(())
