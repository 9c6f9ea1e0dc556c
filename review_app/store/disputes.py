"""Disputes: cases on which people differ or gave up, what each of them said, and how others were settled."""

from __future__ import annotations

from review_app.domain import Selection
from review_app.store.database import Row, Store, now
from review_app.store.outcomes import condition

# People were asked, and the case is as open as before: they differ, or all of them said "cannot tell".
OPEN = """
WITH unsure AS (SELECT DISTINCT case_id FROM standing_decisions WHERE kind = 'opinion' AND outcome = 'uncertain'),
chosen AS (
    SELECT case_id, any_value(status) = 'disputed' AS disputed, count(*) AS responses,
        any_value(problem_id) AS problem_id, any_value(benchmark) AS benchmark, any_value(level) AS level,
        any_value(subject) AS subject, any_value(statement) AS statement, any_value(reference) AS reference,
        any_value(answer) AS answer
    FROM outcomes
    WHERE case_id IS NOT NULL AND {where}
        AND (status = 'disputed' OR (decision IS NULL AND case_id IN (SELECT case_id FROM unsure)))
    GROUP BY case_id
)
SELECT * FROM chosen ORDER BY responses DESC, benchmark, problem_id, case_id
"""

# The newest word of each person on one case; "cannot tell" is among them, though it counts for nothing.
OPINIONS = """
SELECT id, annotator, outcome, cause, note, decided_at, guideline, blind FROM standing_decisions
WHERE kind = 'opinion' AND case_id = $case
QUALIFY row_number() OVER (PARTITION BY annotator ORDER BY seq DESC) = 1 ORDER BY seq
"""

SETTLEMENT = """
SELECT id, case_id, annotator, outcome, cause, note, decided_at, kind FROM standing_decisions
WHERE kind <> 'opinion' AND outcome <> 'uncertain' AND case_id = $case ORDER BY seq DESC LIMIT 1
"""

LAST_SETTLEMENT = """
SELECT id, case_id FROM standing_decisions
WHERE kind = 'adjudication' AND outcome <> 'uncertain' AND annotator = $annotator ORDER BY seq DESC LIMIT 1
"""

# Settled cases, the newest first, with what each person had said (`opinions`, the oldest first).
SETTLED = """
WITH settled AS (
    SELECT case_id, unnest(max_by({{id: id, annotator: annotator, outcome: outcome, note: note, cause: cause,
        decided_at: decided_at, seq: seq}}, seq))
    FROM standing_decisions WHERE kind = 'adjudication' AND outcome <> 'uncertain' GROUP BY case_id
), chosen AS (
    SELECT case_id, count(*) AS responses, any_value(statement) AS statement, any_value(benchmark) AS benchmark,
        any_value(level) AS level, any_value(subject) AS subject, any_value(reference) AS reference,
        any_value(answer) AS answer
    FROM outcomes WHERE case_id IN (SELECT case_id FROM settled) AND {where} GROUP BY case_id
), opinion AS (
    SELECT case_id, annotator, unnest(max_by({{outcome: outcome, seq: seq}}, seq)) FROM standing_decisions
    WHERE kind = 'opinion' AND case_id IN (SELECT case_id FROM settled) GROUP BY case_id, annotator
), said AS (
    SELECT case_id, list({{annotator: annotator, outcome: outcome}} ORDER BY seq) AS opinions
    FROM opinion GROUP BY case_id
)
SELECT chosen.*, settled.* EXCLUDE (case_id, seq), coalesce(opinions, []) AS opinions, count(*) OVER () AS total
FROM settled JOIN chosen ON chosen.case_id = settled.case_id LEFT JOIN said ON said.case_id = settled.case_id
ORDER BY settled.seq DESC LIMIT $size
"""

# Taken back once, whoever presses twice.
WITHDRAW = """
INSERT INTO withdrawals SELECT id, $by, $moment FROM standing_decisions
WHERE id = $id AND kind = 'adjudication' ON CONFLICT DO NOTHING RETURNING decision_id
"""


def open_cases(store: Store, selection: Selection) -> list[Row]:
    """Cases that wait for an adjudicator, those that cover most responses first.

    `disputed` is false where all who were asked said "cannot tell".
    """
    where, parameters = condition(selection)
    return store.rows(OPEN.format(where=where), parameters)


def opinions(store: Store, case_id: str) -> list[Row]:
    """What each person last said of a case, the oldest first."""
    return store.rows(OPINIONS, {"case": case_id})


def settlement(store: Store, case_id: str) -> Row | None:
    """The adjudication (or known answer) that holds before all opinions; None while there is none."""
    return store.row(SETTLEMENT, {"case": case_id})


def last_settlement(store: Store, annotator: str) -> Row | None:
    """The newest standing adjudication of a person: `id`, `case_id`."""
    return store.row(LAST_SETTLEMENT, {"annotator": annotator})


def settled_cases(store: Store, selection: Selection, size: int) -> list[Row]:
    """The `size` cases that were settled last; `total` in each says how many there are in all."""
    where, parameters = condition(selection)
    return store.rows(SETTLED.format(where=where), {"size": size, **parameters})


def withdraw(store: Store, decision_id: str, by: str) -> bool:
    """Take an adjudication back; false where it was taken back already."""
    return store.row(WITHDRAW, {"id": decision_id, "by": by, "moment": now()}) is not None
