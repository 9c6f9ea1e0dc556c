"""Evidence: everything there is to see of some cases, read at once, because one by one they cost as much as all."""

from __future__ import annotations

from collections.abc import Sequence

from review_app.store.database import Row, Store

# Of the responses that share an answer as many are read; how many there are is counted.
SHOWN_RESPONSES = 13

CASES = """
WITH latest AS (
    SELECT case_id, unnest(max_by(
        {automatic: outcome, rule: rule, evidence: evidence, expected: expected, found: found, grader: grader}, seq))
    FROM verdicts WHERE case_id IN (SELECT unnest($ids)) GROUP BY case_id
)
SELECT cases.id AS case_id, cases.problem_id, cases.key, coalesce(automatic, 'uncertain') AS automatic,
    rule, evidence, expected, found, grader,
    problems.benchmark, problems.split, problems.statement, problems.reference, problems.solution,
    problems.level, problems.subject, amended_references.answer AS amended_reference
FROM (SELECT * FROM cases WHERE id IN (SELECT unnest($ids))) AS cases
JOIN problems ON problems.id = cases.problem_id
LEFT JOIN latest ON latest.case_id = cases.id
LEFT JOIN amended_references ON amended_references.problem_id = cases.problem_id
"""

# A response belongs to the case that its newest extraction names.
RESPONSES = """
WITH touched AS (
    SELECT DISTINCT response_id FROM extractions WHERE case_id IN (SELECT unnest($ids))
), extraction AS (
    SELECT response_id, unnest(max_by({case_id: case_id, answer: answer, start: start, finish: finish,
        method: method, strength: strength, doubt: doubt}, seq))
    FROM extractions WHERE response_id IN (SELECT response_id FROM touched) GROUP BY response_id
), placed AS (
    SELECT extraction.*, responses.run_id, responses.sample, runs.model, runs.source,
        row_number() OVER (PARTITION BY case_id ORDER BY model, sample, response_id) AS place,
        count(*) OVER (PARTITION BY case_id) AS total
    FROM extraction
    JOIN (SELECT id, run_id, sample FROM responses WHERE id IN (SELECT response_id FROM touched)) AS responses
        ON responses.id = extraction.response_id
    JOIN runs ON runs.id = responses.run_id
    WHERE case_id IN (SELECT unnest($ids))
), shown AS (SELECT * FROM placed WHERE place <= $shown
), tool AS (
    SELECT response_id, unnest(min_by({grader: grader, outcome: outcome, answer: answer}, grader))
    FROM tool_verdicts WHERE response_id IN (SELECT response_id FROM shown) GROUP BY response_id
)
SELECT shown.* EXCLUDE (place), texts.text,
    tool.grader AS tool_grader, tool.outcome AS tool_outcome, tool.answer AS tool_answer
FROM shown
JOIN (SELECT id, text FROM responses WHERE id IN (SELECT response_id FROM shown)) AS texts
    ON texts.id = shown.response_id
LEFT JOIN tool ON tool.response_id = shown.response_id
ORDER BY shown.case_id, place
"""

# The other answers to the same problems: who gave them, what the grader said, what people said.
SIBLINGS = """
WITH asked AS (SELECT id, problem_id FROM cases WHERE id IN (SELECT unnest($ids))
), siblings AS (
    SELECT id, problem_id FROM cases WHERE problem_id IN (SELECT problem_id FROM asked)
), extraction AS (
    SELECT response_id, unnest(max_by({case_id: case_id, answer: answer}, seq))
    FROM extractions
    WHERE response_id IN (SELECT response_id FROM extractions WHERE case_id IN (SELECT id FROM siblings))
    GROUP BY response_id
), given AS (
    SELECT case_id, any_value(answer) AS answer, count(*) AS responses,
        list(DISTINCT model ORDER BY model) AS models
    FROM extraction
    JOIN (SELECT id, run_id FROM responses WHERE id IN (SELECT response_id FROM extraction)) AS responses
        ON responses.id = extraction.response_id
    JOIN runs ON runs.id = responses.run_id GROUP BY case_id
), latest AS (
    SELECT case_id, max_by(outcome, seq) AS automatic FROM verdicts
    WHERE case_id IN (SELECT id FROM siblings) GROUP BY case_id
), said AS (
    SELECT case_id, list(DISTINCT outcome) AS decisions FROM standing_decisions
    WHERE case_id IN (SELECT id FROM siblings) AND outcome <> 'uncertain' GROUP BY case_id
)
SELECT siblings.problem_id, siblings.id AS case_id, answer, responses, models,
    coalesce(automatic, 'uncertain') AS automatic, coalesce(decisions, []) AS decisions
FROM siblings
JOIN given ON given.case_id = siblings.id
LEFT JOIN latest ON latest.case_id = siblings.id
LEFT JOIN said ON said.case_id = siblings.id
ORDER BY responses DESC, siblings.id
"""


def cases(store: Store, ids: Sequence[str]) -> list[Row]:
    """Each case with its problem and newest verdict; unknown ids are left out."""
    return store.rows(CASES, {"ids": list(ids)})


def responses(store: Store, ids: Sequence[str]) -> list[Row]:
    """The first responses of each case with their texts; `total` is how many there are."""
    return store.rows(RESPONSES, {"ids": list(ids), "shown": SHOWN_RESPONSES})


def siblings(store: Store, ids: Sequence[str]) -> list[Row]:
    """All cases of the problems of these cases; those that most responses give come first."""
    return store.rows(SIBLINGS, {"ids": list(ids)})
