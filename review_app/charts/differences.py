"""Differences: how much better or worse runs are than a baseline, with 95 % intervals, on both sides of 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from review_app.charts import dots, look, words
from review_app.metrics.estimate import Estimate
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import plotly.graph_objects as go

LINE, SPACE = 15, 10  # pixels: a line of a name, and what is left between rows
MOST_ROWS = 60  # more are no longer compared by eye
NAME_WIDTH = 22  # characters of a name in a line
WHOLE = dots.Style(look.BLUE, "circle")
PART = dots.Style(look.POINTS[1][0], look.POINTS[1][1])
HOVER = later("{name}: {points} percentage points\n{problems:,} problems\n95 % interval: {low} … {high}")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the chart: what is compared, the difference of two shares (-1..1), whether it is of a `part` of the
    problems, and what opens the cases behind it."""

    name: str
    difference: Estimate
    part: bool = False
    link: str | None = None


def figure(lines: Sequence[Line], title: str, note: str, say: Say = english) -> go.Figure:
    """A dot with its interval for each line that has a figure, in their order; `title` tells the finding."""
    import plotly.graph_objects as go

    known = [line for line in lines if line.difference.value is not None][:MOST_ROWS]
    if not known:
        return look.blank(title, note)
    order = look.labels([line.name for line in known], NAME_WIDTH)
    drawn = go.Figure()
    for name, style, part in ((say("All problems"), WHOLE, False), (say("By level or subject"), PART, True)):
        found = [dot(place, line, say) for place, line in zip(order, known, strict=True) if line.part is part]
        if found:
            dots.draw(drawn, name, found, style, across=True)
    drawn.add_vline(x=0, line={"color": look.INK, "width": 1.5})
    drawn.update_layout(xaxis=points_axis(known), yaxis=look.listed_axis(order), showlegend=len(drawn.data) > 1)
    row = LINE * max(place.count("<br>") + 1 for place in order) + SPACE
    return look.frame(drawn, title, note, row * max(2, len(known))).update_layout(margin={"r": 24})


def dot(place: str, line: Line, say: Say) -> dots.Dot:
    """One difference."""
    value, low, high = ends(line.difference)
    told = say(
        HOVER, name=line.name, points=words.signed(value, 1), problems=line.difference.n, low=words.signed(low, 1),
        high=words.signed(high, 1),
    )  # fmt: skip
    return dots.Dot(place, value, low, high, told, line.link)


def ends(found: Estimate) -> tuple[float, float, float]:
    """The value and the interval; the value itself where there is none."""
    value = found.value or 0.0
    return value, value if found.low is None else found.low, value if found.high is None else found.high


def points_axis(lines: Sequence[Line]) -> dict[str, Any]:
    """An axis of percentage points, 0 in the middle, as far as the longest interval reaches.

    >>> points_axis([Line("a", Estimate(0.1, -0.03, 0.28, 50))])["ticktext"]
    ['−30', '−15', '±0', '+15', '+30']
    """
    reach = max(abs(end) for line in lines for end in ends(line.difference))
    step = ceil(reach * 20 - 1e-9) / 20 or 0.05
    ticks = [-step, -step / 2, 0, step / 2, step]
    digits = 0 if round(step * 100) % 2 == 0 else 1
    named = [words.signed(tick, digits if abs(tick) == step / 2 else 0) for tick in ticks]
    return look.percent_axis() | {"range": [-step, step], "tickvals": ticks, "ticktext": named}
