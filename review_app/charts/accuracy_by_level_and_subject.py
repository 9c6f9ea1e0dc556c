"""Accuracy by level and subject: a cell for each pair, so that a weak one is not hidden in an average."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from review_app.charts import groups, look, words
from review_app.charts.intervals import intervals
from review_app.charts.link import group, link
from review_app.metrics import accuracy
from review_app.metrics.insight import Insight
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

BY = ["subject", "level"]
MOST_SUBJECTS = 30  # rows, as in `accuracy_by_subject`
ROW = 40  # pixels
NAME_WIDTH = 18  # characters of a subject in a line
# With more columns than these, cells have no room for the number of responses, and for any text.
COUNTED, WRITTEN = 6, 10
# White is read on what is more than this, black on the rest.
DARK = 0.7
# A cell of fewer responses is not named as the best or the worst: chance alone could have made it so.
FEWEST = 10
HOVER = later("{subject}, {level}: {share}\n{count:,} of {n:,} correct\n{pending:,} pending\n{interval}")


def table(insight: Insight) -> pd.DataFrame:
    """The scores of each subject and level with their intervals."""
    return intervals(insight.tally, BY)


def figure(insight: Insight, say: Say = english) -> go.Figure:
    """A heatmap, subjects down and levels across, the darker the more is right; empty where there is no problem."""
    import plotly.graph_objects as go

    if insight.tally.empty:
        return look.blank(say(words.NOTHING), say(words.IMPORT))
    few = groups.fewer(insight.tally, "subject", MOST_SUBJECTS)
    scores = groups.ordered(intervals(few, BY), "subject")
    others = groups.together(insight.tally, few, "subject")
    told = cells(scores, insight, others, say)
    drawn = go.Figure(go.Heatmap(**told))
    if len(told["x"]) <= WRITTEN:
        drawn.add_scatter(**texts(told, scores, say))
    # Left to itself plotly makes room around texts.
    across = look.names_axis() | {"range": [-0.5, len(told["x"]) - 0.5]}
    down = look.rows_axis() | {"range": [len(told["y"]) - 0.5, -0.5], "autorange": None}
    look.lay(drawn, xaxis=across, yaxis=down, showlegend=False)
    note = words.sentences(
        words.pooled(insight.tally, say), say("Cells show the corrected accuracy."), pending(scores, say)
    )
    height = ROW * max(2, scores["subject"].nunique())
    return look.lay(look.frame(drawn, finding(scores, say), note, height), margin={"r": 12})


def cells(scores: pd.DataFrame, insight: Insight, others: tuple[str, ...], say: Say) -> dict[str, Any]:
    """What plotly's heatmap takes."""
    subjects = list(dict.fromkeys(scores["subject"]))
    levels = ordered(scores)
    found = {(row["subject"], row["level"]): row for row in scores.to_dict("records")}
    alone = {"subject": len(subjects) == 1, "level": len(levels) == 1}

    def each(tell: Any) -> list[list[Any]]:
        """What is told of every cell; None where there is none."""
        rows = ([found.get((subject, level)) for level in levels] for subject in subjects)
        return [[None if row is None else tell(row) for row in line] for line in rows]

    def opens(row: dict[Any, Any]) -> str | None:
        rest = others if row["subject"] == words.OTHERS else ()
        subject = group("subject", row["subject"], alone=alone["subject"], others=rest)
        return link(insight.selection, **subject, **group("level", row["level"], alone=alone["level"]))

    return {
        "x": [words.title("level", level, say, alone=alone["level"]) for level in levels],
        "y": look.labels([words.title("subject", name, say, alone=alone["subject"]) for name in subjects], NAME_WIDTH),
        "z": each(lambda row: row["corrected_low"]),
        "hovertext": each(lambda row: hover(row, say)),
        "hoverinfo": "text",
        "customdata": each(opens),
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[step / (len(look.RAMP) - 1), fill] for step, (fill, _) in enumerate(look.RAMP)],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }


def texts(told: dict[str, Any], scores: pd.DataFrame, say: Say) -> dict[str, Any]:
    """What is written in the cells: a trace of its own, since plotly's choice of their colour does not read on all."""
    subjects = dict(zip(dict.fromkeys(scores["subject"]), told["y"], strict=True))
    levels = dict(zip(ordered(scores), told["x"], strict=True))
    rows = scores.to_dict("records")
    return {
        "x": [levels[row["level"]] for row in rows],
        "y": [subjects[row["subject"]] for row in rows],
        "mode": "text",
        "text": [written(row, len(levels), say) for row in rows],
        "textfont": {"size": 11, "color": ["white" if row["corrected_low"] > DARK else "black" for row in rows]},
        "hoverinfo": "skip",
    }


def written(row: dict[Any, Any], levels: int, say: Say) -> str:
    """`84–91 %` and below it the number of responses, as far as there is room."""
    share = look.plain(words.span(row["corrected_low"], row["corrected_high"]))
    count = f"{row['n']:,}" if row["n"] < 10_000 else words.rounded(row["n"])
    return share if levels > COUNTED else f"{share}<br>{say('n = {n}', n=count)}"


def ordered(scores: pd.DataFrame) -> list[Any]:
    """The levels from the first to the last, `MISSING` behind."""
    return sorted(dict.fromkeys(scores["level"]), key=lambda level: (level == accuracy.MISSING, level))


def hover(row: dict[Any, Any], say: Say) -> str:
    """`Algebra, level 3: 84 %`, the counts and the interval."""
    told = say(
        HOVER,
        subject=words.title("subject", row["subject"], say, alone=False),
        level=words.title("level", row["level"], say, alone=False),
        share=words.span(row["corrected_low"], row["corrected_high"], 1),
        count=row["correct"],
        n=row["n"],
        pending=row["pending"],
        interval=words.interval(row["corrected_from"], row["corrected_to"], say),
    )
    return look.lines(told)


def finding(scores: pd.DataFrame, say: Say = english) -> str:
    """`The weakest cell is Geometry, Level 5: 41 %`, of those with enough responses."""
    rows = scores.to_dict("records")
    if len(rows) == 1:
        return say("Accuracy is {start}", start=words.span(rows[0]["corrected_low"], rows[0]["corrected_high"]))
    named = [row for row in rows if row["n"] >= FEWEST and row["subject"] != words.OTHERS]
    if len(named) < 2:
        return say("Too few responses in each cell to name the weakest")
    worst, best = (pick(named, key=lambda row: row["corrected_low"]) for pick in (min, max))
    if words.span(worst["corrected_low"], worst["corrected_high"]) == words.span(
        best["corrected_low"], best["corrected_high"]
    ):
        return say(
            "Accuracy is {start} in every cell", start=words.span(worst["corrected_low"], worst["corrected_high"])
        )
    low, high = (words.span(row["corrected_low"], row["corrected_high"]) for row in (worst, best))
    told = "Weakest is {worst} ({low}), strongest {best} ({high})"
    if scores["pending"].sum():
        told = "So far weakest is {worst} ({low}), strongest {best} ({high})"
    return say(told, worst=place(worst, say), low=low, best=place(best, say), high=high)


def place(row: dict[Any, Any], say: Say) -> str:
    """`Geometry, Level 5`; what is missing is not named."""
    known = [name for name in ("subject", "level") if row[name] != accuracy.MISSING]
    return ", ".join(words.title(name, row[name], say, alone=False) for name in known or ["subject"])


def pending(scores: pd.DataFrame, say: Say) -> str:
    """What a span in a cell means."""
    count = int(scores["pending"].sum())
    return say("{pending:,} pending: a span says what they leave open.", pending=count) if count else ""
