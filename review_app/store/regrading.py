"""Regrading: what a version of the grader says otherwise than the versions before it, and against which people."""

from __future__ import annotations

from review_app.store.database import Row, Store

# For each response the word of this version, and the newest word of the others on it. A response may have moved to
# another case, because this version cuts out another answer; one that only this version has seen has no word before.
COMPARED = """
WITH cut AS (
    SELECT response_id, max_by(case_id, seq) FILTER (WHERE grader = $grader) AS case_id,
        coalesce(max_by(case_id, seq) FILTER (WHERE grader <> $grader), max_by(case_id, seq)) AS old_case_id
    FROM extractions GROUP BY response_id
), said AS (
    SELECT case_id, grader = $grader AS ours, unnest(max_by({outcome: outcome, rule: rule}, seq))
    FROM verdicts GROUP BY case_id, ours
), compared AS (
    SELECT cut.response_id, cut.case_id, cut.old_case_id, before.outcome AS old, before.rule AS old_rule,
        after.outcome AS new, after.rule AS new_rule
    FROM cut
    JOIN said AS before ON before.case_id = cut.old_case_id AND NOT before.ours
    JOIN said AS after ON after.case_id = cut.case_id AND after.ours
)
"""

CHANGES = """
SELECT old, new, old_rule, new_rule, count(*) AS responses FROM compared
GROUP BY ALL ORDER BY old, new, responses DESC, old_rule, new_rule
"""

# A decision speaks of its own case, and of the responses that have left it since.
CONTRADICTED = """
SELECT case_states.case_id, case_states.decision, case_states.annotator, any_value(compared.old) AS old,
    any_value(compared.new) AS new, any_value(compared.new_rule) AS rule, count(*) AS responses
FROM compared JOIN case_states ON case_states.case_id IN (compared.case_id, compared.old_case_id)
WHERE case_states.decision IS NOT NULL AND compared.new <> 'uncertain' AND compared.new <> case_states.decision
GROUP BY ALL ORDER BY case_states.case_id
"""

# Decisions stay with their cases: what has left a decided case for one that is not decided is open again.
LEFT = """
SELECT before.case_id, before.decision, count(*) AS responses
FROM compared
JOIN case_states AS before ON before.case_id = compared.old_case_id
JOIN case_states AS after ON after.case_id = compared.case_id
WHERE before.case_id <> after.case_id AND before.decision IS NOT NULL AND after.decision IS NULL
GROUP BY ALL ORDER BY before.case_id
"""


def changes(store: Store, grader: str) -> list[Row]:
    """How many responses went from which outcome and rule (`old`, `old_rule`) to which (`new`, `new_rule`).

    Those that stayed are counted too, on rows of their own.
    """
    return store.rows(COMPARED + CHANGES, {"grader": grader})


def contradicted(store: Store, grader: str) -> list[Row]:
    """Decided cases (`case_id`, `decision`, `annotator`) of which this version says the opposite (`new`, `rule`)."""
    return store.rows(COMPARED + CONTRADICTED, {"grader": grader})


def left(store: Store, grader: str) -> list[Row]:
    """Decided cases with the number of `responses` that this version has taken out of them."""
    return store.rows(COMPARED + LEFT, {"grader": grader})
