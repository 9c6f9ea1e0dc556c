"""Waterfall: how the tool's own score becomes the corrected one, cause by cause."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from review_app.charts import intervals, look, words
from review_app.charts.link import link
from review_app.domain import Cause, Outcome
from review_app.metrics import accuracy
from review_app.metrics.insight import Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

ROW = 38  # pixels
NAME_WIDTH = 20  # characters of a cause in a line
ROOM = 0.02  # share of all, before the first bar
TOTAL, UP, DOWN = look.INK, "#0072b2", "#e69f00"

# Causes as `metrics.steps` and people name them -> as a reader does. Others are shown as they are.
CAUSES = {
    "extraction": later("Answer cut out differently"),
    "equivalence": later("Same value, other form"),
    "equivalent_form": later("Same value, other form"),
    "unit": later("Unit"),
    "rounding": later("Rounding"),
    "form": later("Form that was asked for"),
    "form_asked": later("Form that was asked for"),
    "truncated": later("Response cut off"),
    "truncation": later("Response cut off"),
    "reference_wrong": later("Printed reference wrong"),
    "problem_bad": later("Faulty problem"),
    "judge": later("Judge of the tool"),
    "not_judged": later("Not judged by the tool"),
    "pending": later("Still pending"),
    "other": later("Other causes"),
}
HOVER = later("{cause}: {change} percentage points\n{responses} judged otherwise\nfrom {start} to {end}")
ENDS = {"tool": later("Tool's own score"), "corrected": later("Corrected score")}


def table(insight: Insight) -> pd.DataFrame:
    """The steps with the score before (`start`) and after (`end`) each, shares 0..1."""
    steps = insight.steps.reset_index(drop=True)
    changes = steps["change"].astype(float)
    end = first(insight) + changes.cumsum()
    return steps.assign(start=end - changes, end=end)


def first(insight: Insight) -> float:
    """The tool's own score; NaN where it judged nothing."""
    return float("nan") if insight.tally.empty else float(accuracy.scores(insight.tally)["tool"].iloc[0])


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """Bars from the top: the tool's score, what each cause adds or takes, the corrected score."""
    import plotly.graph_objects as go

    if insight.tally.empty:
        return look.blank(say(words.NOTHING), say(words.IMPORT))
    steps = table(insight)
    if isnan(first(insight)):
        return look.blank(say("The tool gave no score to compare with"), say("Import results that a tool has scored."))
    if steps.empty:
        return look.blank(
            say("No steps between the tool's score and the corrected one"), words.pooled(insight.tally, say)
        )
    ends = (float(steps["start"].iloc[0]), float(steps["end"].iloc[-1]))
    across = axis(steps)
    begin = across["range"][0]
    drawn = go.Figure()
    drawn.add_bar(**total(say(ENDS["tool"]), ends[0], begin, insight, say))
    for row in steps.to_dict("records"):
        drawn.add_bar(**step(row, insight, say))
    drawn.add_bar(**total(say(ENDS["corrected"]), ends[1], begin, insight, say))
    look.lay(drawn, xaxis=across, yaxis=look.rows_axis(), showlegend=False, bargap=0.3)
    note = words.sentences(words.pooled(insight.tally, say), cut(begin, say))
    return look.frame(drawn, finding(steps, ends, say), note, ROW * (len(steps) + 2))


def axis(steps: pd.DataFrame) -> dict[str, Any]:
    """From the tenth below the least score, so that small steps are seen, to the tenth above the greatest."""
    scores = steps[["start", "end"]].astype(float)
    return look.share_axis(max(0.0, scores.min().min() - ROOM), scores.max().max())


def cut(begin: float, say: Say) -> str:
    """That the axis does not begin at 0."""
    return say("The axis begins at {begin}.", begin=words.percent(begin)) if begin else ""


def total(name: str, score: float, begin: float, insight: Insight, say: Say) -> dict[str, Any]:
    """The first or the last bar: a whole score."""
    said = words.percent(score, 2)
    between = words.interval(*intervals.ends(score, int(insight.tally["problems"].sum())), say)
    return bar(name, begin, score - begin, look.plain(said)) | {
        "marker": {"color": look.FAINT, "line": {"color": TOTAL, "width": 1.5}},
        "hovertext": [look.lines(f"{name}: {said}\n{words.pooled(insight.tally, say)}\n{between}")],
        "customdata": [link(insight.selection)],
    }


def step(row: dict[Any, Any], insight: Insight, say: Say) -> dict[str, Any]:
    """What one cause adds (solid) or takes (hatched)."""
    change, name = float(row["change"]), cause(row["cause"], say)
    colour = UP if change >= 0 else DOWN
    hatch = {"shape": "" if change >= 0 else "/", "size": 5, "fillmode": "replace"}
    told = say(
        HOVER,
        cause=name,
        change=words.signed(change, 2),
        responses=words.responses(int(row["responses"]), say),
        start=words.percent(row["start"], 2),
        end=words.percent(row["end"], 2),
    )
    return bar(name, min(row["start"], row["end"]), abs(change), words.signed(change, 2)) | {
        "marker": {"color": colour, "line": {"color": colour, "width": 1.5}, "pattern": hatch},
        "hovertext": [look.lines(told)],
        "customdata": [opens(str(row["cause"]), insight)],
    }


def bar(name: str, base: float, length: float, text: str) -> dict[str, Any]:
    """One bar of its own row."""
    return {
        "y": look.labels([name], NAME_WIDTH),
        "x": [length],
        "base": [base],
        "name": look.plain(name),
        "text": [text],
        "orientation": "h",
        "textposition": "outside",
        "cliponaxis": False,
        "constraintext": "none",
        "hoverinfo": "text",
    }


def opens(cause: str, insight: Insight) -> str | None:
    """What opens the cases of a cause that people gave, or that wait; of others Browse cannot tell."""
    if cause in list(Cause):
        return link(insight.selection, cause=cause)
    return link(insight.selection, outcome=Outcome.UNCERTAIN) if cause == "pending" else None


def cause(name: str, say: Say) -> str:
    """A cause as a reader names it."""
    return say(CAUSES[name]) if name in CAUSES else str(name).replace("_", " ")


def finding(steps: pd.DataFrame, ends: tuple[float, float], say: Say = english) -> str:
    """`From 75.2 to 90.6 %: most by extraction (+9.1)`."""
    largest = max(steps.to_dict("records"), key=lambda row: abs(row["change"]))
    told = "The corrected score is {end}, the tool's {start}; largest step: {cause} ({change})"
    values = {"start": words.percent(ends[0], 1), "end": words.percent(ends[1], 1)}
    return say(told, **values, cause=cause(largest["cause"], say), change=words.signed(largest["change"], 1))
