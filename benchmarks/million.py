"""A million: a database of 1,000,000 graded responses of 20 models with 200,000 decisions, written as SQL.

`python -m benchmarks.million TARGET` makes one; it prints how many responses it has.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

from benchmarks.commands import apart

PROBLEMS, MODELS, SAMPLES, DECISIONS, PEOPLE = 5_000, 20, 10, 200_000, 12
SUBJECTS = [
    "Algebra", "Counting & Probability", "Geometry", "Intermediate Algebra", "Number Theory", "Prealgebra",
    "Precalculus",
]  # fmt: skip

# How far a response is from the right answer, 0 for right; the same on every machine, as it goes by hashes.
MADE = f"""
CREATE TEMP TABLE made AS
SELECT m, n, k, least(floor(-ln(1 - (hash(m, n, k) % 999983) / 999983) * (2 + n % 5)), 40)::INTEGER AS off,
    response_id('r' || m, 'math/test/' || n, k) AS response
FROM range({MODELS}) AS models(m), range({PROBLEMS}) AS problems(n), range({SAMPLES}) AS samples(k)
"""
CASE = "'c' || substr(sha256(n || '/' || off), 1, 16)"

# One million rows in the shapes that importing and grading leave.
ROWS = (
    "INSERT INTO imports VALUES ('i', 'made.jsonl', 'responses', 'sha', '{}', TIMESTAMP '2026-01-01')",
    f"""INSERT INTO problems SELECT 'math/test/' || n, 'math', 'test', 'k' || n, 'What is ' || n || '?', n::VARCHAR,
        'Because it is ' || n, 1 + n % 5, {SUBJECTS}[1 + n % {len(SUBJECTS)}], '{{}}'
    FROM range({PROBLEMS}) AS problems(n)""",
    f"""INSERT INTO runs SELECT 'r' || m, 'model-' || m, 'lm_eval', 'out/' || m || '.jsonl', '{{}}', NULL, 'i'
    FROM range({MODELS}) AS models(m)""",
    MADE,
    """INSERT INTO responses SELECT response, 'r' || m, 'math/test/' || n, k,
        repeat('Step by step we find what is asked. ', (5 + hash(n, k) % 30)::BIGINT)
        || '\\boxed{' || (n + off) || '}', 'i' FROM made""",
    f"INSERT INTO cases SELECT DISTINCT {CASE}, 'math/test/' || n, (n + off)::VARCHAR FROM made",
    f"""INSERT INTO extractions BY NAME SELECT response AS response_id, {CASE} AS case_id, (n + off)::VARCHAR AS answer,
        180 AS start, 190 AS finish, 'box' AS method, CASE WHEN off % 9 = 0 THEN 'weak' ELSE 'sure' END AS strength,
        '' AS doubt, 'g' AS grader, TIMESTAMP '2026-01-01' AS extracted_at FROM made""",
    """INSERT INTO tool_verdicts BY NAME SELECT response AS response_id, 'exact_match' AS grader,
        CASE WHEN off = 0 AND k <> 3 THEN 'correct' ELSE 'incorrect' END AS outcome FROM made""",
    f"""INSERT INTO verdicts BY NAME SELECT {CASE} AS case_id,
        CASE WHEN off = 0 THEN 'correct' WHEN off % 4 = 1 THEN 'uncertain' ELSE 'incorrect' END AS outcome,
        ['same_value', 'rounding', 'other_form', 'other_unit', 'different_value'][1 + off % 5] AS rule,
        '' AS evidence, n::VARCHAR AS expected, (n + off)::VARCHAR AS found, 'g' AS grader, 0.01 AS seconds,
        TIMESTAMP '2026-01-02' AS graded_at FROM (SELECT DISTINCT n, off FROM made)""",
    # Three cases in ten are correct; one person in twenty says otherwise.
    f"""INSERT INTO decisions BY NAME SELECT 'd' || i AS id, case_id, 'person-' || (i % {PEOPLE}) AS annotator,
        CASE WHEN (hash(case_id) % 10 < 3) <> (hash(i) % 20 = 0) THEN 'correct' ELSE 'incorrect' END AS outcome,
        CASE WHEN outcome = 'correct' THEN ['extraction', 'equivalent_form', 'unit'][1 + i % 3] END AS cause,
        '' AS note, 5.0 AS seconds, false AS blind, TIMESTAMP '2026-02-01' + to_seconds(i) AS decided_at,
        'opinion' AS kind
    FROM (SELECT row_number() OVER (ORDER BY round, id) AS i, id AS case_id
          FROM cases, range(5) AS rounds(round) LIMIT {DECISIONS})""",
)


@cache
def database(room: Path) -> Path:
    """The database, made once a run."""
    target = room / "million.duckdb"
    apart("million", target)
    return target


def make(target: Path) -> int:
    """Make it; how many responses it has."""
    from review_app.store import open_store

    with open_store(target) as store:
        with store.transaction() as cursor:
            for statement in ROWS:
                cursor.execute(statement)
        return int(store.value("SELECT count(*) FROM responses"))


if __name__ == "__main__":
    print(json.dumps(make(Path(sys.argv[1]))))
