"""Share of correct answers by level: what the correct answers consist of, easy to hard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.charts import columns, look
from review_app.metrics import accuracy
from review_app.metrics.insight import Insight
from review_app.wording import Say, english

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


def table(insight: Insight) -> pd.DataFrame:
    """What each level gives of the correct answers."""
    return accuracy.shares(insight.tally, "level")


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """Two stacked columns, level 1 on top, darker with each level."""
    shares = table(insight)
    return columns.draw(insight, columns.Groups("level", shares, ramp(shares["level"].tolist()), 320), say)


def ramp(levels: list[object]) -> list[tuple[str, str]]:
    """A fill and a text colour for each level, spread over the whole ramp; grey for problems without one."""
    known = [level for level in levels if level != accuracy.MISSING]
    last = max(len(known) - 1, 1)
    shades = [look.RAMP[round(place * (len(look.RAMP) - 1) / last)] for place in range(len(known))]
    return shades + [columns.GREY] * (len(levels) - len(known))
