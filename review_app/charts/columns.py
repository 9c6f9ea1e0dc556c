"""Columns: which part of the correct answers each group gives, one column automatic and one corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from review_app.charts import look, words
from review_app.charts.intervals import ends
from review_app.charts.link import group, link
from review_app.domain import Outcome
from review_app.metrics import accuracy
from review_app.metrics.insight import Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# name, column of the share, column of the count
SERIES = (
    (later("Automatic"), "automatic", "correct_automatic"),
    (later("Corrected"), "corrected", "correct"),
)
ALONE = 90  # pixels, where there is one group and nothing to compare
GREY = ("#b5bcc5", "black")
# How a finding begins whose group is that of problems without a level or subject.
NAMELESS_GIVE = {"level": later("Problems with no level give"), "subject": later("Problems with no subject give")}
UNDIVIDED = {"level": later("{answers}, not divided by level"), "subject": later("{answers}, not divided by subject")}
WHOLE = {"level": later("{answers}, all at level {name}"), "subject": later("{answers}, all in {name}")}
HOVER = {
    "Automatic": later(
        "{name}, automatic: {share} of the correct answers\n"
        "{count:,} correct\n{pending:,} pending: {between} when decided\n{interval}"
    ),
    "Corrected": later(
        "{name}, corrected: {share} of the correct answers\n"
        "{count:,} correct\n{pending:,} pending: {between} when decided\n{interval}"
    ),
}


@dataclass(frozen=True, slots=True)
class Groups:
    """A table of `shares` by a `column`, a fill and a text colour for each row, the plot's height in pixels, and the
    names that were put together in the row `OTHERS`."""

    column: str
    table: pd.DataFrame
    colours: list[tuple[str, str]]
    height: int
    others: tuple[str, ...] = ()


def draw(insight: Insight, groups: Groups, say: Say = english) -> go.Figure:
    """The two columns, the first row on top; a note where nothing is correct."""
    import plotly.graph_objects as go

    table, column = groups.table, groups.column
    if table.empty:
        return look.blank(say(words.NOTHING), say(words.IMPORT))
    note = words.sentences(words.pooled(insight.tally, say), _pending(table, say))
    if not table[["correct_automatic", "correct"]].to_numpy().any():
        return look.blank(say("No correct answers yet"), note)
    figure = go.Figure()
    places = [f"{say(name)}<br>{words.correct_answers(int(table[count].sum()), say)}" for name, _, count in SERIES]
    # Samples of one problem are alike: of all correct answers this part counts as observations.
    observed = int(insight.tally["problems"].sum()) / int(accuracy.responses(insight.tally).sum())
    for row, colour in zip(table.to_dict("records"), groups.colours, strict=True):
        row["observations"] = [round(observed * int(table[count].sum())) for _, _, count in SERIES]
        name = words.title(column, row[column], say, alone=len(table) == 1)
        figure.add_bar(x=places, **_segment(row, name, colour, say), customdata=_links(insight, groups, row[column]))
    look.lay(
        figure,
        barmode="stack",
        bargap=0.08,
        showlegend=False,
        uniformtext={"minsize": 9, "mode": "hide"},
        xaxis=look.names_axis(),
        yaxis=look.percent_axis() | {"range": [1, 0], "visible": False},
    )
    guide = say(words.GUIDE[column]) if (table[column] == accuracy.MISSING).all() else ""
    height = groups.height if len(table) > 1 else ALONE
    framed = look.frame(figure, finding(insight.tally, column, say), words.sentences(note, guide), height)
    return look.lay(framed, margin={"r": 12})


def _links(insight: Insight, groups: Groups, value: object) -> list[str | None]:
    """What opens the correct cases of a group, in either column."""
    others = groups.others if value == words.OTHERS else ()
    filters = group(groups.column, value, alone=len(groups.table) == 1, others=others)
    return [link(insight.selection, **filters, **{said: Outcome.CORRECT}) for said in ("automatic", "outcome")]


def _segment(row: dict[Any, Any], name: str, colour: tuple[str, str], say: Say) -> dict[str, Any]:
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
        "hovertext": [_hover(row, name, place, say) for place in range(len(SERIES))],
        "hoverinfo": "text",
    }


def finding(tally: pd.DataFrame, column: str, say: Say = english) -> str:
    """`Level 3 gives the largest share of the correct answers, 27 %`, of groups drawn or put together."""
    table = accuracy.shares(tally, column)
    share = "corrected" if table["correct"].any() else "automatic"
    best = max(table.to_dict("records"), key=lambda row: float(row[share]))
    nameless = best[column] == accuracy.MISSING
    if len(table) == 1:
        answers = words.correct_answers(int(best["correct"]), say)
        return say((UNDIVIDED if nameless else WHOLE)[column], answers=answers, name=best[column])
    name = words.title(column, best[column], say, alone=False)
    gives = say(NAMELESS_GIVE[column]) if nameless else say("{name} gives", name=name)
    alone = (table[share] == best[share]).sum() == 1
    rank = say("the largest share") if alone else say("as large a share as any")
    told = "{gives} {rank} of the correct answers, {share}"
    if share == "automatic":
        told = "{gives} {rank} of the automatically correct answers, {share}"
    return say(told, gives=gives, rank=rank, share=words.percent(best[share]))


def _pending(table: pd.DataFrame, say: Say) -> str:
    """How far the corrected shares may still move."""
    pending = int(table["pending"].sum())
    if not pending:
        return ""
    moves = (table["corrected_high"] - table["corrected"], table["corrected"] - table["corrected_low"])
    points = 100 * max(float(move.max()) for move in moves) if table["correct"].any() else 0
    if points < 0.05:
        return say("{pending:,} pending.", pending=pending)
    told = "{pending:,} pending: shares may still move by up to {points:.1f} percentage points."
    return say(told, pending=pending, points=points)


def _hover(row: dict[Any, Any], name: str, place: int, say: Say) -> str:
    """`Level 3, corrected: 27 % of the correct answers`, what may become of it, and how sure the share is."""
    series, share, count = SERIES[place]
    told = {
        "share": words.percent(row[share], 1),
        "count": row[count],
        "pending": row["pending"],
        "between": words.span(row[f"{share}_low"], row[f"{share}_high"], 1),
        "interval": words.interval(*ends(row[share], row["observations"][place]), say),
    }
    return look.lines(say(HOVER[series], name=name, **told))
