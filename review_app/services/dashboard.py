"""Dashboard: the figures and charts of a selection, from one reading of the outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from review_app.charts import CHARTS, ChartRow, Section
from review_app.domain import Selection
from review_app.metrics.accuracy import scores
from review_app.metrics.insight import counted
from review_app.metrics.progress import progress
from review_app.services.status import percent, span
from review_app.store import Store, outcomes
from review_app.wording import Say, english

if TYPE_CHECKING:
    import pandas as pd

# What charts and figures read; the long texts stay in the store.
COLUMNS = (
    "run_id, model, benchmark, split, problem_id, level, subject, sample, case_id, automatic, tool_outcome, status, "
    "outcome, amended_reference, amended_outcome, rule, cause, strength"
)

# Those charts that the outcomes alone can tell.
SHOWN: dict[str, ChartRow] = {name: row for name, row in CHARTS.items() if row.section == Section.SCORE}


@dataclass(frozen=True, slots=True)
class View:
    """A headline, what it is about, figures as (name, value), and one plotly figure a chart of SHOWN."""

    headline: str
    scope: str
    figures: list[tuple[str, str]]
    charts: list[Any]


def view(store: Store, selection: Selection, say: Say = english) -> View:
    """Everything the dashboard shows of a selection."""
    frame = outcomes.frame(store, selection, columns=COLUMNS)
    headline = say("No responses: widen the filters, or import result files on the Data page")
    figures = counts(frame, say)
    if len(frame):
        total = scores(frame).iloc[0]
        figures = [*shares(frame, total, say), *figures]
        headline = say("Corrected {score}", score=span(total["corrected_low"], total["corrected_high"]))
    insight = counted(frame, selection=selection)
    return View(headline, scope(frame, say), figures, [row.figure(insight, say) for row in SHOWN.values()])


def counts(frame: pd.DataFrame, say: Say) -> list[tuple[str, str]]:
    """How many responses and cases, and how far people are."""
    counted = progress(frame)
    return [
        (say("responses"), f"{counted.responses:,}"),
        (say("cases"), f"{counted.cases:,}"),
        (say("left to people"), f"{counted.needing:,}"),
        (say("decided by people"), f"{counted.decided:,}"),
        (say("still waiting"), f"{counted.waiting:,}"),
    ]


def shares(frame: pd.DataFrame, total: pd.Series[float], say: Say) -> list[tuple[str, str]]:
    """The tool's own score, ours, the corrected one, and the one under corrected references where there are any."""
    figures = [
        (say("tool's own score"), "—" if total["tool"] != total["tool"] else percent(total["tool"])),
        (say("automatic"), span(total["automatic_low"], total["automatic_high"])),
        (say("corrected"), span(total["corrected_low"], total["corrected_high"])),
    ]
    if frame["amended_reference"].notna().any():
        figures.append((say("under corrected references"), span(total["amended_low"], total["amended_high"])))
    return figures


def scope(frame: pd.DataFrame, say: Say) -> str:
    """`2 runs on gsm8k, math`: what the figures are about; empty where there is nothing."""
    runs, names = frame["run_id"].nunique(), ", ".join(sorted(frame["benchmark"].unique()))
    if not runs:
        return ""
    return say("{count:,} run on {names}" if runs == 1 else "{count:,} runs on {names}", count=runs, names=names)
