"""Gold: cases with a known answer, by which people are measured. A gold decision holds before all opinions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from review_app.domain import Decision
from review_app.errors import NotFound
from review_app.store.database import Row, Store
from review_app.store.reviews import ADD_DECISION, decision_row

# The gold that stands, with what people said of it since it was made (`asked`, `right`), and how many who had an
# opinion before are `against` it. Whoever made it is not counted.
ITEMS = """
WITH gold AS (
    SELECT case_id, max(seq) AS seq, unnest(max_by({outcome: outcome, note: note, made_by: annotator,
        made_at: decided_at}, seq))
    FROM standing_decisions WHERE kind = 'gold' AND outcome <> 'uncertain' GROUP BY case_id
), said AS (
    SELECT opinion.case_id, max_by(opinion.outcome, opinion.seq) = any_value(gold.outcome) AS agrees,
        max(opinion.seq) > any_value(gold.seq) AS since
    FROM standing_decisions AS opinion JOIN gold ON gold.case_id = opinion.case_id
    WHERE opinion.kind = 'opinion' AND opinion.outcome <> 'uncertain' AND opinion.annotator <> gold.made_by
    GROUP BY opinion.case_id, opinion.annotator
), counted AS (
    SELECT case_id, count(*) FILTER (WHERE since) AS asked, count(*) FILTER (WHERE since AND agrees) AS right_answers,
        count(*) FILTER (WHERE NOT since AND NOT agrees) AS against
    FROM said GROUP BY case_id
)
SELECT gold.case_id, gold.outcome, gold.note, made_by, made_at, benchmark, level, subject, statement, reference,
    (SELECT any_value(answer) FROM extractions WHERE extractions.case_id = gold.case_id) AS answer,
    coalesce(asked, 0) AS asked, coalesce(right_answers, 0) AS right_answers, coalesce(against, 0) AS against,
    gold.case_id IN (SELECT case_id FROM outcomes) AS given
FROM gold
JOIN cases ON cases.id = gold.case_id
JOIN problems ON problems.id = cases.problem_id
LEFT JOIN counted ON counted.case_id = gold.case_id
ORDER BY coalesce(asked - right_answers, 0) + coalesce(against, 0) DESC, gold.seq DESC
"""

# Decided cases that could be gold: settled by an adjudicator, or all of at least so many people agree.
CANDIDATES = """
SELECT states.case_id, decision AS outcome, opinions, adjudicated.case_id IS NOT NULL AS adjudicated
FROM case_states AS states
LEFT JOIN (SELECT DISTINCT case_id FROM standing_decisions WHERE kind = 'adjudication' AND outcome <> 'uncertain')
    AS adjudicated ON adjudicated.case_id = states.case_id
WHERE decision IS NOT NULL AND (adjudicated.case_id IS NOT NULL OR opinions >= $opinions)
    AND states.case_id NOT IN (SELECT case_id FROM standing_decisions WHERE kind = 'gold')
    AND states.case_id IN (SELECT case_id FROM outcomes)
ORDER BY states.case_id
"""

STANDING = """
SELECT case_id, max_by(outcome, seq) AS outcome FROM standing_decisions
WHERE kind = 'gold' AND case_id IN (SELECT unnest($cases)) GROUP BY case_id
"""

WITHDRAW = """
INSERT INTO withdrawals
SELECT id, $by, $moment FROM standing_decisions WHERE kind = 'gold' AND case_id IN (SELECT unnest($cases))
RETURNING decision_id
"""

PROBLEMS = "SELECT id, benchmark FROM problems WHERE text_key = $text_key ORDER BY benchmark, id"

KNOWN = "SELECT DISTINCT case_id FROM outcomes WHERE case_id IN (SELECT unnest($cases))"


def items(store: Store) -> list[Row]:
    """The gold that stands, that with the most people against it first."""
    return store.rows(ITEMS)


def candidates(store: Store, opinions: int) -> list[Row]:
    """Cases that people settled or on which at least so many agree: `case_id, outcome, opinions, adjudicated`."""
    return store.rows(CANDIDATES, {"opinions": opinions})


def standing(store: Store, cases: Sequence[str]) -> dict[str, str]:
    """The known answers of those of the cases that have one."""
    return {row["case_id"]: row["outcome"] for row in store.rows(STANDING, {"cases": list(cases)})}


def problems(store: Store, text_key: str) -> list[Row]:
    """The problems with this text: `id`, `benchmark`."""
    return store.rows(PROBLEMS, {"text_key": text_key})


def known(store: Store, cases: Sequence[str]) -> set[str]:
    """Those of the cases that a response gives now."""
    return {row["case_id"] for row in store.rows(KNOWN, {"cases": list(cases)})}


def add(store: Store, decisions: Sequence[Decision]) -> None:
    """Append gold decisions, all or none, each instead of what was gold before. Raises NotFound for an unknown case."""
    if not decisions:
        return
    cases = sorted({decision.case_id for decision in decisions})
    with store.transaction() as cursor:
        found = cursor.execute("SELECT count(*) FROM cases WHERE id IN (SELECT unnest($cases))", {"cases": cases})
        counted = found.fetchone()
        if counted is None or counted[0] != len(cases):
            missing = len(cases) - (counted[0] if counted else 0)
            raise NotFound(
                "{missing} of {all} cases are not in this database; check the ids", missing=missing, all=len(cases)
            )
        cursor.execute(WITHDRAW, withdrawal(cases, decisions[0].annotator, decisions[0].decided_at))
        cursor.executemany(ADD_DECISION, [decision_row(decision) for decision in decisions])


def withdraw(store: Store, cases: Sequence[str], by: str, moment: datetime) -> int:
    """The answers of these cases are not known any more; how many cases that changes."""
    with store.transaction() as cursor:
        held = cursor.execute(STANDING, {"cases": list(cases)}).fetchall()
        cursor.execute(WITHDRAW, withdrawal(cases, by, moment))
    return len(held)


def withdrawal(cases: Sequence[str], by: str, moment: datetime) -> dict[str, Any]:
    """The parameters of a withdrawal."""
    return {"cases": list(cases), "by": by, "moment": moment}
