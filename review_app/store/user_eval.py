"""User eval: what the store knows of MathUserEval's problems, and the ratings that its judge gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from review_app.domain import Selection
from review_app.store.database import Row, Store
from review_app.store.exports import BATCH_ROWS, Chosen, relation
from review_app.store.facts import ALWAYS
from review_app.store.outcomes import condition

BENCHMARK = "mathusereval"

ANY = "SELECT count(*) > 0 FROM problems WHERE benchmark = $benchmark"

PROBLEMS = """
SELECT id AS problem_id, subject AS category, json_extract_string(extra, '$.subcategory') AS subcategory
FROM problems WHERE benchmark = $benchmark
"""

# A row a response and judge, rated or not. The tool's own judge has no name; its ratings have no time of their own:
# they come with the responses. Of several votes of a judge the mean holds.
RATINGS = """
WITH given AS (
    SELECT response_id, '' AS judge, max_by(rating, grader) AS rating FROM tool_verdicts WHERE rating IS NOT NULL
    GROUP BY response_id
    UNION ALL
    SELECT target AS response_id, judge, avg(score) AS rating FROM judgments
    WHERE kind = 'score' AND score IS NOT NULL AND judged_at <= $moment GROUP BY target, judge
), judges AS (
    SELECT DISTINCT judge FROM given
), chosen AS ({chosen})
SELECT judges.judge, run_id, model, problem_id, rating
FROM chosen CROSS JOIN judges
LEFT JOIN given ON given.response_id = chosen.response_id AND given.judge = judges.judge
ORDER BY judges.judge, model, run_id, problem_id, sample
"""
ALL = """
    SELECT responses.id AS response_id, run_id, model, problem_id, sample
    FROM responses JOIN runs ON runs.id = run_id JOIN problems ON problems.id = problem_id
    WHERE benchmark = $benchmark AND ({where})
        AND responses.import_id NOT IN (SELECT id FROM imports WHERE imported_at > $moment)
"""
CHOSEN = """
    SELECT response_id, run_id, model, problem_id, sample FROM {relation} WHERE benchmark = $benchmark AND ({where})
"""

# The answers of one run as the benchmark's own files have them, with what each judge that read them said, vote by vote.
ANSWERS = """
WITH chosen AS (
    SELECT response_id, model, problem_id, sample FROM {relation}
    WHERE benchmark = $benchmark AND run_id = $run AND ({where})
), voted AS (
    SELECT target,
        list({{judge: judge, score: score, rating: rating::VARCHAR, text: text}} ORDER BY judge, vote) AS votes
    FROM judgments WHERE kind = 'score' AND finish <> 'failed' AND judged_at <= $moment GROUP BY target
)
SELECT json_extract_string(extra, '$.question_id') AS question_id, json_extract_string(extra, '$.source') AS source,
    statement AS question, reference, subject AS category, json_extract_string(extra, '$.subcategory') AS subcategory,
    text AS answer, model AS model_id, chosen.sample, coalesce(votes, []) AS votes
FROM chosen JOIN problems ON problems.id = chosen.problem_id JOIN responses ON responses.id = chosen.response_id
LEFT JOIN voted ON voted.target = chosen.response_id
ORDER BY chosen.sample, chosen.problem_id
"""


def holds_any(store: Store) -> bool:
    """Whether the store knows problems of MathUserEval at all."""
    return bool(store.value(ANY, {"benchmark": BENCHMARK}))


def problems(store: Store) -> Any:
    """A frame of `problem_id`, `category` and `subcategory`, as the data spells them."""
    return store.frame(PROBLEMS, {"benchmark": BENCHMARK})


def ratings(store: Store, selection: Selection, moment: datetime | None = None) -> Any:
    """A frame with a row for each response of the selection and judge: `judge` (empty: the tool's own), `run_id`,
    `model`, `problem_id`, and `rating`, NaN where this judge gave none. Rules, the grader's, do not narrow it."""
    where, parameters = condition(replace(selection, rules=()))
    return _ratings(store, ALL.format(where=where), parameters, moment)


def chosen_ratings(store: Store, chosen: Chosen) -> Any:
    """The same of responses chosen in any way."""
    sql = CHOSEN.format(relation=relation(chosen.moment), where=chosen.where)
    return _ratings(store, sql, chosen.parameters, chosen.moment)


def _ratings(store: Store, chosen: str, parameters: Mapping[str, Any], moment: datetime | None) -> Any:
    asked = {**parameters, "benchmark": BENCHMARK, "moment": moment or ALWAYS}
    return store.frame(RATINGS.format(chosen=chosen), asked).astype({"rating": "float64"})


def answers(store: Store, chosen: Chosen, run: str) -> Iterator[Row]:
    """The chosen answers of a run: `question_id`, `source`, `question`, `reference`, `category`, `subcategory`,
    `answer`, `model_id`, `sample`, and `votes`, each with its `judge`, `score`, `rating` (JSON) and `text`."""
    sql = ANSWERS.format(relation=relation(chosen.moment), where=chosen.where)
    asked = {**chosen.parameters, "benchmark": BENCHMARK, "run": run, "moment": chosen.moment or ALWAYS}
    for batch in store.batches(sql, asked, BATCH_ROWS):
        yield from batch
