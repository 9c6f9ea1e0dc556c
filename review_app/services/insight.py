"""Insight: everything that the dashboard, a report and an export count, of a selection, now or as of a past moment."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from review_app.domain import Selection
from review_app.errors import InputError
from review_app.metrics import steps as way
from review_app.metrics.accuracy import scores as shares
from review_app.metrics.agreement import Agreement, agreement_by
from review_app.metrics.calibration import calibration
from review_app.metrics.insight import AGREEMENT, CELLS, FRAMES, SCORES, Insight, empty
from review_app.metrics.progress import Progress
from review_app.metrics.score import score
from review_app.services.team_report import judged_twice
from review_app.store import Store, facts, judgments, opinions
from review_app.store.database import now

if TYPE_CHECKING:
    import pandas as pd

# The columns of `score` -> those of the frame that the chart of models takes.
CORRECTED = {
    "corrected_low": "value",
    "corrected_high": "most",
    "corrected_interval_low": "low",
    "corrected_interval_high": "high",
}


def insight(
    store: Store, selection: Selection, moment: datetime | None = None, frames: Collection[str] = FRAMES
) -> Insight:
    """The counts of a selection; with a moment as they were then. Those of FRAMES that are not among `frames` stay
    empty. Nobody may change a frame: who asks next is given the same."""
    with facts.of(store).at(moment) as view:
        found: Insight = view.once(
            (insight, selection, frozenset(frames), judgments.newest(store)),
            lambda: counted(store, view, selection, moment, frames),
        )
        return found


def counted(
    store: Store, view: facts.View, selection: Selection, moment: datetime | None, frames: Collection[str]
) -> Insight:
    """The counts, made of what a view shows."""
    tally, counts = view.tally(selection), view.counts(selection)
    counts["decided"] = counts["confirmed"] + counts["overridden"]
    cells = view.cells(selection) if {"cells", "steps"} & {*frames} else empty(*CELLS)
    made: dict[str, Callable[[], Any]] = {
        "cells": lambda: cells,
        "steps": lambda: steps(tally, cells),
        "scores": lambda: score(tally, ["model", "benchmark"]).rename(columns=CORRECTED)[list(SCORES)],
        "lengths": lambda: view.lengths(selection),
        "days": lambda: opinions.days(store, selection, moment),
        "calibration": lambda: calibration(view.decided(selection), judged(store, selection, moment)),
        "agreement": lambda: agreed(store, view, selection, moment),
    }
    asked = {name: made[name]() for name in frames}
    return Insight(tally=tally, progress=Progress(**counts), selection=selection, **asked)


def judged(store: Store, selection: Selection, moment: datetime | None) -> pd.DataFrame | None:
    """What judges say of the cases that people decided; None before the first vote."""
    return judgments.measured(store, selection, moment) if judgments.newest(store) else None


def agreed(store: Store, view: facts.View, selection: Selection, moment: datetime | None) -> pd.DataFrame:
    """How people agree, narrowed by benchmarks and rules alone, and so remembered for all else that is chosen: it takes
    a second where there are hundreds of thousands of decisions."""
    chosen = Selection(benchmarks=selection.benchmarks, rules=selection.rules)
    found: pd.DataFrame = view.once((agreements, chosen), lambda: agreements(store, chosen, moment))
    return found


def steps(tally: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """From the tool's score to the corrected one: `cause`, `change` as a share of all responses, `responses`.

    What the tool judged leads step by step to the corrected score of just that; where it judged a part, the last step
    (`not_judged`) leads from there to the score of all.
    """
    import pandas as pd

    found = way.steps(cells)
    taken = found[found["stage"].isin([way.GRADER, way.PEOPLE, way.OPEN])]
    causes = taken.groupby("name", sort=False)[["share", "responses"]].sum().reset_index()
    causes = causes.rename(columns={"name": "cause", "share": "change"})[["cause", "change", "responses"]]
    judged = found[(found["stage"] == "score") & (found["name"] == "corrected")]
    if len(judged) and int(judged["n"].iloc[0]) < int((tally["samples"] * tally["problems"]).sum()):
        change = float(shares(tally)["corrected_low"].iloc[0]) - float(judged["share"].iloc[0])
        left = int((tally["samples"] * tally["problems"]).sum()) - int(judged["n"].iloc[0])
        rest = pd.DataFrame({"cause": ["not_judged"], "change": [change], "responses": [left]})
        causes = pd.concat([causes, rest], ignore_index=True)
    return causes


def agreements(store: Store, selection: Selection, moment: datetime | None) -> pd.DataFrame:
    """How far people agree, for each benchmark and rule on which two of them gave an opinion."""
    import pandas as pd

    said = opinions.opinions(store, selection, moment)
    rows = [
        row(kind, name, found)
        for kind in ("benchmark", "rule")
        for name, found in judged_twice(agreement_by(said, kind)).items()
    ]
    return pd.DataFrame(rows, columns=list(AGREEMENT)) if rows else empty(*AGREEMENT)


def row(kind: str, name: str, found: Agreement) -> tuple[object, ...]:
    """One row of the frame."""
    ends = [(one.value, one.low, one.high) for one in (found.percent, found.alpha)]
    return (kind, name, found.cases, found.pairs, *ends[0], *ends[1])


def past_moment(text: str | None) -> datetime | None:
    """The moment that a person names, in UTC; None for none, or one that is yet to come. Raises InputError.

    >>> past_moment("2025-03-01 09:30:00")
    datetime.datetime(2025, 3, 1, 9, 30)
    """
    if not text or not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError("{text}: is no moment; write it as 2025-03-01 09:30:00", text=text.strip()) from None
    moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return moment if moment < now() else None
