"""Models compared: the corrected score of each model with its interval, the tool's own score beside it."""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING, Any

from review_app.charts import dots, look, words
from review_app.charts.intervals import intervals
from review_app.charts.link import link
from review_app.domain import Outcome
from review_app.metrics import accuracy
from review_app.metrics.insight import SCORES, Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

BY = ["model", "benchmark"]
LINE, SPACE = 15, 10  # pixels: a line of a name, and what is left between rows
MOST_ROWS = 60  # more are no longer compared by eye
NAME_WIDTH = 22  # characters of a name in a line
CORRECTED = dots.Style(look.BLUE, "circle")
AT_MOST = dots.Style(look.BLUE, "circle", hollow=True)
TOOL = dots.Style("#d55e00", "diamond", hollow=True)
HOVER = later("{name}: {share}\n{n:,} responses to {problems:,} problems\n{interval}")
HOVER_TOOL = later("{name}, the tool's own score: {share}\n{n:,} responses")


def table(insight: Insight) -> pd.DataFrame:
    """For each model and benchmark the corrected score (`value`; `most` with pending responses right), its 95 %
    interval, and what the `tool` says; benchmarks by name, the best model first."""
    known = insight.scores if len(insight.scores) else measured(insight.tally)
    tool = accuracy.scores(insight.tally, BY)[[*BY, "tool"]]
    found = known[list(SCORES)].merge(tool, on=BY, how="left")
    order = ["benchmark", "value", "model"]
    return found.sort_values(order, ascending=[True, False, True], kind="stable", ignore_index=True)


def measured(tally: pd.DataFrame) -> pd.DataFrame:
    """The scores with Wilson's interval by problems."""
    names = {"corrected_low": "value", "corrected_high": "most", "corrected_from": "low", "corrected_to": "high"}
    return intervals(tally, BY).rename(columns=names)


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """Dots with intervals, a row for each model, benchmark after benchmark."""
    import plotly.graph_objects as go

    if insight.tally.empty:
        return look.blank(say(words.NOTHING), say(words.IMPORT))
    every = table(insight)
    shown = every.head(MOST_ROWS)
    order = places(shown, every["benchmark"].nunique() > 1)
    rows = list(zip(order, shown.to_dict("records"), strict=True))
    drawn = go.Figure()
    dots.draw(drawn, say("Corrected"), [dot(place, row, insight, say) for place, row in rows], CORRECTED, across=True)
    if upper := [at_most(place, row, insight, say) for place, row in rows if row["most"] > row["value"]]:
        dots.draw(drawn, say("Pending as right"), upper, AT_MOST, across=True)
    if tool := [by_tool(place, row, insight, say) for place, row in rows if not isnan(row["tool"])]:
        dots.draw(drawn, say("Tool's own score"), tool, TOOL, across=True)
    ends = shown[["low", "high", "value", "most", "tool"]].astype(float)
    across = look.share_axis(ends.min().min(), ends.max().max())
    look.lay(drawn, xaxis=across, yaxis=look.listed_axis(order), showlegend=True)
    row = LINE * max(place.count("<br>") + 1 for place in order) + SPACE
    framed = look.frame(drawn, finding(every, say), note(every, insight, say), row * max(2, len(rows)))
    return look.lay(framed, margin={"r": 24})


def places(rows: pd.DataFrame, several: bool) -> list[str]:
    """How each row is called: by its model, and by its benchmark where there are several."""
    models = look.labels(rows["model"].astype(str), NAME_WIDTH)
    if not several:
        return models
    benchmarks = look.labels(rows["benchmark"].astype(str), NAME_WIDTH, 1)
    return [f"{model}<br>{benchmark}" for model, benchmark in zip(models, benchmarks, strict=True)]


def dot(place: str, row: dict[Any, Any], insight: Insight, say: Say) -> dots.Dot:
    """The corrected score with pending responses wrong, and the whole interval."""
    told = hover(row, words.span(row["value"], row["most"], 1), say)
    return dots.Dot(place, row["value"], row["low"], row["high"], told, opens(row, insight))


def at_most(place: str, row: dict[Any, Any], insight: Insight, say: Say) -> dots.Dot:
    """The corrected score with pending responses right."""
    told = hover(row, words.span(row["value"], row["most"], 1), say)
    return dots.Dot(place, row["most"], nan, nan, told, opens(row, insight, outcome=Outcome.UNCERTAIN))


def by_tool(place: str, row: dict[Any, Any], insight: Insight, say: Say) -> dots.Dot:
    """What the tool itself says."""
    told = say(HOVER_TOOL, name=row["model"], share=words.percent(row["tool"], 1), n=row["n"])
    return dots.Dot(place, row["tool"], nan, nan, told, opens(row, insight))


def hover(row: dict[Any, Any], share: str, say: Say) -> str:
    """`gpt on math: 84–91 %`, on how much that rests, and the interval."""
    between = words.interval(row["low"], row["high"], say)
    named = say("{model} on {benchmark}", model=row["model"], benchmark=row["benchmark"])
    return say(HOVER, name=named, share=share, n=row["n"], problems=row["problems"], interval=between)


def opens(row: dict[Any, Any], insight: Insight, **filters: object) -> str | None:
    """The cases of a model on a benchmark."""
    return link(insight.selection, **filters, model=row["model"], benchmark=row["benchmark"])


def note(every: pd.DataFrame, insight: Insight, say: Say) -> str:
    """What is drawn, how sure it is, and what is left out."""
    left = len(every) - MOST_ROWS
    more = say("{count:,} more rows are not drawn; narrow the filters.", count=left) if left > 0 else ""
    return words.sentences(words.pooled(insight.tally, say), say("Lines show 95 % intervals."), more)


def finding(every: pd.DataFrame, say: Say = english) -> str:
    """`A is ahead with 92 %; its interval does not meet that of B, the next`, on the benchmark with most responses."""
    largest = every.groupby("benchmark")["n"].sum().idxmax()
    first, *others = every[every["benchmark"] == largest].to_dict("records")
    share = words.span(first["value"], first["most"], 1)
    model, benchmark = words.brief(first["model"]), words.brief(largest)
    if not others:
        return say("{model} scores {share} on {benchmark}", model=model, share=share, benchmark=benchmark)
    told = "{model} leads on {benchmark} with {share}, but its interval overlaps that of {next}"
    if first["low"] > max(other["high"] for other in others):
        told = "{model} leads on {benchmark} with {share}, its interval above all others"
    return say(told, model=model, benchmark=benchmark, share=share, next=words.brief(overlapping(first, others)))


def overlapping(first: dict[Any, Any], others: list[dict[Any, Any]]) -> str:
    """The best model whose interval meets the leader's; the next one where none does."""
    return str(next((other["model"] for other in others if other["high"] >= first["low"]), others[0]["model"]))
