"""Verdict mix: which rules judge the answers, what holds of these, and whether the grader or people say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from review_app.charts import intervals, look, words
from review_app.charts.link import link
from review_app.domain import Outcome, Status
from review_app.metrics.accuracy import MISSING
from review_app.metrics.insight import Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

ROW = 30  # pixels
MOST_RULES = 24
NAME_WIDTH = 22
ALL = "all"  # the row of every rule together
PEOPLE = (Status.CONFIRMED.value, Status.OVERRIDDEN.value)
GRADER = (Status.AUTO.value,)
WAITING = (Status.PENDING.value, Status.DISPUTED.value)
# A part of each bar: its column, name, outcome, who says so, fill and text, and whether it is hatched.
PARTS = (
    ("correct_grader", later("Correct: grader"), Outcome.CORRECT, GRADER, look.CORRECT, False),
    ("correct_people", later("Correct: people"), Outcome.CORRECT, PEOPLE, look.CORRECT, True),
    ("open", later("Still open"), Outcome.UNCERTAIN, WAITING, look.UNCERTAIN, False),
    ("incorrect_people", later("Incorrect: people"), Outcome.INCORRECT, PEOPLE, look.INCORRECT, True),
    ("incorrect_grader", later("Incorrect: grader"), Outcome.INCORRECT, GRADER, look.INCORRECT, False),
)
HOVER = later("{rule}: {part}\n{count:,} of {n:,} responses, {share}\n{interval}")


def table(insight: Insight) -> pd.DataFrame:
    """For each `rule` (`MISSING` for none; `ALL` first) `n` responses and how many of them are in each of `PARTS`;
    the most frequent rule first."""
    import pandas as pd

    cells = insight.cells
    said = pd.Series("grader", index=cells.index).where(~cells["status"].isin(PEOPLE), "people")
    part = cells["outcome"].astype(object) + "_" + said
    rule = cells["rule"].astype(object).where(cells["rule"].notna(), MISSING)
    named = part.where(cells["outcome"] != Outcome.UNCERTAIN.value, "open")
    counts = cells["responses"].groupby([rule.rename("rule"), named]).sum().unstack(fill_value=0)
    counts = counts.reindex(columns=[column for column, *_ in PARTS], fill_value=0).astype("int64")
    counts.columns.name = None
    found = counts.assign(n=counts.sum(axis=1)).sort_values("n", ascending=False, kind="stable")
    whole = found.sum().to_frame(ALL).T.rename_axis("rule")
    return (pd.concat([whole, found]) if len(found) else found).reset_index()


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """A bar of 100 % for each rule, parted by what holds and who says so; hatched where people do."""
    import plotly.graph_objects as go

    if insight.cells.empty:
        return look.blank(say(words.NOTHING), say(words.IMPORT))
    every = table(insight)
    rows = every.head(MOST_RULES + 1).to_dict("records")
    drawn = go.Figure()
    for part in PARTS:
        if every[part[0]].any():
            draw(drawn, rows, part, insight, say)
    axes = {"xaxis": look.percent_axis(), "yaxis": look.rows_axis()}
    texts = {"legend": {"traceorder": "normal"}, "uniformtext": {"minsize": 9, "mode": "hide"}}
    look.lay(drawn, barmode="stack", bargap=0.2, showlegend=True, **axes, **texts)
    return look.lay(
        look.frame(drawn, finding(every, say), note(every, insight, say), ROW * max(3, len(rows))), margin={"r": 24}
    )


def draw(figure: go.Figure, rows: list[dict[Any, Any]], part: tuple[Any, ...], insight: Insight, say: Say) -> None:
    """One part of all bars."""
    column, name, outcome, status, (fill, ink), hatched = part
    shares = [row[column] / row["n"] for row in rows]
    pattern = {"shape": "/", "size": 6, "solidity": 0.3, "fillmode": "overlay", "bgcolor": fill, "fgcolor": ink}
    figure.add_bar(
        x=shares,
        y=look.labels([label(row, say) for row in rows], NAME_WIDTH),
        name=say(name),
        orientation="h",
        marker={"color": fill, "line": {"color": look.INK, "width": 1}, "pattern": pattern if hatched else {}},
        text=["" if hatched or share < 0.06 else look.plain(words.percent(share)) for share in shares],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={"color": ink},
        hovertext=[hover(row, column, name, say) for row in rows],
        hoverinfo="text",
        customdata=[opens(row, outcome, status, insight) for row in rows],
    )


def label(row: dict[Any, Any], say: Say) -> str:
    """`Text (8,412)`: the rule and how many responses it judged."""
    return f"{rule(row, say)} ({row['n']:,})"


def rule(row: dict[Any, Any], say: Say) -> str:
    """A rule as a reader names it."""
    if row["rule"] == ALL:
        return say("All rules")
    return say("No verdict") if row["rule"] == MISSING else str(row["rule"])


def hover(row: dict[Any, Any], column: str, part: str, say: Say) -> str:
    """The rule, the part, its count, its share and the interval of that."""
    count, n = row[column], row["n"]
    between = words.interval(*intervals.ends(count / n, n), say)
    share = words.percent(count / n, 1)
    told = say(HOVER, rule=rule(row, say), part=say(part), count=count, n=n, share=share, interval=between)
    return look.lines(told)


def opens(row: dict[Any, Any], outcome: Outcome, status: tuple[str, ...], insight: Insight) -> str | None:
    """The cases of one part of one bar."""
    said = {"outcome": outcome, "status": status}
    return link(insight.selection, **said) if row["rule"] == ALL else link(insight.selection, **said, rule=row["rule"])


def note(every: pd.DataFrame, insight: Insight, say: Say) -> str:
    """What is drawn, what hatching means, and what is left out."""
    left = len(every) - 1 - MOST_RULES
    more = say("{count:,} rarer rules are not drawn.", count=left) if left > 0 else ""
    people = every[["correct_people", "incorrect_people"]].to_numpy().any()
    return words.sentences(words.pooled(insight.cells, say), say("Hatched: decided by people.") if people else "", more)


def finding(every: pd.DataFrame, say: Say = english) -> str:
    """`The grader settles 94 % by itself, most by the rule text (81 %)`."""
    whole, *rules = every.to_dict("records")
    alone = (whole["correct_grader"] + whole["incorrect_grader"]) / whole["n"]
    named = [row for row in rules if row["rule"] != MISSING]
    if not named:
        return say("No answer has a verdict yet")
    told = "The grader settles {alone} by itself; {rule} is its most frequent rule ({share})"
    share = words.percent(named[0]["n"] / whole["n"])
    return say(told, alone=words.percent(alone), rule=named[0]["rule"], share=share)
