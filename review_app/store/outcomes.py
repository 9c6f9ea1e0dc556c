"""Reading the view `outcomes`: frames for charts and exports, counts, and the choices that filters offer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from review_app.domain import Selection
from review_app.store.database import Row, Store

# Field of a selection -> column of the view; the only place that ties the two.
COLUMNS = {
    "runs": "run_id",
    "models": "model",
    "benchmarks": "benchmark",
    "subjects": "subject",
    "levels": "level",
    "rules": "rule",
}

# The view's rows without what was said of them, which takes a hundred times as long to put together.
RESPONSES = "responses JOIN runs ON runs.id = responses.run_id JOIN problems ON problems.id = responses.problem_id"


def condition(selection: Selection) -> tuple[str, dict[str, Any]]:
    """The SQL condition of a selection and its parameters; TRUE where nothing narrows it.

    >>> condition(Selection(levels=(5,)))
    ('level IN (SELECT unnest($levels))', {'levels': [5]})
    """
    chosen = {name: list(getattr(selection, name)) for name in COLUMNS if getattr(selection, name)}
    tests = [f"{COLUMNS[name]} IN (SELECT unnest(${name}))" for name in chosen]
    return " AND ".join(tests) or "TRUE", chosen


def frame(store: Store, selection: Selection | None = None, *, columns: str = "*") -> Any:
    """The chosen responses as a pandas frame, one row a response, in a stable order."""
    where, parameters = condition(selection or Selection())
    return frame_where(store, where, parameters, columns=columns)


def frame_where(store: Store, where: str, parameters: Mapping[str, Any], *, columns: str = "*") -> Any:
    """The same under any condition on the view."""
    found = store.frame(
        f"SELECT {columns} FROM outcomes WHERE {where} ORDER BY benchmark, problem_id, model, run_id, sample",
        parameters,
    )
    return found.astype({"level": "Int64"}) if "level" in found else found


def count(store: Store, selection: Selection) -> int:
    """How many responses a selection holds."""
    where, parameters = condition(selection)
    source = "outcomes" if selection.rules else RESPONSES
    return int(store.value(f"SELECT count(*) FROM {source} WHERE {where}", parameters))


# The problems that somebody answered.
ANSWERED = "id IN (SELECT problem_id FROM responses)"
# Where the values of each filter are found without putting the whole view together.
CHOICES = {
    "runs": "SELECT id AS v FROM runs",
    "models": "SELECT DISTINCT model AS v FROM runs",
    "benchmarks": f"SELECT DISTINCT benchmark AS v FROM problems WHERE {ANSWERED}",
    "subjects": f"SELECT DISTINCT subject AS v FROM problems WHERE subject IS NOT NULL AND {ANSWERED}",
    "levels": f"SELECT DISTINCT level AS v FROM problems WHERE level IS NOT NULL AND {ANSWERED}",
    "rules": "SELECT DISTINCT rule AS v FROM verdicts",
}


def choices(store: Store) -> Mapping[str, list[Any]]:
    """What each filter can offer: the values that runs, their problems and the grader's verdicts have."""
    return {name: [row["v"] for row in store.rows(f"{query} ORDER BY v")] for name, query in CHOICES.items()}


def run_names(store: Store) -> dict[str, str]:
    """Each run and what people call it: its model and its file."""
    rows = store.rows("SELECT id, model, source FROM runs ORDER BY model, source, id")
    return {row["id"]: f"{row['model']} · {row['source']}" for row in rows}


def about_runs(store: Store) -> dict[str, Row]:
    """Each run with its `model`, `tool`, `source` and `params`, as an object."""
    rows = store.rows("SELECT id, model, tool, source, params FROM runs")
    return {row["id"]: {**row, "params": json.loads(row["params"])} for row in rows}


def run_models(store: Store) -> dict[str, str]:
    """Each run that answered something, and its model, in the order of models."""
    rows = store.rows("SELECT id, model FROM runs WHERE id IN (SELECT run_id FROM responses) ORDER BY model, id")
    return {row["id"]: row["model"] for row in rows}


def runs(store: Store) -> list[Row]:
    """One row a run and benchmark: counts and scores, in the order of models and benchmarks."""
    return store.rows("""
        SELECT run_id, any_value(model) AS model, benchmark, any_value(tool) AS tool, any_value(source) AS source,
            count(*) AS responses, count(DISTINCT problem_id) AS problems,
            count(tool_outcome) AS tool_graded, count(*) FILTER (WHERE tool_outcome = 'correct') AS tool_correct,
            count(*) FILTER (WHERE automatic = 'correct') AS automatic_correct,
            count(*) FILTER (WHERE outcome = 'correct') AS correct,
            count(*) FILTER (WHERE outcome = 'uncertain') AS pending
        FROM outcomes GROUP BY run_id, benchmark ORDER BY model, benchmark, run_id""")


def totals(store: Store) -> Row:
    """How much of everything the store holds.

    Cases are those that a response gives now: one that a newer grader reads no response into waits for nobody.
    """
    found = store.row("""
        WITH given AS (SELECT DISTINCT case_id, status FROM outcomes WHERE case_id IS NOT NULL)
        SELECT (SELECT count(*) FROM problems) AS problems, (SELECT count(*) FROM runs) AS runs,
            (SELECT count(*) FROM responses) AS responses, (SELECT count(*) FROM given) AS cases,
            (SELECT count(*) FROM verdicts) AS verdicts,
            (SELECT count(*) FROM responses
             ANTI JOIN extractions ON extractions.response_id = responses.id) AS ungraded,
            (SELECT count(*) FROM given WHERE status = 'pending') AS pending,
            (SELECT count(*) FROM given WHERE status = 'disputed') AS disputed,
            (SELECT count(*) FROM decisions) AS decisions, (SELECT count(*) FROM rejects) AS rejects""")
    return found or {}
