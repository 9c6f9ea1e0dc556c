"""Charts: each turns the outcomes frame into one plotly figure. To add one: one file, one row in CHARTS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from review_app.charts import accuracy_by_level, accuracy_by_subject, share_by_level, share_by_subject
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


class Chart(Protocol):
    """Draws the outcomes frame; the figure's texts are said by `say`."""

    def __call__(self, frame: pd.DataFrame, say: Say = english) -> go.Figure:
        """The figure, also of an empty frame."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A chart and the one sentence that says what it shows (documentation and alternative text)."""

    figure: Chart
    about: str


CHARTS: dict[str, ChartRow] = {
    later("Share of correct answers by level"): ChartRow(
        share_by_level.figure,
        "Two stacked columns, automatic and corrected: which part of the correct answers each level gives.",
    ),
    later("Share of correct answers by subject"): ChartRow(
        share_by_subject.figure,
        "Two stacked columns, automatic and corrected: which part of the correct answers each subject gives.",
    ),
    later("Accuracy by subject"): ChartRow(
        accuracy_by_subject.figure,
        "Bars for each subject: the share of its responses that are correct, automatic beside corrected, "
        "hatched up to what pending responses could add.",
    ),
    later("Accuracy by level"): ChartRow(
        accuracy_by_level.figure,
        "Bars for each level: the share of its responses that are correct, automatic beside corrected, "
        "hatched up to what pending responses could add.",
    ),
}
