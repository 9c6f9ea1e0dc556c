"""Accuracy by level: how the share of correct responses changes from the first level to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.charts import bars, look, words
from review_app.metrics import accuracy

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# Ends closer than this, in shares, are called the same.
SAME = 0.01


def figure(frame: pd.DataFrame) -> go.Figure:
    """Bars for each level; one bar where no problem has a level, a note where there are no responses."""
    if frame.empty:
        return look.blank(words.NOTHING, words.IMPORT)
    table = accuracy.scores(frame, ["level"])
    known = table[table["level"] != accuracy.MISSING]
    names = [words.title("level", value, alone=len(table) == 1) for value in table["level"]]
    note = bars.note(frame, table) + ("" if len(known) else f" {words.GUIDE['level']}")
    return look.frame(bars.draw(table, names), finding(table, known), note, bars.height(table))


def finding(table: pd.DataFrame, known: pd.DataFrame) -> str:
    """`Accuracy falls from 92 % at level 1 to 41 % at level 5`, with bounds while responses are pending."""
    rows = (known if len(known) else table).to_dict("records")
    first, last = rows[0], rows[-1]
    start, end = (words.span(row["corrected_low"], row["corrected_high"]) for row in (first, last))
    if len(rows) == 1:
        return f"Accuracy is {start}" + (f" at level {first['level']}" if len(known) else "")
    at_first, at_last = f"at level {first['level']}", f"at level {last['level']}"
    if first["corrected_low"] - last["corrected_high"] >= SAME:
        return f"Accuracy falls from {start} {at_first} to {end} {at_last}"
    if last["corrected_low"] - first["corrected_high"] >= SAME:
        return f"Accuracy rises from {start} {at_first} to {end} {at_last}"
    return f"Accuracy is {start} {at_first} and {end} {at_last}"
