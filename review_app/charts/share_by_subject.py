"""Share of correct answers by subject: what the correct answers consist of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.charts import columns, groups, look
from review_app.metrics import accuracy
from review_app.metrics.insight import Insight
from review_app.wording import Say, english

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# As many as there are colours that everybody can tell apart, less one for problems without a subject.
MOST_SUBJECTS = len(look.GROUPS)


def table(insight: Insight) -> pd.DataFrame:
    """What each subject gives of the correct answers, also those that the figure puts together."""
    return accuracy.shares(insight.tally, "subject")


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """Two stacked columns, subjects in alphabetical order from the top; small ones put together."""
    few = groups.fewer(insight.tally, "subject", MOST_SUBJECTS)
    shares = groups.ordered(accuracy.shares(few, "subject"), "subject")
    known = int((shares["subject"] != accuracy.MISSING).sum())
    colours = [*look.GROUPS[:known], *[columns.GREY] * (len(shares) - known)]
    rest = groups.together(insight.tally, few, "subject")
    return columns.draw(insight, columns.Groups("subject", shares, colours, 380, rest), say)
