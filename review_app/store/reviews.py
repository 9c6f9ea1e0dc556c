"""Reviews: the queue of doubtful cases, one case with its evidence, and what people decide of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from review_app.domain import Decision
from review_app.errors import NotFound
from review_app.store.database import Row, Store, now
from review_app.store.outcomes import Selection, condition

# The cases that the grader left to people, under a selection; those that cover most responses come first, those
# that this annotator put back come last. One statement, because it runs after every key press.
STANDING = """
WITH doubtful AS (
    SELECT case_id, any_value(status) AS status, count(*) AS responses, any_value(problem_id) AS problem_id,
        any_value(benchmark) AS benchmark
    FROM outcomes WHERE automatic = 'uncertain' AND case_id IS NOT NULL AND {where} GROUP BY case_id
), mine AS (
    SELECT DISTINCT case_id FROM decisions ANTI JOIN withdrawals ON withdrawals.decision_id = decisions.id
    WHERE annotator = $annotator
), put_back AS (SELECT case_id, max(seq) AS skipped FROM skips WHERE annotator = $annotator GROUP BY case_id
), waiting AS (
    SELECT doubtful.*, coalesce(skipped, 0) AS skipped FROM doubtful
    ANTI JOIN mine ON mine.case_id = doubtful.case_id
    LEFT JOIN put_back ON put_back.case_id = doubtful.case_id
    WHERE status = 'pending'
)
SELECT (SELECT case_id FROM waiting ORDER BY skipped, responses DESC, benchmark, problem_id, case_id LIMIT 1) AS next,
    (SELECT count(*) FROM waiting) AS waiting,
    (SELECT count(*) FROM doubtful) AS total,
    (SELECT count(*) FROM doubtful WHERE status IN ('confirmed', 'overridden')) AS decided
"""

CASE = """
SELECT case_states.*, problems.benchmark, problems.split, problems.statement, problems.reference, problems.solution,
    problems.level, problems.subject
FROM case_states JOIN problems ON problems.id = case_states.problem_id WHERE case_states.case_id = $case
"""

# `{ids}` are parameters, one a response: by key, DuckDB reads only these rows and not every text of the store.
CASE_RESPONSES = """
SELECT responses.id AS response_id, runs.model, runs.id AS run_id, runs.source, responses.sample, responses.text,
    extraction.answer, extraction.start, extraction.finish, extraction.method, extraction.strength, extraction.doubt,
    tool.grader AS tool_grader, tool.outcome AS tool_outcome, tool.answer AS tool_answer
FROM (SELECT response_id, unnest(max_by({{case_id: case_id, answer: answer, start: start, finish: finish,
        method: method, strength: strength, doubt: doubt}}, seq))
      FROM extractions WHERE response_id IN ({ids}) GROUP BY response_id) AS extraction
JOIN (SELECT * FROM responses WHERE id IN ({ids})) AS responses ON responses.id = extraction.response_id
JOIN runs ON runs.id = responses.run_id
LEFT JOIN (SELECT response_id, unnest(min_by({{grader: grader, outcome: outcome, answer: answer}}, grader))
           FROM tool_verdicts WHERE response_id IN ({ids}) GROUP BY response_id) AS tool
    ON tool.response_id = responses.id
WHERE extraction.case_id = $case ORDER BY runs.model, responses.sample, responses.id
"""

OPINIONS = """
SELECT id, annotator, outcome, cause, note, decided_at FROM decisions
ANTI JOIN withdrawals ON withdrawals.decision_id = decisions.id WHERE case_id = $case ORDER BY seq
"""

# What one person decided in one go: one case on the review page, many on the table.
LAST_OF = """
WITH standing AS (
    SELECT id, case_id, decided_at, seq FROM decisions
    ANTI JOIN withdrawals ON withdrawals.decision_id = decisions.id WHERE annotator = $annotator
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


def standing(store: Store, annotator: str, selection: Selection) -> Row:
    """Of the cases the grader left to people: the `next` for this annotator (None when nothing waits), how many
    are `waiting` for them, how many there are in `total`, how many are `decided`."""
    where, parameters = condition(selection)
    found = store.row(STANDING.format(where=where), {"annotator": annotator, **parameters})
    return found or {"next": None, "waiting": 0, "total": 0, "decided": 0}


def case(store: Store, case_id: str) -> Row:
    """A case with its problem, verdict and state. Raises NotFound for an unknown id."""
    found = store.row(CASE, {"case": case_id})
    if found is None:
        raise NotFound(f"case {case_id}: there is none in {store.path}; it may belong to another database")
    return found


def case_responses(store: Store, case_id: str) -> list[Row]:
    """All responses that give this answer, each with the place of the answer in its text."""
    found = store.rows("SELECT DISTINCT response_id FROM extractions WHERE case_id = $case", {"case": case_id})
    ids = {f"r{number}": row["response_id"] for number, row in enumerate(found)}
    if not ids:
        return []
    named = ", ".join(f"${name}" for name in ids)
    return store.rows(CASE_RESPONSES.format(ids=named), {"case": case_id, **ids})


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


def add_decisions(store: Store, decisions: Sequence[Decision]) -> None:
    """Append decisions, all or none; committed when this returns. Unknown cases raise NotFound."""
    ids = sorted({decision.case_id for decision in decisions})
    with store.transaction() as cursor:
        cursor.execute("SELECT count(*) FROM cases WHERE id IN (SELECT unnest($ids))", {"ids": ids})
        known = cursor.fetchone()
        if known is None or known[0] != len(ids):
            raise NotFound(f"{len(ids) - (known[0] if known else 0)} of {len(ids)} cases are not in {store.path}")
        cursor.executemany(
            """INSERT INTO decisions (id, case_id, annotator, outcome, cause, note, seconds, blind, decided_at)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
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
    ]


def withdraw_last(store: Store, annotator: str) -> list[str]:
    """Take back what this annotator decided last, in one go as it was decided; the case ids, none for nothing."""
    with store.transaction() as cursor:
        last = cursor.execute(LAST_OF, {"annotator": annotator}).fetchall()
        moment = now()
        for decision, _ in last:
            cursor.execute("INSERT INTO withdrawals VALUES (?, ?, ?)", [decision, annotator, moment])
    return [case_id for _, case_id in last]


def skip(store: Store, case_id: str, annotator: str) -> None:
    """Put a case at the end of this annotator's queue."""
    store.append("skips", {"case_id": [case_id], "annotator": [annotator], "skipped_at": [now()]})
