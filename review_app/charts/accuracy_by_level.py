"""Accuracy by level: how the share of correct responses changes from the first level to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.charts import bars, look, words
from review_app.charts.intervals import intervals
from review_app.charts.link import group
from review_app.metrics import accuracy
from review_app.metrics.insight import Insight
from review_app.wording import Say, english

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# Ends closer than this, in shares, are called the same.
SAME = 0.01


def table(insight: Insight) -> pd.DataFrame:
    """The scores of each level with their intervals."""
    return intervals(insight.tally, ["level"])


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """Bars for each level; one bar where no problem has a level, a note where there are no responses."""
    if insight.tally.empty:
        return look.blank(say(words.NOTHING), say(words.IMPORT))
    scores = table(insight)
    known, alone = scores[scores["level"] != accuracy.MISSING], len(scores) == 1
    names = [words.title("level", value, say, alone=alone) for value in scores["level"]]
    filters = [group("level", value, alone=alone) for value in scores["level"]]
    guide = "" if len(known) else say(words.GUIDE["level"])
    note = words.sentences(bars.note(insight.tally, scores, say), guide)
    drawn = bars.draw(bars.Rows(scores, names, filters, insight.selection), say)
    return look.frame(drawn, finding(scores, known, say), note, bars.height(scores))


def finding(table: pd.DataFrame, known: pd.DataFrame, say: Say = english) -> str:
    """`Accuracy falls from 92 % at level 1 to 41 % at level 5`, with bounds while responses are pending."""
    rows = (known if len(known) else table).to_dict("records")
    first, last = rows[0], rows[-1]
    start, end = (words.span(row["corrected_low"], row["corrected_high"]) for row in (first, last))
    if len(rows) == 1:
        alone = "Accuracy is {start} at level {level}" if len(known) else "Accuracy is {start}"
        return say(alone, start=start, level=first["level"])
    change = "Accuracy is {start} at level {first} and {end} at level {last}"
    if first["corrected_low"] - last["corrected_high"] >= SAME:
        change = "Accuracy falls from {start} at level {first} to {end} at level {last}"
    if last["corrected_low"] - first["corrected_high"] >= SAME:
        change = "Accuracy rises from {start} at level {first} to {end} at level {last}"
    return say(change, start=start, first=first["level"], end=end, last=last["level"])
