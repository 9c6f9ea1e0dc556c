"""Difference: what lies between the tool's score and the corrected one, step by step and by cause."""

from __future__ import annotations

from typing import Any

from review_app.charts import Section, waterfall, words
from review_app.metrics import steps as way
from review_app.services.blocks import Part, Table
from review_app.services.dashboard import HEADINGS
from review_app.services.report.figures import charts
from review_app.services.report.found import Found
from review_app.services.report.scores import MEASURES
from review_app.services.status import percent
from review_app.wording import Say, later

WHO = {
    way.GRADER: later("grader"),
    way.PEOPLE: later("people"),
    way.OPEN: later("nobody yet"),
    way.REFERENCE: later("corrected reference"),
}


def difference(found: Found, say: Say) -> Part:
    """The steps as a table, and the charts."""
    start = "tool" if found.judged else "automatic"
    steps = way.steps(found.insight.cells, start=start)
    told = say(
        "Each step counts the responses that a cause brought from wrong to right (gained) and from right to wrong "
        "(lost); open responses count as wrong. The steps add up to the difference exactly."
    )
    judged = int(steps["n"].iloc[0])
    some = say("Only the {judged:,} of {n:,} responses that the tool judged are counted here.",
               judged=judged, n=int(found.total["n"]))  # fmt: skip
    sentences = [told] if judged == found.total["n"] else [told, some]
    heads = [say("Step"), say("By"), say("Gained"), say("Lost"), say("Points"), say("Share correct"), say("Cases")]
    table = Table(heads, [step(row, say) for row in steps.to_dict("records") if shown(row, found)])
    heading = say(HEADINGS[Section.DIFFERENCE])
    return Part("difference", heading, sentences, tables=[table], charts=charts(found, Section.DIFFERENCE, say))


def shown(row: dict[Any, Any], found: Found) -> bool:
    """Not the score under corrected references where there are none."""
    return found.amended or row["name"] != "amended"


def step(row: dict[Any, Any], say: Say) -> list[str]:
    """A score, or what one cause changed."""
    if row["stage"] == "score":
        return [say(MEASURES[row["name"]]), "", "", "", "", percent(row["share"]), ""]
    counts = [f"{int(row[name]):,}" for name in ("gained", "lost")]
    points = words.signed(row["share"], 2)
    return [waterfall.cause(row["name"], say), say(WHO[row["stage"]]), *counts, points, "", f"{int(row['cases']):,}"]
