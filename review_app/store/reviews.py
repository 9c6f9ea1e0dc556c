"""Reviews: doubtful cases as a list, one case, and what people decide of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from review_app.domain import Decision, Outcome, Selection
from review_app.errors import NotFound
from review_app.store.database import Row, Store, now
from review_app.store.outcomes import condition

CASE = """
SELECT case_states.*, problems.benchmark, problems.split, problems.statement, problems.reference, problems.solution,
    problems.level, problems.subject
FROM case_states JOIN problems ON problems.id = case_states.problem_id WHERE case_states.case_id = $case
"""

OPINIONS = """
SELECT id, annotator, outcome, cause, note, decided_at FROM standing_decisions WHERE case_id = $case ORDER BY seq
"""

# What one person decided in one go: one case on the review page, many on the table.
LAST_OF = """
WITH standing AS (
    SELECT id, case_id, decided_at, seq FROM standing_decisions WHERE annotator = $annotator AND kind = 'opinion'
)
SELECT id, case_id FROM standing WHERE decided_at = (SELECT max_by(decided_at, seq) FROM standing) ORDER BY seq
"""

DOUBTFUL = """
WITH chosen AS (
    SELECT case_id, count(*) AS responses, string_agg(DISTINCT model, ', ') AS models,
        any_value(problem_id) AS problem_id, any_value(benchmark) AS benchmark,
        any_value(level) AS level, any_value(subject) AS subject, any_value(statement) AS statement,
        any_value(reference) AS reference, any_value(answer) AS answer, any_value(rule) AS rule,
        any_value(evidence) AS evidence
    FROM outcomes WHERE status = 'pending' AND case_id IS NOT NULL AND {where} GROUP BY case_id
)
SELECT * FROM chosen
ORDER BY responses DESC, benchmark, problem_id, case_id LIMIT $size OFFSET $skip
"""


PENDING = "SELECT count(DISTINCT case_id) FROM outcomes WHERE status = 'pending' AND case_id IS NOT NULL AND {where}"


def opinions(store: Store, case_id: str) -> list[Row]:
    """The standing decisions on a case, oldest first."""
    return store.rows(OPINIONS, {"case": case_id})


def doubtful(store: Store, selection: Selection, *, skip: int, size: int) -> list[Row]:
    """Pending cases of a selection, those that cover most responses first."""
    where, parameters = condition(selection)
    return store.rows(DOUBTFUL.format(where=where), {"size": size, "skip": skip, **parameters})


def doubtful_count(store: Store, selection: Selection) -> int:
    """How many cases are pending."""
    where, parameters = condition(selection)
    return int(store.value(PENDING.format(where=where), parameters))


# Name -> type, in the order of `decision_row`.
DECISION_COLUMNS = {
    "id": "VARCHAR",
    "case_id": "VARCHAR",
    "annotator": "VARCHAR",
    "outcome": "VARCHAR",
    "cause": "VARCHAR",
    "note": "VARCHAR",
    "seconds": "DOUBLE",
    "blind": "BOOLEAN",
    "decided_at": "TIMESTAMP",
    "kind": "VARCHAR",
    "guideline": "INTEGER",
}
PLACES = ", ".join("?" for _ in DECISION_COLUMNS)
ADD_DECISION = f"INSERT INTO decisions ({', '.join(DECISION_COLUMNS)}) VALUES ({PLACES})"


def add_decisions(store: Store, decisions: Sequence[Decision]) -> None:
    """Append decisions, all or none; committed when this returns. Unknown cases raise NotFound."""
    ids = sorted({decision.case_id for decision in decisions})
    with store.transaction() as cursor:
        cursor.execute("SELECT count(*) FROM cases WHERE id IN (SELECT unnest($ids))", {"ids": ids})
        known = cursor.fetchone()
        if known is None or known[0] != len(ids):
            raise NotFound(f"{len(ids) - (known[0] if known else 0)} of {len(ids)} cases are not in {store.path}")
        cursor.executemany(
            ADD_DECISION,
            [decision_row(decision) for decision in decisions],
        )


def decision_row(decision: Decision) -> list[Any]:
    """A decision in the order of the columns above."""
    return [
        decision.id,
        decision.case_id,
        decision.annotator,
        str(decision.outcome),
        decision.cause,
        decision.note,
        decision.seconds,
        decision.blind,
        decision.decided_at,
        str(decision.kind),
        decision.guideline,
    ]


def withdraw_last(store: Store, annotator: str) -> list[str]:
    """Take back what this annotator decided last, in one go as it was decided; the case ids, none for nothing."""
    with store.transaction() as cursor:
        last = cursor.execute(LAST_OF, {"annotator": annotator}).fetchall()
        moment = now()
        for decision, _ in last:
            cursor.execute("INSERT INTO withdrawals VALUES (?, ?, ?)", [decision, annotator, moment])
    return [case_id for _, case_id in last]


def what_stands(store: Store, annotator: str, case_id: str) -> tuple[Outcome | None, bool]:
    """(this person's standing opinion on a case, whether somebody settled the case)."""
    found = store.row(
        """SELECT max_by(outcome, seq) FILTER (WHERE kind = 'opinion' AND annotator = $annotator) AS opinion,
               count(*) FILTER (WHERE kind <> 'opinion' AND outcome <> 'uncertain') AS settlements
           FROM standing_decisions WHERE case_id = $case""",
        {"annotator": annotator, "case": case_id},
    )
    if found is None:
        return None, False
    return Outcome(found["opinion"]) if found["opinion"] else None, bool(found["settlements"])


def is_case(store: Store, case_id: str) -> bool:
    """Whether there is such a case."""
    return bool(store.value("SELECT count(*) FROM cases WHERE id = $case", {"case": case_id}))


def skip(store: Store, case_id: str, annotator: str) -> None:
    """Put a case at the end of this annotator's queue."""
    store.append("skips", {"case_id": [case_id], "annotator": [annotator], "skipped_at": [now()]})
