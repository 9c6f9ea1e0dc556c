"""Flips: of problems on which two runs differ, the statement, the reference, and what each run answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from review_app.store.database import Row, Store

PROBLEMS = """
SELECT id AS problem_id, benchmark, level, subject, statement, reference FROM problems
WHERE id IN (SELECT unnest($problems))
"""

# What was cut out of each response then, each answer once for each run and problem, in the order of samples.
ANSWERS = """
WITH given AS (
    SELECT id, run_id, problem_id, sample FROM responses
    WHERE run_id IN (SELECT unnest($runs)) AND problem_id IN (SELECT unnest($problems))
), cut AS (
    SELECT response_id, max_by(answer, seq) AS answer FROM extractions
    WHERE response_id IN (SELECT id FROM given) AND extracted_at <= $moment GROUP BY response_id
), answers AS (
    SELECT run_id, problem_id, answer, min(sample) AS first FROM given JOIN cut ON cut.response_id = given.id
    GROUP BY ALL
)
SELECT run_id, problem_id, list(answer ORDER BY first) AS answers FROM answers GROUP BY run_id, problem_id
"""


def problems(store: Store, ids: Sequence[str]) -> dict[str, Row]:
    """Each problem by its id."""
    return {row["problem_id"]: row for row in store.rows(PROBLEMS, {"problems": list(ids)})}


def answers(
    store: Store, runs: Sequence[str], ids: Sequence[str], moment: datetime | None = None
) -> dict[tuple[str, str], list[str]]:
    """The different answers of each (run, problem); an empty one where none was found. None is there of what nobody
    graded by then."""
    values = {"runs": list(runs), "problems": list(ids), "moment": moment or datetime.max}
    return {(row["run_id"], row["problem_id"]): row["answers"] for row in store.rows(ANSWERS, values)}


# Runs that were asked the same, as often: those of the largest such group.
ALIKE = """
WITH asked AS (
    SELECT run_id, benchmark, split, count(*) AS responses, count(DISTINCT problem_id) AS problems
    FROM responses JOIN problems ON problems.id = problem_id GROUP BY ALL
), told AS (
    SELECT run_id, list({benchmark: benchmark, split: split, samples: responses // problems}
        ORDER BY benchmark, split) AS what FROM asked GROUP BY run_id
), groups AS (
    SELECT what, count(*) AS runs, min(run_id) AS first FROM told GROUP BY what ORDER BY runs DESC, first LIMIT 1
)
SELECT run_id FROM told JOIN groups ON groups.what = told.what JOIN runs ON runs.id = run_id
WHERE groups.runs > 1 ORDER BY model, source, run_id
"""


def alike(store: Store) -> list[str]:
    """The runs that answered the same benchmarks, as many samples of each problem: as many as there are."""
    return [row["run_id"] for row in store.rows(ALIKE)]
