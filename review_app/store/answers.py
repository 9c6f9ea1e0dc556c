"""Answers: every answer that was given to one problem, what holds for it, and the responses that give it."""

from __future__ import annotations

from review_app.store.database import Row, Store

PROBLEM = """
SELECT problems.id AS problem_id, benchmark, split, statement, problems.reference, solution, level, subject,
    amended_references.answer AS amended_reference,
    (SELECT count(DISTINCT annotator) FROM reference_flags WHERE problem_id = problems.id) AS flags
FROM problems LEFT JOIN amended_references ON amended_references.problem_id = problems.id WHERE problems.id = $problem
"""

# Responses that nobody graded have no case yet; they make one row.
CASES = """
SELECT case_id, any_value(answer) AS answer, count(*) AS responses, list(DISTINCT model ORDER BY model) AS models,
    any_value(automatic) AS automatic, any_value(rule) AS rule, any_value(status) AS status,
    any_value(outcome) AS outcome, any_value(annotator) AS annotator, any_value(decided_at) AS decided_at,
    any_value(amended_reference) AS amended_reference, any_value(amended_outcome) AS amended_outcome
FROM outcomes WHERE problem_id = $problem GROUP BY case_id ORDER BY responses DESC, case_id
"""

RESPONSES = """
WITH asked AS (
    SELECT id, run_id, sample FROM responses WHERE problem_id = $problem
), placed AS (
    SELECT asked.id AS response_id, model, source, sample FROM asked JOIN runs ON runs.id = asked.run_id
    ORDER BY model, source, sample, response_id LIMIT $size OFFSET $skip
), extraction AS (
    SELECT response_id, unnest(max_by({case_id: case_id, answer: answer, start: start, finish: finish,
        method: method, strength: strength}, seq))
    FROM extractions WHERE response_id IN (SELECT response_id FROM placed) GROUP BY response_id
)
SELECT placed.*, extraction.* EXCLUDE (response_id), texts.text
FROM placed
JOIN (SELECT id, text FROM responses WHERE id IN (SELECT response_id FROM placed)) AS texts
    ON texts.id = placed.response_id
LEFT JOIN extraction ON extraction.response_id = placed.response_id
ORDER BY model, source, sample, placed.response_id
"""


def problem(store: Store, problem_id: str) -> Row | None:
    """A problem with its corrected reference and the number of people who flagged the printed one."""
    return store.row(PROBLEM, {"problem": problem_id})


def cases(store: Store, problem_id: str) -> list[Row]:
    """One row an answer, those that most responses give first; `case_id` is None for what nobody graded."""
    return store.rows(CASES, {"problem": problem_id})


def responses(store: Store, problem_id: str, *, skip: int, size: int) -> list[Row]:
    """Responses with their texts and the answers read in them, by model; `case_id` is None for what nobody graded."""
    return store.rows(RESPONSES, {"problem": problem_id, "skip": skip, "size": size})
