"""Audit: draw automatic verdicts for people to check, and tell from what they said how often the grader is wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from threading import Lock
from uuid import uuid4

from review_app.domain import Selection
from review_app.errors import InputError
from review_app.metrics import sampling
from review_app.metrics.audit import Item, Report
from review_app.metrics.audit import report as estimated
from review_app.store import Store, audits
from review_app.store.database import Row, now

# What a team can check in a year; more is a slip of the finger.
MOST = 100_000
DEFAULT_SIZE = 200

# A page shows so many of the errors that were found, those that cost most responses first.
SHOWN_ERRORS = 200

# Two who draw at once must not draw the same case; one process holds the database.
DRAWING = Lock()


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a drawing gave: `asked` for so many, `by_outcome` counts those that the grader calls correct, incorrect."""

    batch: str
    asked: int
    cases: int
    by_outcome: Mapping[str, int]
    strata: int

    @property
    def all_taken(self) -> bool:
        """Whether there were fewer than asked for."""
        return self.cases < self.asked


@dataclass(frozen=True, slots=True)
class Batch:
    """How far people are with one drawing. `gone` cases have no response any more; nobody can decide them."""

    id: str
    drawn_at: datetime
    drawn_by: str
    drawn: int
    decided: int
    disputed: int
    wrong: int
    gone: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The report of a selection, the batches, and the `errors` (cases with what people say), the costliest first.

    `changed` verdicts are not the grader's any more: they were drawn before it was changed.
    """

    report: Report
    batches: Sequence[Batch]
    errors: Sequence[Row]
    changed: int


def draw(store: Store, by: str, size: int, selection: Selection, seed: int | None = None) -> Drawn:
    """Draw automatic verdicts of a selection for people to check; all there are where there are fewer than `size`.

    The same seed on the same store draws the same cases. Raises InputError for a size out of bounds, or where
    nothing is left to draw.
    """
    if not 1 <= size <= MOST:
        raise InputError("{size} verdicts cannot be drawn; ask for 1 to {most:,}", size=size, most=MOST)
    with DRAWING:
        found = audits.candidates(store, selection)
        if not found:
            raise InputError(
                "there is no automatic verdict to draw: under these filters every one is decided or drawn already"
            )
        drawn = sampling.draw(found, size, Random(seed))  # noqa: S311 - a sample wants to be repeatable, not secret
        batch = uuid4().hex[:8]
        audits.add(store, batch, drawn, by, now())
    counts = Counter(one.case.said for one in drawn)
    return Drawn(batch, size, len(drawn), counts, len({(one.case.said, one.stratum.name) for one in drawn}))


def report(store: Store, selection: Selection) -> Audit:
    """How often the grader is wrong on a selection, as far as people checked what was drawn."""
    rows = audits.items(store, selection)
    items = [item(row) for row in rows]
    wrong = {one.case_id: one.selected for one in items if one.wrong and one.selected}
    costliest = sorted(wrong, key=lambda case: (-wrong[case], case))[:SHOWN_ERRORS]
    shown = audits.shown(store, costliest)
    said = {one.case_id: one.said for one in items}
    return Audit(
        report=estimated(items, audits.population(store, selection)),
        batches=batches(rows),
        errors=[shown[case] | {"said": said[case], "responses": wrong[case]} for case in costliest],
        changed=sum(row["says_now"] != row["said"] for row in rows if row["selected"]),
    )


def item(row: Row) -> Item:
    """A row of the store as the figures want it."""
    return Item(
        case_id=row["case_id"],
        batch=row["batch"],
        said=row["said"],
        benchmark=row["benchmark"],
        stratum=row["stratum"],
        responses=row["responses"],
        drawn=row["drawn"],
        stratum_cases=row["stratum_cases"],
        stratum_responses=row["stratum_responses"],
        selected=row["selected"],
        people=row["decision"],
    )


def batches(rows: Sequence[Row]) -> list[Batch]:
    """All drawings, the newest first, whatever the selection."""
    by_batch: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_batch[row["batch"]].append(row)
    return [batch(members) for members in reversed(by_batch.values())]


def batch(rows: Sequence[Row]) -> Batch:
    """One drawing."""
    return Batch(
        id=rows[0]["batch"],
        drawn_at=rows[0]["drawn_at"],
        drawn_by=rows[0]["drawn_by"],
        drawn=len(rows),
        decided=sum(row["decision"] is not None for row in rows),
        disputed=sum(row["disputed"] for row in rows),
        wrong=sum(row["decision"] is not None and row["decision"] != row["said"] for row in rows),
        gone=sum(not row["responses_now"] and row["decision"] is None for row in rows),
    )
