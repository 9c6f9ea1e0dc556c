"""Bars: accuracy of each group, automatic above corrected, hatched up to what pending responses could add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from review_app.charts import look, words

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

PAIR = 44  # pixels, the height of one group's two bars with the space around them
LEAST = 2  # pairs: the room that one alone is given
HATCH = {"shape": "/", "size": 5, "fillmode": "replace"}
MORE = "At most"  # the legend's word for hatched parts, shown once
NAME_WIDTH = 18  # characters, after which a name goes on in a second line

# name, prefix of the bounds, column of the count, line and fill: an outline against a solid bar, so that the
# two differ without colour too
SERIES = (
    ("Automatic", "automatic", "correct_automatic", look.INK, look.FAINT),
    ("Corrected", "corrected", "correct", look.BLUE, look.BLUE),
)


def note(frame: pd.DataFrame, table: pd.DataFrame) -> str:
    """What is drawn, and what the hatched part means where there is one."""
    rows = table.to_dict("records")
    left, pending = (sum(_open(row, series) for row in rows) for series in ("Automatic", "Corrected"))
    counts = ((left, "left uncertain by the grader"), (pending, "still pending"))
    said = " and ".join(f"{count:,} {what}" for count, what in counts if count)
    return f"{words.pooled(frame)}." + (f" Hatched: {said}, as if all were right." if said else "")


def height(table: pd.DataFrame) -> int:
    """Pixels for the bars of all rows."""
    return PAIR * max(len(table), LEAST)


def draw(table: pd.DataFrame, names: list[str]) -> go.Figure:
    """A pair of bars for each row of `scores`, the first on top; bars lie so that names and bounds fit."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for series in SERIES:
        _draw(figure, table, names, series)
    return _axes(figure)


def _draw(figure: go.Figure, table: pd.DataFrame, names: list[str], series: tuple[str, ...]) -> None:
    """The sure part of one series' bars and, where something is open, the hatched part behind it."""
    name, prefix, count, line, fill = series
    low, high = table[f"{prefix}_low"].tolist(), table[f"{prefix}_high"].tolist()
    said = [words.span(*bounds, digits=1) for bounds in zip(low, high, strict=True)]
    common = _common(name, names, _hover(table, names, name, count, said))
    # The text stands at the end of the whole bar: of its hatched part where it has one.
    open_ = [most > least for least, most in zip(low, high, strict=True)]
    sure = ["" if more else look.plain(text) for text, more in zip(said, open_, strict=True)]
    edge = {"color": line, "width": 1.5}
    figure.add_bar(**common, x=low, name=name, text=sure, marker={"color": fill, "line": edge})
    if any(open_):
        figure.add_bar(
            **common,
            x=[most - least for least, most in zip(low, high, strict=True)],
            base=low,
            name=MORE,
            showlegend=not any(trace.name == MORE for trace in figure.data),
            text=[look.plain(text) if more else "" for text, more in zip(said, open_, strict=True)],
            marker={"color": line, "line": edge, "pattern": HATCH},
        )


def _common(name: str, names: list[str], hover: list[str]) -> dict[str, Any]:
    """What the sure and the hatched part of a bar share."""
    return {
        "y": [look.folded(name, NAME_WIDTH) for name in names],
        "orientation": "h",
        "offsetgroup": name,
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "constraintext": "none",
        "hovertext": hover,
        "hoverinfo": "text",
    }


def _hover(table: pd.DataFrame, names: list[str], series: str, count: str, said: list[str]) -> list[str]:
    """`Algebra, corrected: 84–91 %`, then how many of how many are correct and pending, for each row."""
    uncertain = "pending" if series == "Corrected" else "uncertain"
    return [
        look.plain(f"{name}, {series.lower()}: {text}")
        + f"<br>{row[count]:,} of {row['n']:,} correct<br>{_open(row, series):,} {uncertain}"
        for name, text, row in zip(names, said, table.to_dict("records"), strict=True)
    ]


def _open(row: dict[Any, Any], series: str) -> int:
    """How many responses make up the hatched part."""
    if series == "Corrected":
        return int(row["pending"])
    return round(float(row["automatic_high"] - row["automatic_low"]) * int(row["n"]))


def _axes(figure: go.Figure) -> go.Figure:
    """Percent from left to right, names from top to bottom."""
    return figure.update_layout(
        barmode="group",
        bargap=0.25,
        bargroupgap=0.08,
        xaxis=look.percent_axis(),
        yaxis=look.names_axis() | {"autorange": "reversed", "ticksuffix": " "},
    )
