"""User eval as HTML: MathUserEval's table, a row a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from review_app.charts.words import span
from review_app.metrics.user_eval import HARD, MACRO, OVERALL, SUBCATEGORIES
from review_app.services.user_eval import Tables
from review_app.ui.characters import escape
from review_app.ui.grid import framed
from review_app.wording import Say, later

if TYPE_CHECKING:
    import pandas as pd

NAMES = {
    OVERALL: later("Overall"),
    "elementary": later("Elementary"),
    "algebra": later("Elementary algebra"),
    "calculate": later("Elementary calculation"),
    "geometry": later("Elementary geometry"),
    "trigonometry": later("Trigonometry"),
    "advanced": later("Advanced"),
    "calculus": later("Calculus"),
    "discrete": later("Discrete mathematics"),
    "linear_algebra": later("Linear algebra"),
    "probability": later("Probability"),
    MACRO: later("Macro-average"),
    HARD: later("Rated 7 or more"),
}
PARTS = {name for names in SUBCATEGORIES.values() for name in names}

ABOUT = later(
    "Overall is the mean over all problems, the interdisciplinary ones too, as the authors compute it; the "
    "macro-average is the mean of the eight sub-categories. Small: the 95 % interval, and how many problems."
)
RATINGS = later("MathUserEval: mean rating by the tool's judge, 1 to 10")
JUDGED = later("MathUserEval: mean rating by {judge}, 1 to 10")
SHARES = later("MathUserEval: share of correct responses, after people")


def tables(found: Tables | None, say: Say) -> str:
    """The tables of a selection; nothing where it has no response to MathUserEval."""
    if found is None:
        return ""
    rated = "".join(
        table(frame, say(JUDGED, judge=judge) if judge else say(RATINGS), say, rated=True)
        for judge, frame in found.ratings.items()
    )
    shares = table(found.shares, say(SHARES), say, rated=False)
    return f'<section id="user-eval-tables">{rated}{shares}<p class="quiet">{say(ABOUT)}</p></section>'


def table(frame: pd.DataFrame, title: str, say: Say, *, rated: bool) -> str:
    """One table, as the authors print it: a row for each model, a column for each average."""
    names, rows = list(frame["name"].unique()), frame.groupby("model", sort=False)
    heads = "".join(f'<th scope="col"{NUMBER if name in PARTS else MAIN}>{say(NAMES[name])}</th>' for name in names)
    body = "".join(
        f'<tr><th scope="row">{escape(str(model))}</th>'
        + "".join(cell(row, say, rated=rated and row["name"] != HARD) for row in found.to_dict("records"))
        + "</tr>"
        for model, found in rows
    )
    return f"<h3>{escape(title)}</h3>" + framed(
        f'<tr><th scope="col">{say("Model")}</th>{heads}</tr>', body, name=title
    )


NUMBER, MAIN = ' class="number"', ' class="number main"'


def cell(row: Mapping[Any, Any], say: Say, *, rated: bool) -> str:
    """One average with its interval; a dash where there is none."""
    if row["low"] != row["low"]:
        return '<td class="number">—</td>'
    if rated:
        value, interval = f"{row['low']:.2f}", f"{row['interval_low']:.2f}–{row['interval_high']:.2f}"
    else:
        value, interval = span(row["low"], row["high"], 2), span(row["interval_low"], row["interval_high"], 1)
    left = f"n = {row['n']:,}"
    if row["missing"]:
        unrated = rated or row["name"] == HARD
        left += f"<br>{say('{missing:,} not rated' if unrated else '{missing:,} open', missing=row['missing'])}"
    return f'<td class="number"><b>{value}</b><small>{interval}</small><small>{left}</small></td>'
