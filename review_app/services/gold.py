"""Gold: cases with a known answer measure annotators: chosen by hand, from what people agree on, or from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from threading import Lock

from review_app.domain import Decision, Kind, Outcome, Reject, text_key
from review_app.errors import BadRecord, InputError
from review_app.grading import case_of
from review_app.importers import Input, fields, records
from review_app.importers.source import Row as FileRow
from review_app.services.docket import whole
from review_app.services.review import checked_note, opinions
from review_app.store import Store, audits, gold
from review_app.store.database import Row, now
from review_app.wording import later

# A case on which two people agree independently is rarely wrong; one opinion alone is what gold is to measure.
AGREEING = 2
PROPOSED = 30

CERTAIN = (Outcome.CORRECT, Outcome.INCORRECT)

NO_RESPONSE = later("no response in this database gives this answer; check the id, or the problem and answer")

# A case has one known answer: two who change gold at once take turns. One process holds the database.
CHANGING = Lock()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: `made` new known answers, `known` ones were there already, the lines left out."""

    made: int
    known: int
    rejects: Sequence[Reject]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A known answer that a line of a file gives."""

    row: FileRow
    case_id: str
    outcome: Outcome
    note: str


def make(store: Store, by: str, case_ids: Sequence[str], outcome: Outcome, note: str = "") -> int:
    """The answer of each of these cases is known from now on; how many cases.

    Raises InputError for no case, "cannot tell", or a note that is too long, NotFound for an unknown case.
    """
    if outcome not in CERTAIN:
        raise InputError("a known answer is correct or incorrect; choose one of the two")
    made = [as_gold(decision) for decision in opinions(by, case_ids, outcome, note, now())]
    with CHANGING:
        gold.add(store, made)
    return len(made)


def propose(store: Store, size: int = PROPOSED, agreeing: int = AGREEING, seed: int | None = None) -> list[Row]:
    """A random sample of decided cases that could be gold: settled by an adjudicator, or at least so many people all
    agree. Each with its problem, answer and `outcome`."""
    found = gold.candidates(store, agreeing)
    chosen = Random(seed).sample(found, min(size, len(found)))  # noqa: S311 - a sample, no secret
    shown = audits.shown(store, [row["case_id"] for row in chosen])
    return [shown[row["case_id"]] | row for row in chosen]


def accept(store: Store, by: str, case_ids: Sequence[str], agreeing: int = AGREEING) -> int:
    """What people hold of these proposed cases is known from now on; how many cases.

    Raises InputError for no case, or where people do not agree on one any more: then none is taken.
    """
    with CHANGING:
        held = {row["case_id"]: Outcome(row["outcome"]) for row in gold.candidates(store, agreeing)}
        lost = [case_id for case_id in case_ids if case_id not in held]
        if lost:
            raise InputError(
                "people do not agree on case {case} any more, or its answer is known already; propose anew",
                case=lost[0],
            )
        made = opinions(by, case_ids, Outcome.CORRECT, "", now())
        gold.add(store, [as_gold(replace(decision, outcome=held[decision.case_id])) for decision in made])
    return len(made)


def withdraw(store: Store, by: str, case_ids: Sequence[str]) -> int:
    """These answers are not known any more: what people said of the cases counts again. How many cases that changes."""
    if not case_ids:
        raise InputError("no case chosen: tick at least one row first")
    with CHANGING:
        return gold.withdraw(store, case_ids, by, now())


def as_gold(decision: Decision) -> Decision:
    """The same as a known answer."""
    return replace(decision, kind=Kind.GOLD)


def take_file(store: Store, by: str, path: Path) -> Taken:
    """Take known answers from a file of rows {case_id, outcome, note}, or {problem, answer, outcome, note} with
    `benchmark` where the problem stands in several. Good lines are taken, the others come back with their numbers.

    Raises InputError where the file as a whole cannot be used.
    """
    wanted, rejects = sorted_out(wishes(store, path))
    given = gold.known(store, list(wanted))
    rejects += [one.row.reject(NO_RESPONSE) for case_id, one in wanted.items() if case_id not in given]
    with CHANGING:
        held = gold.standing(store, list(given))
        new = [one for case_id, one in wanted.items() if case_id in given and held.get(case_id) != one.outcome]
        gold.add(store, list(decisions(by, new)))
    return Taken(len(new), len(given) - len(new), sorted(rejects, key=line_number))


def sorted_out(found: Iterable[Wanted | Reject]) -> tuple[dict[str, Wanted], list[Reject]]:
    """The wishes by case, and what cannot be taken: also what says otherwise of a case than an earlier line."""
    wanted: dict[str, Wanted] = {}
    rejects: list[Reject] = []
    for one in found:
        if isinstance(one, Reject):
            rejects.append(one)
            continue
        first = wanted.setdefault(one.case_id, one)
        if first.outcome is not one.outcome:
            rejects.append(one.row.reject(f"line {first.row.place} says {first.outcome} of the same answer"))
    return wanted, rejects


def line_number(reject: Reject) -> int:
    """Where in the file it stood; 0 where that is no line."""
    return int(reject.place) if reject.place.isdecimal() else 0


def decisions(by: str, wanted: Iterable[Wanted]) -> Iterator[Decision]:
    """A gold decision for each."""
    moment = now()
    for one in wanted:
        yield from (as_gold(made) for made in opinions(by, [one.case_id], one.outcome, one.note, moment))


def wishes(store: Store, path: Path) -> Iterator[Wanted | Reject]:
    """What each line of the file says."""
    for row in records.rows(Input(path)):
        if isinstance(row, Reject):
            yield row
            continue
        try:
            outcome, note = outcome_of(row.value), checked_note(fields.optional_text(row.value, "note"))
            yield Wanted(row, case_named(store, row.value), outcome, note)
        except InputError as error:
            yield row.reject(str(error))


def outcome_of(values: Mapping[str, object]) -> Outcome:
    """The outcome of a line. Raises BadRecord."""
    said = fields.text(values, "outcome").strip().lower()
    if said not in CERTAIN:
        raise BadRecord(f"'outcome' is {said[:40]!r}; it must be correct or incorrect")
    return Outcome(said)


def case_named(store: Store, values: Mapping[str, object]) -> str:
    """The case that a line names by its id, or by problem and answer. Raises BadRecord."""
    if values.get("case_id"):
        return fields.text(values, "case_id").strip()
    if "problem" not in values or "answer" not in values:
        raise BadRecord("neither 'case_id' nor 'problem' and 'answer'; a line needs one of the two")
    benchmark, answer = fields.optional_text(values, "benchmark"), fields.short_text(values, "answer")
    found = [
        row
        for row in gold.problems(store, text_key(fields.text(values, "problem")))
        if not benchmark or row["benchmark"] == benchmark
    ]
    if len(found) > 1:
        listed = ", ".join(row["benchmark"] for row in found)
        raise BadRecord(f"the problem stands in {listed}; name one with 'benchmark'")
    if not found:
        raise BadRecord("no such problem in this database; copy its text as it stands there")
    return case_of(found[0]["id"], whole(answer), answer).id
