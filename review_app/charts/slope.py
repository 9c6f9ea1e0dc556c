"""Slope: how the score moves from run to run on the same benchmark, as a whole and by level or subject."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any

from review_app.charts import dots, groups, look, words
from review_app.charts.intervals import intervals
from review_app.charts.link import link
from review_app.metrics import accuracy
from review_app.metrics.insight import Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

MOST_RUNS = 6  # more do not stand beside each other on a page
MOST_GROUPS = len(look.POINTS) - 1
NAME_WIDTH = 14  # characters of a run's name in a line
HEIGHT = 360  # pixels
ALL = "all"  # the row of a whole run
WHOLE = dots.Style(look.INK, "hexagon", lines=True)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid")
HOVER = later("{run}, {group}: {share}\n{n:,} responses to {problems:,} problems\n{interval}")


def table(insight: Insight) -> pd.DataFrame:
    """The scores of each run of the benchmark that most runs share: of `ALL` its problems, then of each `group`."""
    tally = shared(insight.tally)
    by = divided(tally)
    whole = intervals(tally, ["run_id"]).assign(group=ALL)
    if not by:
        return whole
    few = groups.fewer(tally, by, MOST_GROUPS) if by == "subject" else tally
    parts = intervals(few, ["run_id", by]).rename(columns={by: "group"})
    import pandas as pd

    return pd.concat([whole, parts[parts["group"] != accuracy.MISSING]], ignore_index=True)


def shared(tally: pd.DataFrame) -> pd.DataFrame:
    """The runs on the benchmark that most runs have (of these, the one with most responses); the first by model."""
    if tally.empty:
        return tally
    sizes = (
        tally.assign(n=accuracy.responses(tally)).groupby("benchmark").agg(runs=("run_id", "nunique"), n=("n", "sum"))
    )
    benchmark = sizes.sort_values(["runs", "n"], ascending=False, kind="stable").index[0]
    own: pd.DataFrame = tally[tally["benchmark"] == benchmark]
    return own[own["run_id"].isin(list(names(own))[:MOST_RUNS])]


def names(tally: pd.DataFrame) -> dict[str, str]:
    """How each run is called, in the order in which runs stand: its model, with its id where a model has several."""
    runs = tally[["model", "run_id"]].drop_duplicates().sort_values(["model", "run_id"])
    several = set(runs.loc[runs["model"].duplicated(), "model"])
    pairs = zip(runs["run_id"], runs["model"], strict=True)
    return {run: f"{model} {run}" if model in several else str(model) for run, model in pairs}


def divided(tally: pd.DataFrame) -> str:
    """By what the lines are drawn: level, else subject, else nothing."""
    several = (
        name for name in ("level", "subject") if 1 < tally[name].nunique() <= (MOST_GROUPS if name == "level" else 1e9)
    )
    return next(several, "")


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """A line for the whole and for each group, from run to run; a note where there is but one run."""
    import plotly.graph_objects as go

    if insight.tally.empty:
        return look.blank(say(words.NOTHING), say(words.IMPORT))
    tally = shared(insight.tally)
    called, benchmark = names(tally), str(tally["benchmark"].iloc[0])
    if len(called) < 2:
        guide = say("Choose two or more runs on the same benchmark.")
        return look.blank(say("No two runs on the same benchmark"), guide)
    scores, drawn = table(insight), go.Figure()
    places = dict(zip(called, look.labels(called.values(), NAME_WIDTH, 3), strict=True))
    for line, style in zip(lines(scores, divided(tally), say), styles(), strict=False):
        dots.draw(drawn, line.name, points(line, places, called, insight, benchmark, say), style)
    up = look.share_axis(scores["corrected_low"].min(), scores["corrected_low"].max())
    look.lay(drawn, xaxis=runs_axis(list(places.values())), yaxis=up, showlegend=True)
    framed = look.frame(drawn, finding(scores, called, benchmark, say), note(insight, tally, say), HEIGHT)
    return look.lay(framed, margin={"r": 24})


def runs_axis(places: list[str]) -> dict[str, Any]:
    """The runs from left to right, with some room on both sides."""
    return look.names_axis() | {"categoryorder": "array", "categoryarray": places, "range": [-0.3, len(places) - 0.7]}


def styles() -> list[dots.Style]:
    """The whole first, then the groups."""
    pairs = zip(look.POINTS, DASHES, strict=True)
    return [WHOLE, *(dots.Style(colour, symbol, lines=True, dash=dash) for (colour, symbol), dash in pairs)]


@dataclass(frozen=True, slots=True)
class Line:
    """A line's name, its filter of Browse, and its rows of the table, one a run."""

    name: str
    filters: dict[str, object]
    rows: list[dict[Any, Any]]


def lines(scores: pd.DataFrame, by: str, say: Say) -> list[Line]:
    """The line of the whole and those of the groups."""
    found = []
    for value, rows in scores.groupby("group", sort=False):
        whole, rest = value == ALL, value == words.OTHERS
        name = say("All problems") if whole else words.title(by, value, say, alone=False)
        # What was put together has no filter of its own here: nothing opens.
        filters: dict[str, object] = {} if whole else {by: accuracy.MISSING if rest else value}
        found.append(Line(name, filters, rows.to_dict("records")))
    return found


def points(
    line: Line, places: dict[str, str], called: dict[str, str], insight: Insight, benchmark: str, say: Say
) -> list[dots.Dot]:
    """The points of a line from run to run."""
    found = []
    for row in line.rows:
        run = row["run_id"]
        told = hover(row, called[run], line.name, say)
        opened = link(insight.selection, **line.filters, benchmark=benchmark, run=run)
        found.append(dots.Dot(places[run], row["corrected_low"], *whiskers(row), told, opened))
    return sorted(found, key=lambda dot: list(places.values()).index(dot.place))


def hover(row: dict[Any, Any], run: str, group: str, say: Say) -> str:
    """One group of one run: its score, on how much that rests, and the interval."""
    share = words.span(row["corrected_low"], row["corrected_high"], 1)
    between = words.interval(row["corrected_from"], row["corrected_to"], say)
    return say(HOVER, run=run, group=group, share=share, n=row["n"], problems=row["problems"], interval=between)


def whiskers(row: dict[Any, Any]) -> tuple[float, float]:
    """The interval of a whole run; those of many lines would hide each other, so the others have none."""
    return (row["corrected_from"], row["corrected_to"]) if row["group"] == ALL else (nan, nan)


def note(insight: Insight, drawn: pd.DataFrame, say: Say) -> str:
    """What is drawn of all there is, and whether the runs can be compared at all."""
    left = insight.tally["run_id"].nunique() - drawn["run_id"].nunique()
    problems = drawn.groupby("run_id")["problems"].sum()
    unlike = say("The runs answered different numbers of problems.") if problems.nunique() > 1 else ""
    more = say("{count:,} other runs are not drawn.", count=left) if left else ""
    return words.sentences(words.pooled(drawn, say), unlike, more, say("Pending responses count as wrong."))


def finding(scores: pd.DataFrame, called: dict[str, str], benchmark: str, say: Say = english) -> str:
    """`On math, b is 12 points above a`: the best and the worst whole run."""
    whole = scores[scores["group"] == ALL].sort_values("corrected_low", kind="stable").to_dict("records")
    worst, best = whole[0], whole[-1]
    gap = best["corrected_low"] - worst["corrected_low"]
    told = "On {benchmark}, {best} is {points} percentage points above {worst}"
    if gap * 1000 < 1:
        told = "On {benchmark}, {best} and {worst} score the same"
    values = {
        "best": words.brief(called[best["run_id"]]),
        "worst": words.brief(called[worst["run_id"]]),
        "points": f"{gap * 100:.1f}",
    }
    return say(told, benchmark=words.brief(benchmark), **values)
