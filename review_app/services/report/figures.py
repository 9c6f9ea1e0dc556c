"""Figures: the charts of a section that have something to show, each with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.charts import CHARTS, Section
from review_app.services import dashboard
from review_app.services.blocks import Chart, table_of
from review_app.services.report.found import Found
from review_app.wording import Say

if TYPE_CHECKING:
    import plotly.graph_objects as go


def charts(found: Found, section: Section, say: Say) -> list[Chart]:
    """The section's charts in the order of the dashboard; one without a mark would say only that it is empty."""
    drawn = [(name, CHARTS[name].figure(found.insight, say)) for name in dashboard.charts(section)]
    return [chart(name, figure, found, say) for name, figure in drawn if figure.data]


def chart(name: str, figure: go.Figure, found: Found, say: Say) -> Chart:
    """A figure with its table."""
    frame = CHARTS[name].table(found.insight)
    return Chart(name, figure, table_of(frame), frame)
