"""Dashboard: the figures and charts of a selection, from one reading of the outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from review_app.charts import CHARTS
from review_app.metrics.accuracy import scores
from review_app.metrics.progress import progress
from review_app.services.status import percent, span
from review_app.store import Store, outcomes
from review_app.store.outcomes import Selection

# What charts and figures read; the long texts stay in the store.
COLUMNS = (
    "run_id, model, benchmark, problem_id, level, subject, sample, case_id, automatic, tool_outcome, status, outcome"
)


@dataclass(frozen=True, slots=True)
class View:
    """A headline, what it is about, figures as (name, value), and one plotly figure a chart of CHARTS."""

    headline: str
    scope: str
    figures: list[tuple[str, str]]
    charts: list[Any]


def view(store: Store, selection: Selection) -> View:
    """Everything the dashboard shows of a selection."""
    frame = outcomes.frame(store, selection, columns=COLUMNS)
    counted = progress(frame)
    figures = [
        ("responses", f"{counted.responses:,}"),
        ("cases", f"{counted.cases:,}"),
        ("left to people", f"{counted.needing:,}"),
        ("decided by people", f"{counted.decided:,}"),
        ("still waiting", f"{counted.waiting:,}"),
    ]
    headline = "No responses: widen the filters, or import result files on the Data page"
    if counted.responses:
        total = scores(frame).iloc[0]
        automatic = span(total["automatic_low"], total["automatic_high"])
        corrected = span(total["corrected_low"], total["corrected_high"])
        tool = "—" if total["tool"] != total["tool"] else percent(total["tool"])
        figures = [("tool's own score", tool), ("automatic", automatic), ("corrected", corrected), *figures]
        headline = f"Corrected {corrected}"
    runs, names = frame["run_id"].nunique(), ", ".join(sorted(frame["benchmark"].unique()))
    scope = f"{runs} run{'s' if runs != 1 else ''} on {names}" if runs else ""
    return View(headline, scope, figures, [row.figure(frame) for row in CHARTS.values()])
