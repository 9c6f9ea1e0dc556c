"""Comparison chart: what compared runs differ by, drawn, and the finding in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.charts import differences, words
from review_app.charts.differences import Line
from review_app.charts.link import link
from review_app.domain import Selection
from review_app.metrics.accuracy import MISSING
from review_app.metrics.estimate import Estimate
from review_app.services.comparison import Compared, Versus
from review_app.wording import Say, english

if TYPE_CHECKING:
    import plotly.graph_objects as go


def figure(found: Compared, say: Say = english) -> go.Figure:
    """A line for each run; of a single one also for each level and subject."""
    lines = [Line(found.names[run], one.found.difference) for run, one in found.found.items()]
    if len(found.found) == 1:
        [(run, one)] = found.found.items()
        lines = [Line(say("All problems"), one.found.difference), *parts(found, run, one, say)]
    note = say(
        "Percentage points above (+) or below (−) {baseline}, with 95 % intervals.",
        baseline=found.names[found.asked.baseline],
    )
    return differences.figure(lines, finding(found, say), note if found.found else "", say)


def parts(found: Compared, run: str, one: Versus, say: Say) -> list[Line]:
    """The levels and subjects of a run; those without one are in the tables."""
    return [
        Line(
            words.title(column, row[column], say, alone=False),
            Estimate(row["difference"], row["low"], row["high"], row["problems"]),
            part=True,
            link=cases(found, run, column, row[column]),
        )
        for column, table in one.by.items()
        for row in table.to_dict("records")
        if row["problems"] and row[column] != MISSING
    ]


def cases(found: Compared, run: str, column: str, value: object) -> str | None:
    """What Browse shows of both runs at a level or subject."""
    both = Selection(runs=(run, found.asked.baseline), benchmarks=found.asked.benchmarks)
    return link(both, **{column: value})


def finding(found: Compared, say: Say = english) -> str:
    """`ada is better than boole by 3.2 percentage points (1.1 … 5.3)`: of the first run that can be compared."""
    if not found.found:
        return say("These runs cannot be compared")
    run, one = next(iter(found.found.items()))
    value, low, high = one.found.difference.value, one.found.difference.low, one.found.difference.high
    if value is None or low is None or high is None:
        return say("Nothing to compare yet: every shared problem has an open case")
    told = "No difference between {run} and {baseline} can be shown: {points} points ({low} … {high})"
    if low > 0:
        told = "{run} is better than {baseline} by {points} points ({low} … {high})"
    elif high < 0:
        told = "{run} is worse than {baseline} by {points} points ({low} … {high})"
        value, low, high = -value, -high, -low
    names = {"run": words.brief(found.names[run]), "baseline": words.brief(found.names[found.asked.baseline])}
    numbers = {name: f"{100 * end:.1f}" for name, end in (("points", value), ("low", low), ("high", high))}
    return say(told, **names, **numbers)
