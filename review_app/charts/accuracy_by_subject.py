"""Accuracy by subject: where the share of correct responses is highest and lowest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.charts import bars, groups, look, words
from review_app.charts.intervals import intervals
from review_app.charts.link import group
from review_app.metrics import accuracy
from review_app.metrics.insight import Insight
from review_app.wording import Say, english

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# More pairs of bars than this are no longer compared by eye; the smallest subjects are put together.
MOST_SUBJECTS = 30


def table(insight: Insight) -> pd.DataFrame:
    """The scores of each subject with their intervals, also of those that the figure puts together."""
    return intervals(insight.tally, ["subject"])


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """Bars for each subject; one bar where no problem has one, a note where there are no responses."""
    tally = insight.tally
    if tally.empty:
        return look.blank(say(words.NOTHING), say(words.IMPORT))
    every, few = table(insight), groups.fewer(tally, "subject", MOST_SUBJECTS)
    scores = every if few is tally else groups.ordered(intervals(few, ["subject"]), "subject")
    known = every[every["subject"] != accuracy.MISSING]
    note = words.sentences(bars.note(tally, scores, say), "" if len(known) else say(words.GUIDE["subject"]))
    drawn = bars.draw(rows(insight, scores, few, say), say)
    return look.frame(drawn, finding(every, known, say), note, bars.height(scores))


def rows(insight: Insight, scores: pd.DataFrame, few: pd.DataFrame, say: Say) -> bars.Rows:
    """The rows with their names and filters."""
    alone, rest = len(scores) == 1, groups.together(insight.tally, few, "subject")
    names = [words.title("subject", value, say, alone=alone) for value in scores["subject"]]
    filters = [
        group("subject", value, alone=alone, others=rest if value == words.OTHERS else ())
        for value in scores["subject"]
    ]
    return bars.Rows(scores, names, filters, insight.selection)


def finding(table: pd.DataFrame, known: pd.DataFrame, say: Say = english) -> str:
    """`Accuracy is highest in Algebra (92 %) and lowest in Geometry (41 %)`; `So far` while some are pending.

    The subjects are `known`; `table` stands in where no problem has one.
    """
    shown = known if len(known) else table
    named = sorted(shown.to_dict("records"), key=lambda row: -row["corrected_low"])
    best, worst = named[0], named[-1]
    high, low = (words.span(row["corrected_low"], row["corrected_high"]) for row in (best, worst))
    told = "Accuracy is highest in {best} ({high}) and lowest in {worst} ({low})"
    if shown["pending"].sum():
        told = "So far accuracy is highest in {best} ({high}) and lowest in {worst} ({low})"
    if high == low:
        told = "Accuracy is {high} in {best} and in {worst}, its best and worst subjects"
    if len(named) == 1:
        told = "Accuracy is {high} in {best}" if len(known) else "Accuracy is {high}"
    return say(told, best=best["subject"], high=high, worst=worst["subject"], low=low)
