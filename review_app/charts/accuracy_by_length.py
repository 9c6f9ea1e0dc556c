"""Accuracy by length: whether long answers and those that were cut off are right less often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from review_app.charts import dots, look, words
from review_app.charts.intervals import intervals
from review_app.metrics.insight import Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

HEIGHT = 280  # pixels
BY = ["shortest", "longest", "truncated"]
STYLES = {
    False: (later("Whole"), dots.Style(look.BLUE, "circle", lines=True)),
    True: (later("Cut off"), dots.Style("#d55e00", "x", lines=True, dash="dot")),
}
HOVER = {
    False: later("{bucket} characters, whole: {share}\n{count:,} of {n:,} correct\n{pending:,} pending\n{interval}"),
    True: later("{bucket} characters, cut off: {share}\n{count:,} of {n:,} correct\n{pending:,} pending\n{interval}"),
}
# A bucket of fewer responses says nothing by itself.
FEWEST = 10


def table(insight: Insight) -> pd.DataFrame:
    """The scores of each bucket of lengths, whole and `truncated` responses apart, with their intervals."""
    return intervals(insight.lengths, BY)


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """Dots from short to long, a line for whole responses and one for those that were cut off."""
    import plotly.graph_objects as go

    if insight.lengths.empty:
        return look.blank(say(words.NOTHING), say(words.IMPORT))
    scores, drawn = table(insight), go.Figure()
    for truncated, (name, style) in STYLES.items():
        rows = scores[scores["truncated"].astype(bool) == truncated].to_dict("records")
        if rows:
            dots.draw(drawn, say(name), [dot(row, truncated, say) for row in rows], style)
    places = list(dict.fromkeys(bucket(row) for row in scores.to_dict("records")))
    title = {"text": say("Length in characters"), "standoff": 8}
    across = look.names_axis() | {"categoryorder": "array", "categoryarray": places, "title": title}
    look.lay(drawn, xaxis=across, yaxis=look.percent_axis(), showlegend=True)
    note = words.sentences(words.pooled(insight.lengths, say), say("Pending responses count as wrong."))
    framed = look.frame(drawn, finding(scores, say), note, HEIGHT)
    return look.lay(framed, margin={"r": 24, "b": framed.layout.margin.b + 40})


def dot(row: dict[Any, Any], truncated: bool, say: Say) -> dots.Dot:
    """One bucket. Browse cannot tell responses by their length: nothing opens."""
    share = words.span(row["corrected_low"], row["corrected_high"], 1)
    between = words.interval(row["corrected_from"], row["corrected_to"], say)
    counts = {"count": row["correct"], "n": row["n"], "pending": row["pending"]}
    told = say(HOVER[truncated], bucket=bucket(row), share=share, interval=between, **counts)
    return dots.Dot(bucket(row), row["corrected_low"], row["corrected_from"], row["corrected_to"], told)


def bucket(row: dict[Any, Any]) -> str:
    """`500–1k`: the ends of a bucket, rounded as a reader would."""
    return f"{words.rounded(row['shortest'])}–{words.rounded(row['longest'])}"


def finding(scores: pd.DataFrame, say: Say = english) -> str:
    """What was cut off, or how the longest compare with the shortest."""
    cut = scores[scores["truncated"].astype(bool)]
    if len(cut):
        part, right = cut["n"].sum() / scores["n"].sum(), cut["correct"].sum() / cut["n"].sum()
        return say("{part} of the responses are cut off; {right} of these are right", **shares(part, right))
    rows = scores[scores["n"] >= FEWEST].to_dict("records") or scores.to_dict("records")
    first, last = rows[0], rows[-1]
    values = {"start": words.percent(first["corrected_low"]), "end": words.percent(last["corrected_low"])}
    if len(rows) == 1:
        return say("Accuracy is {start}", start=values["start"])
    told = "Accuracy is {start} for the shortest responses and {end} for the longest"
    return say(told, **values)


def shares(part: float, right: float) -> dict[str, str]:
    """Both as percentages."""
    return {"part": words.percent(part, 1), "right": words.percent(right)}
