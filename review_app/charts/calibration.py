"""Calibration: whether judge and grader are right as often as they are sure, people's decisions being the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from review_app.charts import dots, intervals, look, words
from review_app.metrics.insight import Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

HEIGHT = 340  # pixels
MOST = len(look.POINTS)  # series that can be told apart
# Mean gaps smaller than this, in shares, are called calibrated.
SMALL = 0.03
SOURCES = {"judge": later("Judge {name}"), "grader": later("Our grader"), "tool": later("The tool itself")}
HOVER = later("{name} says {said}\npeople: {share} correct, {count:,} of {n:,}\n{interval}")


def table(insight: Insight) -> pd.DataFrame:
    """Each bucket with the `share` that people hold correct and its 95 % interval (`share_from`, `share_to`)."""
    found = insight.calibration.astype({"said": float, "correct": "int64", "n": "int64"})
    found = found[found["n"] > 0].sort_values(["source", "name", "said"], kind="stable", ignore_index=True)
    share = found["correct"] / found["n"]
    both = [intervals.ends(value, int(n)) for value, n in zip(share, found["n"], strict=True)]
    return found.assign(share=share, share_from=[low for low, _ in both], share_to=[high for _, high in both])


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """Points against the diagonal on which what is said holds."""
    import plotly.graph_objects as go

    rows = table(insight)
    if rows.empty:
        guide = say("It needs suggestions or verdicts with a confidence that people have decided.")
        return look.blank(say("Nothing to calibrate yet"), guide)
    drawn = go.Figure()
    diagonal(drawn, say)
    groups = rows.groupby(["source", "name"], sort=False)
    largest = groups["n"].sum().sort_values(ascending=False, kind="stable").index[:MOST]
    for key, (colour, symbol) in zip(largest, look.POINTS, strict=False):
        own = groups.get_group(key).to_dict("records")
        style = dots.Style(colour, symbol, lines=True)
        dots.draw(drawn, named(own[0], say), [dot(row, say) for row in own], style)
    look.lay(drawn, xaxis=axis(say("Said to be correct"), 8), yaxis=axis(say("Correct by people"), 8), showlegend=True)
    left = len(groups) - MOST
    more = say("{count:,} more are not drawn.", count=left) if left > 0 else ""
    note = words.sentences(say("{count:,} decided cases.", count=int(groups["n"].sum().max())), more, below(say))
    framed = look.frame(drawn, finding(rows, say), note, HEIGHT)
    return look.lay(framed, margin={"r": 24, "b": framed.layout.margin.b + 24})


def below(say: Say) -> str:
    """How to read it."""
    return say("Points below the line: surer than right.")


def axis(title: str, standoff: int) -> dict[str, Any]:
    """Percent with what it is."""
    return look.percent_axis() | {"title": {"text": title, "standoff": standoff}}


def diagonal(figure: go.Figure, say: Say) -> None:
    """Where points lie whose word holds."""
    line = {"color": look.INK, "dash": "dash", "width": 1}
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line=line, hoverinfo="skip", name=say("As sure as right"))


def named(row: dict[Any, Any], say: Say) -> str:
    """`Judge gpt`."""
    return say(SOURCES.get(row["source"], "{name}"), name=row["name"])


def dot(row: dict[Any, Any], say: Say) -> dots.Dot:
    """One bucket. Browse cannot tell cases by how sure somebody was: nothing opens."""
    told = say(
        HOVER,
        name=named(row, say),
        said=words.percent(row["said"], 1),
        share=words.percent(row["share"], 1),
        count=row["correct"],
        n=row["n"],
        interval=words.interval(row["share_from"], row["share_to"], say),
    )
    return dots.Dot(row["said"], row["share"], row["share_from"], row["share_to"], told)


def finding(rows: pd.DataFrame, say: Say = english) -> str:
    """`Judge A says correct for 90 %, people for 72 %`: of the one with the largest gap, each by its cases."""
    gaps = {key: gap(own) for key, own in rows.groupby(["source", "name"], sort=False)}
    key = max(gaps, key=lambda each: abs(gaps[each][0] - gaps[each][1]))
    said, held = gaps[key]
    name = named({"source": key[0], "name": key[1]}, say)
    told = "{name} expects {said} to be correct, people hold {held} to be"
    if abs(said - held) < SMALL:
        told = "What is said to be correct is so within {points} percentage points"
    points = f"{abs(said - held) * 100:.1f}"
    return say(told, name=name, said=words.percent(said), held=words.percent(held), points=points)


def gap(rows: pd.DataFrame) -> tuple[float, float]:
    """What is said to be correct and what people hold to be, of all cases."""
    total = rows["n"].sum()
    return float((rows["said"] * rows["n"]).sum() / total), float(rows["correct"].sum() / total)
