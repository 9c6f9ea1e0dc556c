"""Review progress: how many decisions people made on each day, and how many cases still wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from review_app.charts import look
from review_app.metrics.insight import Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

HEIGHT = 240  # pixels
# Bars are days, weeks or months: the finest of which there are no more than these.
MOST_BARS = 60
FEWEST_BARS = 7  # for so many there is room, so that one alone is not a wall
PERIODS = {
    "D": later("{day}: {count:,} decisions by {people:,} people\n{total:,} in all by then"),
    "W": later("Week from {day}: {count:,} decisions by {people:,} people\n{total:,} in all by then"),
    "M": later("Month from {day}: {count:,} decisions by {people:,} people\n{total:,} in all by then"),
}
FORMATS = {"D": "%Y-%m-%d", "W": "%Y-%m-%d", "M": "%Y-%m"}


def table(insight: Insight) -> pd.DataFrame:
    """For each day from the first to the last `decisions`, how many `people` made them, and their `total` so far."""
    return periods(insight.days, "D")


def periods(days: pd.DataFrame, period: str) -> pd.DataFrame:
    """The same for each `day` on which a period begins."""
    import pandas as pd

    dated = days.assign(day=pd.to_datetime(days["day"]).dt.to_period(period))
    sums = dated.groupby("day").agg(decisions=("decisions", "sum"), people=("annotator", "nunique"))
    if len(sums):
        whole = pd.period_range(sums.index.min(), sums.index.max(), freq=period, name="day")
        sums = sums.reindex(whole, fill_value=0)
    found = sums.astype("int64").reset_index()
    return found.assign(day=found["day"].dt.start_time, total=found["decisions"].cumsum())


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """A bar for each day, week or month."""
    import plotly.graph_objects as go

    if insight.days.empty:
        return look.blank(say("No decisions yet"), waiting(insight, say))
    period = fitting(insight.days)
    rows = periods(insight.days, period)
    drawn = go.Figure(go.Bar(**bars(rows, period, say)))
    look.lay(drawn, xaxis=dates(rows, period), yaxis=look.number_axis(), showlegend=False, bargap=0.15)
    return look.lay(
        look.frame(drawn, finding(table(insight), say), waiting(insight, say), HEIGHT),
        margin={"l": 24, "r": 12, "b": 36},
    )


def fitting(days: pd.DataFrame) -> str:
    """The finest period that gives few enough bars."""
    import pandas as pd

    dates = pd.to_datetime(days["day"])
    length = (dates.max() - dates.min()).days + 1
    return "D" if length <= MOST_BARS else "W" if length <= 7 * MOST_BARS else "M"


def bars(rows: pd.DataFrame, period: str, say: Say) -> dict[str, Any]:
    """The bars, each told when hovered. Browse cannot tell decisions by their day: nothing opens."""
    written = [day.strftime(FORMATS[period]) for day in rows["day"]]
    told = [
        say(PERIODS[period], day=day, count=row["decisions"], people=row["people"], total=row["total"])
        for day, row in zip(written, rows.to_dict("records"), strict=True)
    ]
    return {
        "x": written,
        "y": rows["decisions"].tolist(),
        "marker": {"color": look.BLUE},
        "name": say("Decisions"),
        "hovertext": [look.lines(text) for text in told],
        "hoverinfo": "text",
        "customdata": [None] * len(rows),
    }


def dates(rows: pd.DataFrame, period: str) -> dict[str, Any]:
    """Days as names, since plotly would write the months in English; some of them are written."""
    step = -(-len(rows) // 4)
    shown = [day.strftime(FORMATS[period]) for day in rows["day"][::step]]
    return look.names_axis() | {"tickvals": shown, "tickangle": 0, "range": [-0.5, max(len(rows), FEWEST_BARS) - 0.5]}


def waiting(insight: Insight, say: Say) -> str:
    """How many cases are decided and how many wait."""
    counts = insight.progress
    return say("{decided:,} cases decided, {waiting:,} still waiting.", decided=counts.decided, waiting=counts.waiting)


def finding(rows: pd.DataFrame, say: Say = english) -> str:
    """`1,204 decisions on 12 days, 96 in the last seven`."""
    total, days = int(rows["decisions"].sum()), int((rows["decisions"] > 0).sum())
    lately = int(rows["decisions"].tail(7).sum())
    told = "{total:,} decisions on {days:,} days, {lately:,} in the last seven"
    if days == 1:
        told = "{total:,} decisions on one day"
    return say(told, total=total, days=days, lately=lately)
