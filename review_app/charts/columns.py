"""Columns: which part of the correct answers each group gives, one column automatic and one corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from review_app.charts import look, words
from review_app.metrics import accuracy

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# name, column of the share, column of the count
SERIES = (("Automatic", "automatic", "correct_automatic"), ("Corrected", "corrected", "correct"))
ALONE = 90  # pixels, where there is one group and nothing to compare
GREY = ("#b5bcc5", "black")


def draw(
    frame: pd.DataFrame, table: pd.DataFrame, column: str, colours: list[tuple[str, str]], height: int
) -> go.Figure:
    """The two columns of a table of `shares`, its first row on top; a note where nothing is correct."""
    import plotly.graph_objects as go

    if frame.empty:
        return look.blank(words.NOTHING, words.IMPORT)
    if not table[["correct_automatic", "correct"]].to_numpy().any():
        return look.blank("No correct answers yet", f"{words.pooled(frame)}.{_pending(table)}")
    figure = go.Figure()
    places = [f"{name}<br>{words.counted(int(table[count].sum()), 'correct answer')}" for name, _, count in SERIES]
    for row, colour in zip(table.to_dict("records"), colours, strict=True):
        name = words.title(column, row[column], alone=len(table) == 1)
        figure.add_bar(x=places, **_segment(row, name, colour))
    figure.update_layout(
        barmode="stack",
        bargap=0.08,
        showlegend=False,
        uniformtext={"minsize": 9, "mode": "hide"},
        xaxis=look.names_axis(),
        yaxis=look.percent_axis() | {"range": [1, 0], "visible": False},
    )
    guide = f" {words.GUIDE[column]}" if (table[column] == accuracy.MISSING).all() else ""
    note = f"{words.pooled(frame)}.{_pending(table)}{guide}"
    height = height if len(table) > 1 else ALONE
    return look.frame(figure, finding(frame, column), note, height).update_layout(margin={"r": 12})


def _segment(row: dict[Any, Any], name: str, colour: tuple[str, str]) -> dict[str, Any]:
    """One group's part of both columns, labelled inside."""
    fill, ink = colour
    return {
        "y": [row[share] for _, share, _ in SERIES],
        "name": look.plain(name),
        "text": [look.plain(f"{name} {words.percent(row[share], 1)}") for _, share, _ in SERIES],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"color": ink},
        "marker": {"color": fill, "line": {"color": look.INK, "width": 1}},
        "hovertext": [_hover(row, name, *series) for series in SERIES],
        "hoverinfo": "text",
    }


def finding(frame: pd.DataFrame, column: str) -> str:
    """`Level 3 gives the largest share of the correct answers, 27 %`, of groups drawn or put together."""
    table = accuracy.shares(frame, column)
    share, word = ("corrected", "") if table["correct"].any() else ("automatic", " automatically")
    best = max(table.to_dict("records"), key=lambda row: float(row[share]))
    name, nameless = words.group(column, best[column]), best[column] == accuracy.MISSING
    if len(table) == 1:
        where = f"not divided by {column}" if nameless else words.within(column, name)
        return f"{words.counted(int(best['correct']), 'correct answer')}, {where}"
    gives = f"Problems with {name} give" if nameless else f"{words.begun(name)} gives"
    alone = (table[share] == best[share]).sum() == 1
    rank = "the largest share" if alone else "as large a share as any"
    return f"{gives} {rank} of the{word} correct answers, {words.percent(best[share])}"


def _pending(table: pd.DataFrame) -> str:
    """How far the corrected shares may still move."""
    pending = int(table["pending"].sum())
    if not pending:
        return ""
    if not table["correct"].any():
        return f" {pending:,} pending."
    moves = (table["corrected_high"] - table["corrected"], table["corrected"] - table["corrected_low"])
    points = 100 * max(float(move.max()) for move in moves)
    if points < 0.05:
        return f" {pending:,} pending."
    return f" {pending:,} pending: shares may still move by up to {points:.1f} percentage points."


def _hover(row: dict[Any, Any], name: str, series: str, share: str, count: str) -> str:
    """`Level 3, corrected: 27 % of the correct answers` and what may become of it."""
    said = look.plain(f"{name}, {series.lower()}: {words.percent(row[share], 1)} of the correct answers")
    between = look.plain(words.span(row[f"{share}_low"], row[f"{share}_high"], 1))
    return f"{said}<br>{row[count]:,} correct<br>{row['pending']:,} pending: {between} when decided"
