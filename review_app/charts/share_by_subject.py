"""Share of correct answers by subject: what the correct answers consist of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.charts import columns, groups, look
from review_app.metrics import accuracy
from review_app.wording import Say, english

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# As many as there are colours that everybody can tell apart, less one for problems without a subject.
MOST_SUBJECTS = len(look.GROUPS)


def figure(frame: pd.DataFrame, say: Say = english) -> go.Figure:
    """Two stacked columns, subjects in alphabetical order from the top; small ones put together."""
    few = groups.fewer(frame, "subject", MOST_SUBJECTS)
    table = groups.ordered(accuracy.shares(few, "subject"), "subject")
    known = int((table["subject"] != accuracy.MISSING).sum())
    colours = [*look.GROUPS[:known], *[columns.GREY] * (len(table) - known)]
    return columns.draw(frame, table, "subject", colours, 380, say)
