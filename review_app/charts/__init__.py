"""Charts: each turns an insight into one plotly figure. To add one: one file, one row in CHARTS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from review_app.charts import (
    accuracy_by_length,
    accuracy_by_level,
    accuracy_by_level_and_subject,
    accuracy_by_subject,
    agreement,
    calibration,
    models_compared,
    pace,
    review_progress,
    share_by_level,
    share_by_subject,
    slope,
    verdict_mix,
    waterfall,
)
from review_app.metrics.insight import Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


def slug(name: str) -> str:
    """A chart's name in addresses and ids.

    >>> slug("From the tool's score to the corrected one")
    'from-the-tools-score-to-the-corrected-one'
    """
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower().replace("'", ""))


class Chart(Protocol):
    """Draws an insight; the figure's texts are said by `say`."""

    def __call__(self, insight: Insight, say: Say = english) -> go.Figure:
        """The figure, also of an empty insight. Each mark's `customdata` is a link (see `link`)."""


class Section(StrEnum):
    """A part of the dashboard; that of averages has tables and no charts."""

    SCORE = "score"
    AVERAGES = "averages"
    DIFFERENCE = "difference"
    PEOPLE = "people"
    METHOD = "method"


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A chart, the one sentence that says what it shows (documentation and alternative text), its section, the frame
    that it draws (for whoever wants the numbers), and which of the insight's FRAMES it reads."""

    figure: Chart
    about: str
    section: Section
    table: Callable[[Insight], pd.DataFrame]
    reads: tuple[str, ...] = ()


CHARTS: dict[str, ChartRow] = {
    later("Share of correct answers by level"): ChartRow(
        share_by_level.figure,
        "Two stacked columns, automatic and corrected: which part of the correct answers each level gives.",
        Section.SCORE,
        share_by_level.table,
    ),
    later("Share of correct answers by subject"): ChartRow(
        share_by_subject.figure,
        "Two stacked columns, automatic and corrected: which part of the correct answers each subject gives.",
        Section.SCORE,
        share_by_subject.table,
    ),
    later("Accuracy by subject"): ChartRow(
        accuracy_by_subject.figure,
        "Bars for each subject: the share of its responses that are correct, automatic beside corrected, "
        "hatched up to what pending responses could add.",
        Section.SCORE,
        accuracy_by_subject.table,
    ),
    later("Accuracy by level"): ChartRow(
        accuracy_by_level.figure,
        "Bars for each level: the share of its responses that are correct, automatic beside corrected, "
        "hatched up to what pending responses could add.",
        Section.SCORE,
        accuracy_by_level.table,
    ),
    later("Accuracy by level and subject"): ChartRow(
        accuracy_by_level_and_subject.figure,
        "A heatmap of the corrected accuracy of each subject at each level, with the number of responses in the cells.",
        Section.SCORE,
        accuracy_by_level_and_subject.table,
    ),
    later("From the tool's score to the corrected one"): ChartRow(
        waterfall.figure,
        "A waterfall: what each cause adds to the tool's own score or takes from it, down to the corrected score.",
        Section.DIFFERENCE,
        waterfall.table,
        reads=("steps",),
    ),
    later("Models compared"): ChartRow(
        models_compared.figure,
        "A dot for each model and benchmark: its corrected score with a 95 % interval, the tool's own score beside it.",
        Section.DIFFERENCE,
        models_compared.table,
        reads=("scores",),
    ),
    later("From run to run"): ChartRow(
        slope.figure,
        "Lines from run to run on the same benchmark: the corrected score of the whole and of each level or subject.",
        Section.DIFFERENCE,
        slope.table,
    ),
    later("Review progress"): ChartRow(
        review_progress.figure,
        "Bars over time: how many decisions people made, with the number of cases that still wait.",
        Section.PEOPLE,
        review_progress.table,
        reads=("days",),
    ),
    later("Pace of annotators"): ChartRow(
        pace.figure,
        "Dots for each person: the seconds that a decision takes, day by day and as a rule.",
        Section.PEOPLE,
        pace.table,
        reads=("days",),
    ),
    later("Agreement of annotators"): ChartRow(
        agreement.figure,
        "Two dots for each benchmark and rule: how many pairs of opinions agree, and Krippendorff's alpha, "
        "with 95 % intervals.",
        Section.PEOPLE,
        agreement.table,
        reads=("agreement",),
    ),
    later("Verdicts by rule"): ChartRow(
        verdict_mix.figure,
        "A bar for each rule of the grader: the part of its responses that is correct, open and incorrect, "
        "hatched where people decided.",
        Section.METHOD,
        verdict_mix.table,
        reads=("cells",),
    ),
    later("Accuracy by length"): ChartRow(
        accuracy_by_length.figure,
        "Dots from short to long responses: the corrected accuracy of whole ones and of those that were cut off.",
        Section.METHOD,
        accuracy_by_length.table,
        reads=("lengths",),
    ),
    later("Calibration"): ChartRow(
        calibration.figure,
        "Points for each judge and grader: how often people hold correct what was said to be so with some confidence.",
        Section.METHOD,
        calibration.table,
        reads=("calibration",),
    ),
}
