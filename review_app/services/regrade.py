"""Regrade: a new version of the grader goes over everything, and says what it sees otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from review_app import grading
from review_app.services.grade import Advance, Graded, Judged, grade_all
from review_app.store import Store, regrading
from review_app.store.database import Row


@dataclass(frozen=True, slots=True)
class Change:
    """So many responses went from one outcome, given by a rule, to another."""

    old: str
    new: str
    old_rule: str
    new_rule: str
    responses: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A person decided so, and this version of the grader says the opposite by this rule."""

    case_id: str
    decision: str
    annotator: str
    new: str
    rule: str


@dataclass(frozen=True, slots=True)
class Departure:
    """So many responses have left a decided case, for other answers are cut out of them: no decision covers them."""

    case_id: str
    responses: int


@dataclass(frozen=True, slots=True)
class Regraded:
    """What was done, and how this version differs from the ones before it, whenever it went over what they said."""

    grader: str
    graded: Graded
    compared: int
    changes: tuple[Change, ...]
    contradictions: tuple[Contradiction, ...]
    departures: tuple[Departure, ...]


def regrade_all(
    store: Store, advance: Advance | None = None, judged: Judged | None = None, *, workers: int | None = None
) -> Regraded:
    """Append extractions and verdicts of this version where the newest are of another, and compare.

    Old verdicts and all decisions stay. Stopped and called again, it goes on, and tells the whole comparison.
    """
    graded = grade_all(store, advance, judged, workers=workers, regrade=True)
    rows = regrading.changes(store, grading.GRADER)
    changes = (Change(**row) for row in rows)
    contradictions = (contradiction(row) for row in regrading.contradicted(store, grading.GRADER))
    departures = (Departure(row["case_id"], row["responses"]) for row in regrading.left(store, grading.GRADER))
    return Regraded(
        grading.GRADER,
        graded,
        sum(row["responses"] for row in rows),
        tuple(change for change in changes if change.old != change.new),
        tuple(contradictions),
        tuple(departures),
    )


def contradiction(row: Row) -> Contradiction:
    """A row of `regrading.contradicted` as a record."""
    return Contradiction(row["case_id"], row["decision"], row["annotator"], row["new"], row["rule"])


def lines(done: Regraded) -> Iterator[str]:
    """What came of it, for people: counts by outcome and rule, then case ids."""
    changed = sum(change.responses for change in done.changes)
    yield (
        f"grader {done.grader}: {done.compared:,} responses had a verdict of another version, "
        f"{changed:,} have another outcome now"
    )
    by_outcome: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in done.changes:
        by_outcome[change.old, change.new].append(change)
    for (old, new), changes in by_outcome.items():
        yield f"  {old} -> {new}: {sum(change.responses for change in changes):,}"
        for change in changes:
            yield f"    {change.old_rule} -> {change.new_rule}: {change.responses:,}"
    yield f"{len(done.contradictions):,} human decisions are contradicted"
    for case in done.contradictions:
        yield f"  {case.case_id}: {case.annotator} decided {case.decision}, now {case.new} by {case.rule}"
    if done.departures:
        left = sum(departure.responses for departure in done.departures)
        yield f"{left:,} responses have left {len(done.departures):,} decided cases; no decision covers them now"
        yield from (f"  {departure.case_id}: {departure.responses:,}" for departure in done.departures)
