"""Dots: points with the 95 % interval around each, one series told from the other by colour and by symbol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from review_app.charts import look

if TYPE_CHECKING:
    import plotly.graph_objects as go

SIZE = 9  # pixels across


@dataclass(frozen=True, slots=True)
class Dot:
    """A point: where it stands on the axis of names (or of time), its value, the ends of its interval (NaN where there
    is none), what it says when hovered, and what opens the cases behind it."""

    place: Any
    value: float
    low: float
    high: float
    hover: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """How a series looks: `lines` connects its points; `hollow` ones are drawn as outlines."""

    colour: str
    symbol: str
    lines: bool = False
    hollow: bool = False
    dash: str = "solid"


def draw(figure: go.Figure, name: str, dots: Sequence[Dot], style: Style, *, across: bool = False) -> None:
    """Add a series; `across`: values run from left to right and places from top to bottom."""
    places, values = [dot.place for dot in dots], [dot.value for dot in dots]
    x, y = (values, places) if across else (places, values)
    figure.add_scatter(
        x=x,
        y=y,
        name=look.plain(name),
        mode="lines+markers" if style.lines else "markers",
        marker=marker(style),
        line={"color": style.colour, "width": 2, "dash": style.dash},
        hovertext=[look.lines(dot.hover) for dot in dots],
        hoverinfo="text",
        customdata=[dot.link for dot in dots],
        cliponaxis=False,
        **{"error_x" if across else "error_y": whiskers(dots, style.colour)},
    )


def marker(style: Style) -> dict[str, Any]:
    """A symbol, filled or as an outline."""
    symbol = f"{style.symbol}-open" if style.hollow else style.symbol
    return {"symbol": symbol, "color": style.colour, "size": SIZE, "line": {"color": style.colour, "width": 1.5}}


def whiskers(dots: Sequence[Dot], colour: str) -> dict[str, Any]:
    """The intervals around the points; none is drawn where an end is not known."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [reach(dot.high - dot.value) for dot in dots],
        "arrayminus": [reach(dot.value - dot.low) for dot in dots],
        "color": colour,
        "thickness": 1.5,
        "width": 4,
    }


def reach(length: float) -> float:
    """How far a whisker goes: not at all where it is not known, nor backwards."""
    return 0.0 if isnan(length) else max(0.0, length)
