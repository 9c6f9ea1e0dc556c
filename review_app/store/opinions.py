"""Opinions: what people decided, as frames for figures about the people and their agreement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from review_app.domain import Selection
from review_app.store.database import Store
from review_app.store.outcomes import condition

# The cases with what a selection of benchmarks and rules narrows; the rule is that of the newest verdict.
CASES = """
SELECT case_id, benchmark, rule FROM (
    SELECT cases.id AS case_id, problems.benchmark, max_by(verdicts.rule, verdicts.seq) AS rule
    FROM cases JOIN problems ON problems.id = cases.problem_id LEFT JOIN verdicts ON verdicts.case_id = cases.id
    GROUP BY cases.id, problems.benchmark
) WHERE {where}
"""

# `automatic` is what the grader said of the case when the person decided.
DECISIONS = f"""
WITH chosen AS ({CASES}), made AS (
    SELECT decisions.* REPLACE (coalesce(kind, 'opinion') AS kind), withdrawals.decision_id IS NOT NULL AS withdrawn
    FROM decisions LEFT JOIN withdrawals ON withdrawals.decision_id = decisions.id
)
SELECT made.case_id, annotator, made.outcome, kind, made.seconds, blind, decided_at, withdrawn,
    verdicts.outcome AS automatic, benchmark, chosen.rule
FROM made JOIN chosen ON chosen.case_id = made.case_id
ASOF LEFT JOIN verdicts ON verdicts.case_id = made.case_id AND verdicts.seq <= made.seq
ORDER BY made.seq
"""

OPINIONS = f"""
WITH chosen AS ({CASES}), newest AS (
    SELECT case_id, annotator, max_by(outcome, seq) AS outcome, max(seq) AS seq
    FROM standing_decisions_at($moment) WHERE kind = 'opinion' GROUP BY case_id, annotator
)
SELECT newest.case_id, annotator, outcome, benchmark, rule, newest.seq
FROM newest JOIN chosen ON chosen.case_id = newest.case_id ORDER BY newest.seq
"""

GOLD = f"""
WITH chosen AS ({CASES})
SELECT given.case_id, max_by(annotator, seq) AS annotator, max_by(outcome, seq) AS outcome, min(seq) AS since
FROM standing_decisions AS given JOIN chosen ON chosen.case_id = given.case_id
WHERE kind = 'gold' AND outcome <> 'uncertain' GROUP BY given.case_id ORDER BY given.case_id
"""

DAYS = """
SELECT decided_at::DATE AS day, annotator, count(*)::INTEGER AS decisions,
    median(seconds) FILTER (WHERE seconds > 0) AS median_seconds
FROM standing_decisions_at($moment) AS made
JOIN cases ON cases.id = made.case_id JOIN problems ON problems.id = cases.problem_id
WHERE kind = 'opinion' AND {where} GROUP BY ALL ORDER BY ALL
"""


def decisions(store: Store, selection: Selection) -> Any:
    """Everything that was ever decided, one row a decision in its order: `case_id, annotator, outcome, kind, seconds,
    blind, decided_at, withdrawn, automatic, benchmark, rule`. Only benchmarks and rules of the selection narrow it."""
    return _frame(store, DECISIONS, selection)


def opinions(store: Store, selection: Selection, moment: datetime | None = None) -> Any:
    """What holds (at a moment): the newest standing opinion of each person on a case, "cannot tell" included:
    `case_id, annotator, outcome, benchmark, rule, seq`."""
    return _frame(store, OPINIONS, selection, moment=moment or datetime.max)


def gold(store: Store, selection: Selection) -> Any:
    """The known answers, the newest of each case, with who gave it, and since when the case has one:
    `case_id, annotator, outcome, since` (a `seq`)."""
    return _frame(store, GOLD, selection)


def days(store: Store, selection: Selection, moment: datetime | None = None) -> Any:
    """How many opinions each person gave on each day that stand (at a moment), and their median time:
    `day, annotator, decisions, median_seconds`. Benchmarks, levels and subjects of the selection narrow it."""
    chosen = Selection(benchmarks=selection.benchmarks, levels=selection.levels, subjects=selection.subjects)
    where, parameters = condition(chosen)
    return store.frame(DAYS.format(where=where), {**parameters, "moment": moment or datetime.max})


def _frame(store: Store, sql: str, selection: Selection, **values: datetime) -> Any:
    """The frame of a statement under a selection."""
    where, parameters = condition(Selection(benchmarks=selection.benchmarks, rules=selection.rules))
    return store.frame(sql.format(where=where), parameters | values)
