from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from review_app.metrics.insight import Insight, counted

MATH = (
    [{"level": 1, "subject": "Algebra", "tool_outcome": "correct"}] * 9
    + [{"level": 1, "subject": "Algebra", "automatic": "incorrect", "tool_outcome": "incorrect"}]
    + [{"level": 5, "subject": "Geometry", "automatic": "incorrect", "tool_outcome": "incorrect"}] * 2
    + [{"level": 5, "subject": "Geometry", "automatic": "uncertain", "outcome": "correct", "status": "overridden",
        "rule": "fallback", "tool_outcome": "incorrect"}]
    + [{"level": 5, "subject": "Geometry", "automatic": "uncertain", "rule": None}]
)  # fmt: skip


def frames() -> dict[str, pd.DataFrame]:
    """The frames that an outcomes frame does not tell, each small: what the store and the statistics fill in."""
    steps = [("extraction", 0.05, 3), ("equivalence", 0.03, 2), ("reference_wrong", -0.0085, 1)]
    lengths = [(0, 499, False, 40, 36, 1), (500, 999, False, 20, 12, 0), (500, 999, True, 10, 1, 2)]
    days = [(date(2026, 3, 1) + timedelta(days=2 * day), name, 10 + day, seconds)
            for day in range(3) for name, seconds in (("Ada", 8.0 + day), ("Boole", 20.0))]  # fmt: skip
    calibration = [("judge", "j1", 0.5, 0.75, 0.6, 6, 10), ("judge", "j1", 0.75, 1.0, 0.9, 14, 20),
                   ("grader", "weak", 0.0, 0.5, 0.3, 4, 10)]  # fmt: skip
    agreement = [("benchmark", "math", 40, 40, 0.9, 0.77, 0.96, 0.71, 0.5, 0.9),
                 ("rule", "fallback", 9, 9, 0.67, 0.35, 0.88, -0.1, None, None)]  # fmt: skip
    return {
        "steps": pd.DataFrame(steps, columns=["cause", "change", "responses"]),
        "lengths": pd.DataFrame(
            [("r1", "m1", "math", *ends, n, right, wait, right, wait) for *ends, n, right, wait in lengths],
            columns=["run_id", "model", "benchmark", "shortest", "longest", "truncated", "responses",
                     "automatic_correct", "automatic_uncertain", "correct", "uncertain"],
        ),
        "days": pd.DataFrame(days, columns=["day", "annotator", "decisions", "median_seconds"]),
        "calibration": pd.DataFrame(calibration, columns=["source", "name", "low", "high", "said", "correct", "n"]),
        "agreement": pd.DataFrame(
            agreement, columns=["kind", "name", "cases", "pairs", "percent", "percent_low", "percent_high",
                                "alpha", "alpha_low", "alpha_high"],
        ),
    }  # fmt: skip


@pytest.fixture(scope="session")
def insight(outcomes_frame) -> Callable[..., Insight]:
    """`insight([{"level": 3}], days=…)`: an insight of responses told by what differs, and of other frames."""

    def build(rows: list[dict[str, Any]], **others: Any) -> Insight:
        return counted(outcomes_frame(rows), **others)

    return build


@pytest.fixture(scope="session")
def full(outcomes_frame) -> Insight:
    """Two runs of all kinds of responses, and something in every frame."""
    rows = [row | {"run_id": run, "model": model} for run, model in (("r1", "m1"), ("r2", "m2")) for row in MATH]
    rows += [{"run_id": "r2", "model": "m2", "level": 5, "subject": "Geometry", "problem_id": "x"}]
    return counted(outcomes_frame(rows), **frames())
