"""User eval: what the store knows of MathUserEval's problems, and the ratings that its judge gave."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from review_app.domain import Selection
from review_app.store.database import Store
from review_app.store.facts import ALWAYS
from review_app.store.outcomes import condition

BENCHMARK = "mathusereval"

ANY = "SELECT count(*) > 0 FROM problems WHERE benchmark = $benchmark"

PROBLEMS = """
SELECT id AS problem_id, subject AS category, json_extract_string(extra, '$.subcategory') AS subcategory
FROM problems WHERE benchmark = $benchmark
"""

# A row a response, rated or not; ratings have no time of their own: they come with the responses.
RATINGS = """
WITH given AS (
    SELECT response_id, max_by(rating, grader) AS rating FROM tool_verdicts WHERE rating IS NOT NULL GROUP BY ALL
), chosen AS (
    SELECT responses.id AS response_id, run_id, model, problem_id, benchmark, subject, level, sample
    FROM responses JOIN runs ON runs.id = run_id JOIN problems ON problems.id = problem_id
    WHERE benchmark = $benchmark
        AND responses.import_id NOT IN (SELECT id FROM imports WHERE imported_at > $moment)
)
SELECT run_id, model, problem_id, rating FROM chosen LEFT JOIN given ON given.response_id = chosen.response_id
WHERE {where} ORDER BY model, run_id, problem_id, sample
"""


def holds_any(store: Store) -> bool:
    """Whether the store knows problems of MathUserEval at all."""
    return bool(store.value(ANY, {"benchmark": BENCHMARK}))


def problems(store: Store) -> Any:
    """A frame of `problem_id`, `category` and `subcategory`, as the data spells them."""
    return store.frame(PROBLEMS, {"benchmark": BENCHMARK})


def ratings(store: Store, selection: Selection, moment: datetime | None = None) -> Any:
    """A frame with a row for each response of the selection: `run_id`, `model`, `problem_id`, and `rating`, NaN where
    the judge gave none. Rules do not narrow it: they are the grader's."""
    where, parameters = condition(replace(selection, rules=()))
    asked = {**parameters, "benchmark": BENCHMARK, "moment": moment or ALWAYS}
    return store.frame(RATINGS.format(where=where), asked).astype({"rating": "float64"})
