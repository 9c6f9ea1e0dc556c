"""Accuracy by subject: where the share of correct responses is highest and lowest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.charts import bars, groups, look, words
from review_app.metrics import accuracy
from review_app.wording import Say, english

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# More pairs of bars than this are no longer compared by eye; the smallest subjects are put together.
MOST_SUBJECTS = 30


def figure(frame: pd.DataFrame, say: Say = english) -> go.Figure:
    """Bars for each subject; one bar where no problem has one, a note where there are no responses."""
    if frame.empty:
        return look.blank(say(words.NOTHING), say(words.IMPORT))
    few = groups.fewer(frame, "subject", MOST_SUBJECTS)
    table = groups.ordered(accuracy.scores(few, ["subject"]), "subject")
    every = table if few is frame else accuracy.scores(frame, ["subject"])
    known = every[every["subject"] != accuracy.MISSING]
    names = [words.title("subject", value, say, alone=len(table) == 1) for value in table["subject"]]
    note = words.sentences(bars.note(frame, table, say), "" if len(known) else say(words.GUIDE["subject"]))
    return look.frame(bars.draw(table, names, say), finding(every, known, say), note, bars.height(table))


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
