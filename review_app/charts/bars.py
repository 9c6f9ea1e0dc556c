"""Bars: accuracy of each group, automatic above corrected, hatched up to what pending responses could add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from review_app.charts import look, words
from review_app.charts.link import link
from review_app.domain import Outcome, Selection
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

PAIR = 44  # pixels, the height of one group's two bars with the space around them
LEAST = 2  # pairs: the room that one alone is given
HATCH = {"shape": "/", "size": 5, "fillmode": "replace"}
MORE = later("At most")  # the legend's word for hatched parts, shown once
NAME_WIDTH = 18  # characters, after which a name goes on in a second line

# name, prefix of the bounds, column of the count, line and fill: an outline against a solid bar, so that the
# two differ without colour too
SERIES = (
    (later("Automatic"), "automatic", "correct_automatic", look.INK, look.FAINT),
    (later("Corrected"), "corrected", "correct", look.BLUE, look.BLUE),
)
# What a hovered bar says: name, bounds, counts, and what may become of it.
HOVER = {
    "Automatic": later("{name}, automatic: {share}\n{count:,} of {n:,} correct\n{open:,} uncertain\n{interval}"),
    "Corrected": later("{name}, corrected: {share}\n{count:,} of {n:,} correct\n{open:,} pending\n{interval}"),
}
# The filter of Browse by what a series counts.
SAYS = {"Automatic": "automatic", "Corrected": "outcome"}


def note(frame: pd.DataFrame, table: pd.DataFrame, say: Say = english) -> str:
    """What is drawn, and what the hatched part means where there is one."""
    rows = table.to_dict("records")
    left, pending = (sum(_open(row, series) for row in rows) for series in ("Automatic", "Corrected"))
    return words.sentences(words.pooled(frame, say), _hatched(left, pending, say))


def _hatched(left: int, pending: int, say: Say) -> str:
    """What is hatched: responses that the grader `left`, and those `pending` still."""
    if left and pending:
        told = "Hatched: {left:,} left uncertain by the grader and {pending:,} still pending, as if all were right."
    elif left:
        told = "Hatched: {left:,} left uncertain by the grader, as if all were right."
    elif pending:
        told = "Hatched: {pending:,} still pending, as if all were right."
    else:
        return ""
    return say(told, left=left, pending=pending)


def height(table: pd.DataFrame) -> int:
    """Pixels for the bars of all rows."""
    return PAIR * max(len(table), LEAST)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of `intervals` to be drawn, how each is named, and which filters open its cases."""

    table: pd.DataFrame
    names: list[str]
    filters: list[dict[str, object]]
    selection: Selection

    def links(self, series: str, outcome: Outcome) -> list[str | None]:
        """What opens the cases of each row that have this outcome in a series."""
        return [link(self.selection, **filters, **{SAYS[series]: outcome}) for filters in self.filters]


def draw(rows: Rows, say: Say = english) -> go.Figure:
    """A pair of bars for each row, the first on top; bars lie so that names and bounds fit."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for series in SERIES:
        _draw(figure, rows, series, say)
    return _axes(figure)


def _draw(figure: go.Figure, rows: Rows, series: tuple[str, ...], say: Say) -> None:
    """The sure part of one series' bars and, where something is open, the hatched part behind it."""
    name, prefix, count, line, fill = series
    low, high = rows.table[f"{prefix}_low"].tolist(), rows.table[f"{prefix}_high"].tolist()
    said = [words.span(*bounds, digits=1) for bounds in zip(low, high, strict=True)]
    common = _common(name, rows.names, _hover(rows, (name, prefix, count), said, say))
    # The text stands at the end of the whole bar: of its hatched part where it has one.
    open_ = [most > least for least, most in zip(low, high, strict=True)]
    sure = ["" if more else look.plain(text) for text, more in zip(said, open_, strict=True)]
    edge = {"color": line, "width": 1.5}
    marker = {"color": fill, "line": edge}
    correct, uncertain = (rows.links(name, outcome) for outcome in (Outcome.CORRECT, Outcome.UNCERTAIN))
    figure.add_bar(**common, x=low, name=say(name), text=sure, marker=marker, customdata=correct)
    if any(open_):
        figure.add_bar(
            **common,
            x=[most - least for least, most in zip(low, high, strict=True)],
            base=low,
            name=say(MORE),
            showlegend=not any(trace.name == say(MORE) for trace in figure.data),
            text=[look.plain(text) if more else "" for text, more in zip(said, open_, strict=True)],
            marker={"color": line, "line": edge, "pattern": HATCH},
            customdata=uncertain,
        )


def _common(name: str, names: list[str], hover: list[str]) -> dict[str, Any]:
    """What the sure and the hatched part of a bar share."""
    return {
        "y": look.labels(names, NAME_WIDTH),
        "orientation": "h",
        "offsetgroup": name,
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "constraintext": "none",
        "hovertext": hover,
        "hoverinfo": "text",
    }


def _hover(rows: Rows, series: tuple[str, str, str], said: list[str], say: Say) -> list[str]:
    """`Algebra, corrected: 84–91 %`, then how many of how many are correct and pending, for each row."""
    kind, prefix, count = series
    found = []
    for name, text, row in zip(rows.names, said, rows.table.to_dict("records"), strict=True):
        between = words.interval(row[f"{prefix}_from"], row[f"{prefix}_to"], say)
        counts = {"count": row[count], "n": row["n"], "open": _open(row, kind)}
        found.append(look.lines(say(HOVER[kind], name=name, share=text, interval=between, **counts)))
    return found


def _open(row: dict[Any, Any], series: str) -> int:
    """How many responses make up the hatched part."""
    if series == "Corrected":
        return int(row["pending"])
    return round(float(row["automatic_high"] - row["automatic_low"]) * int(row["n"]))


def _axes(figure: go.Figure) -> go.Figure:
    """Percent from left to right, names from top to bottom."""
    return look.lay(
        figure,
        barmode="group",
        bargap=0.25,
        bargroupgap=0.08,
        xaxis=look.percent_axis(),
        yaxis=look.rows_axis(),
    )
