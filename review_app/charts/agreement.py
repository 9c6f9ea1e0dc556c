"""Agreement: how far people who judged the same cases say the same, by benchmark and by rule."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from review_app.charts import dots, look, words
from review_app.charts.link import link
from review_app.metrics.accuracy import MISSING
from review_app.metrics.insight import AGREEMENT, Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

ROW = 36  # pixels
MOST_ROWS = 40
NAME_WIDTH = 20
NUMBERS = [name for name in AGREEMENT if name not in ("kind", "name")]
STYLES = {
    "percent": (later("Per cent agreement"), dots.Style(look.BLUE, "circle")),
    "alpha": (later("Krippendorff's alpha"), dots.Style("#d55e00", "diamond", hollow=True)),
}
KINDS = {"benchmark": later("{name}"), "rule": later("rule {name}")}
HOVER = {
    "percent": later("{name}: {value} of {pairs:,} pairs of opinions agree\n{cases:,} cases\n95 % interval: {between}"),
    "alpha": later("{name}: alpha {value}\n{cases:,} cases\n95 % interval: {between}"),
}


def table(insight: Insight) -> pd.DataFrame:
    """The rows as they are: benchmarks before rules, those with most cases first."""
    found = insight.agreement.astype(dict.fromkeys(NUMBERS, float))
    return found.sort_values(["kind", "cases"], ascending=[True, False], kind="stable", ignore_index=True)


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """Two dots a row: the share of pairs that agree, and alpha, which allows for chance."""
    import plotly.graph_objects as go

    every = table(insight)
    known = every[every["percent"].notna()]
    if known.empty:
        return look.blank(say("No case has two opinions yet"), say("Agreement needs cases that two people judged."))
    rows, drawn = known.head(MOST_ROWS).to_dict("records"), go.Figure()
    order = look.labels([named(row, say) for row in rows], NAME_WIDTH)
    for column, (name, style) in STYLES.items():
        told = [(place, row) for place, row in zip(order, rows, strict=True) if not isnan(row[column])]
        points = [dot(place, row, column, insight, say) for place, row in told]
        if points:
            dots.draw(drawn, say(name), points, style, across=True)
    look.lay(drawn, xaxis=axis(known), yaxis=look.listed_axis(order), showlegend=True)
    note = say("Alpha allows for chance: 0 is what chance gives, 1 is agreement throughout.")
    return look.lay(look.frame(drawn, finding(known, say), note, ROW * max(2, len(rows))), margin={"r": 24})


def axis(rows: pd.DataFrame) -> dict[str, Any]:
    """From 0, or from −1 where people agree less than by chance, to 1."""
    least = float(rows[["alpha", "alpha_low"]].min().min())
    ticks = [-1, -0.5, 0, 0.5, 1] if least < -0.5 else [-0.5, 0, 0.5, 1] if least < 0 else [0, 0.25, 0.5, 0.75, 1]
    written = [f"{tick:g}".replace("-", "−") for tick in ticks]
    return look.percent_axis() | {"range": [ticks[0], 1], "tickvals": ticks, "ticktext": written}


def named(row: dict[Any, Any], say: Say) -> str:
    """The benchmark, or `rule text`."""
    return say(KINDS.get(row["kind"], "{name}"), name=row["name"])


def dot(place: str, row: dict[Any, Any], column: str, insight: Insight, say: Say) -> dots.Dot:
    """One figure of one row."""
    value, low, high = (row[f"{column}{end}"] for end in ("", "_low", "_high"))
    share = words.percent(value, 1) if column == "percent" else f"{value:.2f}".replace("-", "−")
    between = MISSING
    if not isnan(low + high):
        between = words.span(low, high, 1) if column == "percent" else f"{low:.2f} … {high:.2f}".replace("-", "−")
    counts = {"pairs": int(row["pairs"]), "cases": int(row["cases"])}
    told = say(HOVER[column], name=named(row, say), value=share, between=between, **counts)
    opened = link(insight.selection, **{row["kind"]: row["name"]}) if row["kind"] in KINDS else None
    return dots.Dot(place, value, low, high, told, opened)


def finding(rows: pd.DataFrame, say: Say = english) -> str:
    """`People agree on 94 % in math, least on gsm8k (81 %)`, of benchmarks where there are any."""
    own = rows[rows["kind"] == "benchmark"] if (rows["kind"] == "benchmark").any() else rows
    ordered = own.sort_values("percent", kind="stable").to_dict("records")
    least, most = ordered[0], ordered[-1]
    low, high = (words.percent(row["percent"]) for row in (least, most))
    if len(ordered) == 1:
        return say("People agree on {share} of the pairs in {name}", share=low, name=named(least, say))
    told = "People agree least in {least} ({low}) and most in {most} ({high})"
    return say(told, least=named(least, say), low=low, most=named(most, say), high=high)
