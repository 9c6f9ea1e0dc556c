"""Corrections: a flagged reference laid before whoever rules: what is proposed, and what it would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from review_app import grading
from review_app.domain import Answer, Outcome, Problem, Strength
from review_app.errors import ExportError
from review_app.exporters import docket as file
from review_app.services import docket as desk
from review_app.services.evidence import Card, open_card
from review_app.services.export import new_file
from review_app.store import Store, docket
from review_app.store.database import Row

# By case id, what holds by one reference; None stands for responses that are not graded yet.
Judged = Mapping[str | None, Outcome]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One answer held to be right: the `flags` of those who hold it, how many responses would be of which outcome."""

    answer: str
    flags: tuple[Row, ...]
    responses: Counter[Outcome]


@dataclass(frozen=True, slots=True)
class Effect:
    """A model's score on the problem's benchmark, (low, high) shares 0 to 1: by the printed reference of this problem
    and by the right answer."""

    model: str
    printed: tuple[float, float]
    corrected: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Correction:
    """One flagged problem. `answer` is the right answer the effects are told for: the one in force, else the one
    that most people propose. By the corrected reference the grader could not tell the cases `unsure`; of those `told`
    people said what they are."""

    entry: Row
    printed: str
    answer: str
    proposals: tuple[Proposal, ...]
    effects: tuple[Effect, ...]
    rulings: tuple[Row, ...]
    unsure: tuple[Row, ...]
    told: tuple[Row, ...]


def correction(store: Store, problem_id: str, answer: str | None = None) -> Correction:
    """The flagged problem; `answer` asks for the effects of another right answer. Raises NotFound or InputError.

    What is not ruled yet is estimated in a moment: cases that need algebra count as uncertain.
    """
    problem, entry = desk.printed_problem(store, problem_id), desk.flagged(store, problem_id)
    given = docket.given(store, problem_id)
    present = {row["case_id"]: row for row in given}
    cases = [row for row in docket.cases(store, problem_id) if row["case_id"] in present]
    offered = tuple(sorted(proposals(store, problem, cases, given), key=lambda one: -len(one.flags)))
    chosen = answer or entry["amended"] or (offered[0].answer if offered else "")
    in_force = chosen == entry["amended"]
    judged = {case: Outcome(row["amended_outcome"]) for case, row in present.items()}
    unsure = [row for row in cases if entry["amended"] and judged[row["case_id"]] is Outcome.UNCERTAIN]
    told = [{**row, "said": judged[row["case_id"]]} for row in cases if row["amended_rule"] == docket.PEOPLE]
    return Correction(
        entry,
        grading.reference_of(problem).text,
        chosen,
        offered,
        tuple(effects(store, problem_id, given, judged if in_force else estimate(problem, chosen, cases))),
        tuple(docket.rulings(store, problem_id)),
        tuple(unsure),
        tuple(told),
    )


def proposals(store: Store, problem: Problem, cases: list[Row], given: list[Row]) -> Iterator[Proposal]:
    """What people propose, each answer once, the first proposed first."""
    grouped: list[list[Row]] = []
    for row in docket.flags(store, problem.id):
        same = (flags for flags in grouped if desk.says_the_same(flags[0]["answer"], row["answer"]))
        flags = next(same, [])
        if not flags:
            grouped.append(flags)
        flags.append(row)
    for flags in grouped:
        judged = estimate(problem, flags[0]["answer"], cases)
        yield Proposal(flags[0]["answer"], tuple(flags), counted(given, judged))


def estimate(problem: Problem, answer: str, cases: list[Row]) -> dict[str | None, Outcome]:
    """What plain arithmetic says of the cases by this right answer."""
    right = Problem(problem.id, problem.benchmark, problem.split, problem.statement, answer)
    said = {row["case_id"]: grading.decide_fast(right, cut_out(row)) for row in cases}
    return {case: verdict.outcome if verdict else Outcome.UNCERTAIN for case, verdict in said.items()}


def cut_out(row: Row) -> Answer:
    """A row of `docket.cases` as the answer that the grader saw."""
    return Answer(row["answer"], row["start"], row["finish"], row["method"], Strength(row["strength"]), row["doubt"])


def counted(given: Iterable[Row], judged: Judged) -> Counter[Outcome]:
    """The responses by what they are; those not graded yet are uncertain."""
    found: Counter[Outcome] = Counter()
    for row in given:
        found[judged.get(row["case_id"], Outcome.UNCERTAIN)] += row["responses"]
    return found


def effects(store: Store, problem_id: str, given: list[Row], judged: Judged) -> Iterator[Effect]:
    """The score of each model that answered the problem, before and after; other corrections hold in both."""
    others = docket.others(store, problem_id)
    printed = {row["case_id"]: Outcome(row["outcome"]) for row in given}
    for model in sorted({row["model"] for row in given}):
        mine = [row for row in given if row["model"] == model]
        base = others.get(model, {"n": 0, "correct": 0, "pending": 0})
        yield Effect(model, bounds(base, counted(mine, printed)), bounds(base, counted(mine, judged)))


def bounds(others: Row, here: Counter[Outcome]) -> tuple[float, float]:
    """Shares correct with everything uncertain counted wrong and right.

    >>> bounds({"n": 2, "correct": 1, "pending": 0}, Counter({Outcome.UNCERTAIN: 2}))
    (0.25, 0.75)
    """
    total = others["n"] + here.total()
    sure = others["correct"] + here[Outcome.CORRECT]
    return sure / total, (sure + others["pending"] + here[Outcome.UNCERTAIN]) / total


def case_to_decide(store: Store, found: Correction, wanted: str | None = None) -> Card | None:
    """A case that people decide by the corrected reference: the `wanted` one, else the first that the grader left."""
    ids = [row["case_id"] for row in (*found.unsure, *found.told)]
    if wanted in ids:
        return open_card(store, str(wanted))
    return open_card(store, ids[0]) if found.unsure else None


def entries(store: Store) -> list[Row]:
    """All flagged problems with `responses` and `unsure` cases: what waits for a ruling first, then what has cases to
    decide, those of most responses first."""
    counts, none = docket.counts(store), {"responses": 0, "unsure": 0}
    rows = [{**row, **counts.get(row["problem_id"], none)} for row in docket.entries(store)]
    return sorted(rows, key=lambda row: (row["state"] != "open", not row["unsure"], -row["responses"]))


def to_do(rows: list[Row]) -> list[str]:
    """The problems that wait for a ruling or have cases to decide; all of them where none does."""
    waiting = [row["problem_id"] for row in rows if row["state"] == "open" or row["unsure"]]
    return waiting or [row["problem_id"] for row in rows]


def write(store: Store, folder: Path) -> Path:
    """The whole docket as JSON Lines, one problem a line, in a new file. Raises ExportError where there is none."""
    rows = entries(store)
    if not rows:
        raise ExportError("nobody has flagged a reference; there is no docket to export")
    path = new_file(folder, ".jsonl", "reference_docket")
    return file.write(rows, docket.flags(store), docket.rulings(store), path)
