"""Pace: how long each person takes for a decision, day by day and as a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from review_app.charts import dots, look, words
from review_app.charts.link import link
from review_app.metrics.insight import Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

ROW = 30  # pixels
MOST_PEOPLE = 40
MOST_DAYS = 2_000  # dots; a browser draws more only slowly
NAME_WIDTH = 18
USUAL = dots.Style(look.BLUE, "diamond")
DAY = "rgba(114, 122, 134, 0.45)"
HOVER = later(
    "{name}: {seconds:.0f} s a decision as a rule\n{decisions:,} timed decisions on {days:,} days\n"
    "half of them {low:.0f}–{high:.0f} s"
)
HOVER_DAY = later("{name}, {day}: {seconds:.0f} s a decision\n{decisions:,} decisions")


def timed(insight: Insight) -> pd.DataFrame:
    """The days with a time."""
    days = insight.days[insight.days["median_seconds"].notna() & (insight.days["decisions"].astype(float) > 0)]
    return days.astype({"median_seconds": float, "decisions": "int64"})


def table(insight: Insight) -> pd.DataFrame:
    """For each `annotator`, the busiest first: timed `decisions`, `days`, and the median of the daily medians, each
    counted by its decisions, in `seconds` with the quartiles `low` and `high`."""
    import pandas as pd

    rows = [
        {"annotator": name, "decisions": int(own["decisions"].sum()), "days": len(own)}
        | {column: weighted(own, part) for column, part in (("low", 0.25), ("seconds", 0.5), ("high", 0.75))}
        for name, own in timed(insight).groupby("annotator", sort=True)
    ]
    found = pd.DataFrame(rows, columns=["annotator", "decisions", "days", "low", "seconds", "high"])
    return found.sort_values("decisions", ascending=False, kind="stable", ignore_index=True)


def weighted(days: pd.DataFrame, part: float) -> float:
    """The daily median below which this part of the decisions lies."""
    ordered = days.sort_values("median_seconds")
    reached = ordered["decisions"].cumsum() >= part * ordered["decisions"].sum()
    return float(ordered.loc[reached, "median_seconds"].iloc[0])


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """A row for each person: a small dot for each day, a diamond for what is usual, a line for half of the days."""
    import plotly.graph_objects as go

    every = table(insight)
    if every.empty:
        return look.blank(say("No timed decisions yet"), say("Times are measured on the Review page."))
    rows = every.head(MOST_PEOPLE).to_dict("records")
    drawn = go.Figure()
    order = look.labels([str(row["annotator"]) for row in rows], NAME_WIDTH)
    places = {row["annotator"]: place for row, place in zip(rows, order, strict=True)}
    single(drawn, places, insight, say)
    dots.draw(drawn, say("Usual"), [usual(places, row, insight, say) for row in rows], USUAL, across=True)
    look.lay(drawn, xaxis=look.number_axis() | {"ticksuffix": " s"}, yaxis=look.listed_axis(order), showlegend=True)
    note = say("Lines hold half of a person's decisions. Speed alone says nothing about care.")
    return look.lay(look.frame(drawn, finding(every, say), note, ROW * max(2, len(rows)) + 20), margin={"r": 24})


def single(figure: go.Figure, places: dict[str, str], insight: Insight, say: Say) -> None:
    """The days of all people that have a place, small and pale; the last ones where there are very many."""
    rows = [row for row in timed(insight).to_dict("records") if row["annotator"] in places][-MOST_DAYS:]
    told = [
        say(
            HOVER_DAY,
            name=row["annotator"],
            day=str(row["day"])[:10],
            seconds=row["median_seconds"],
            decisions=row["decisions"],
        )
        for row in rows
    ]
    figure.add_scatter(
        x=[row["median_seconds"] for row in rows],
        y=[places[row["annotator"]] for row in rows],
        name=say("One day"),
        mode="markers",
        marker={"color": DAY, "size": 5, "symbol": "circle"},
        hovertext=[look.lines(text) for text in told],
        hoverinfo="text",
        customdata=[link(insight.selection, annotator=row["annotator"]) for row in rows],
        cliponaxis=False,
    )


def usual(places: dict[str, str], row: dict[Any, Any], insight: Insight, say: Say) -> dots.Dot:
    """What is usual for a person."""
    values = {name: row[name] for name in ("seconds", "decisions", "days", "low", "high")}
    told = say(HOVER, name=row["annotator"], **values)
    opens = link(insight.selection, annotator=row["annotator"])
    return dots.Dot(places[row["annotator"]], row["seconds"], row["low"], row["high"], told, opens)


def finding(every: pd.DataFrame, say: Say = english) -> str:
    """`A decision takes 9 s for A and 31 s for B, the fastest and the slowest`."""
    ordered = every.sort_values("seconds", kind="stable").to_dict("records")
    first, last = ordered[0], ordered[-1]
    if len(ordered) == 1:
        return say(
            "A decision takes {name} {seconds:.0f} s as a rule",
            name=words.brief(first["annotator"]),
            seconds=first["seconds"],
        )
    told = "A decision takes {first:.0f} s ({fast}) to {last:.0f} s ({slow})"
    return say(
        told,
        first=first["seconds"],
        fast=words.brief(first["annotator"]),
        last=last["seconds"],
        slow=words.brief(last["annotator"]),
    )
