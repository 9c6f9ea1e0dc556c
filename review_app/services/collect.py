"""Collect: drafts of solved problems: where they come from, what people change in them, and what they say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from review_app import grading
from review_app.domain import Outcome, Problem, Reject, digest, text_key
from review_app.errors import InputError, NotFound, UnknownFormat
from review_app.importers import IMPORTERS, Input, recognise
from review_app.importers.lists import read as read_list
from review_app.importers.source import RAW_CHARACTERS
from review_app.prompts.program import Round, Solution
from review_app.sandbox import Sandbox
from review_app.services import likeness, solve
from review_app.store import Store, attempts, collected
from review_app.store.collected import Draft, Ruling, Version
from review_app.store.database import Row

TYPED = "typed"
ACCEPTED, REJECTED, REOPENED = "accepted", "rejected", "reopened"
OPEN, WAITING = "open", "waiting"
STATUSES = (WAITING, OPEN, ACCEPTED, REJECTED)

# Longer problems, parts and answers are pasted by mistake.
MOST_CHARACTERS = 20_000

# From this likeness on another problem is shown as nearly the same; so many, of the newest so many.
NEARLY = 0.8
SHOWN_LIKE = 5
LIKE_AMONG = 2_000


@dataclass(frozen=True, slots=True)
class Like:
    """Another draft that says nearly the same."""

    id: str
    statement: str
    status: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Alike:
    """What says the same as a text: rows with `kind` draft or problem; and drafts that nearly do."""

    copies: list[Row]
    like: list[Like]


@dataclass(frozen=True, slots=True)
class Sight:
    """All that is to be seen of a draft: its row of the view, the solution, what says the same, its history, the
    examples that its model was shown (`id`, `statement`), and what it took (`tokens`, `cost`)."""

    row: Row
    solution: Solution
    alike: Alike
    history: list[Row]
    examples: list[Row]
    taken: Row


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a list: `new` drafts, `ids` of all of them, of which `copies` say the same as earlier ones, and
    which rows could not be used."""

    source: str
    new: int
    ids: tuple[str, ...]
    copies: int = 0
    rejects: tuple[Reject, ...] = ()


def draft_of(statement: str, reference: str, source: str, problem_id: str | None = None) -> Draft:
    """The draft of a problem: the same text from the same source is the same draft. Raises InputError."""
    text, answer = statement.strip(), reference.strip()
    if not text:
        raise InputError("the problem is empty; write or paste it first")
    if max(len(text), len(answer)) > MOST_CHARACTERS:
        raise InputError("a text has {most:,} characters at most; shorten it", most=MOST_CHARACTERS)
    plain_key = likeness.plain_key(text)
    return Draft("d" + digest(source, text), text, answer, source, problem_id, text_key(text), plain_key)


def type_in(store: Store, by: str, statement: str, reference: str = "") -> str:
    """A problem that somebody typed or pasted; the id of its draft, which may have been there."""
    draft = draft_of(statement, reference, TYPED)
    collected.add(store, [draft], by)
    return draft.id


def take_problem(store: Store, by: str, problem_id: str) -> str:
    """A problem of a benchmark, as a draft; its id. Raises NotFound."""
    found = collected.problem(store, problem_id.strip())
    if found is None:
        raise NotFound("{id}: no such problem", id=problem_id)
    draft = draft_of(found.statement, found.reference, f"{found.benchmark}/{found.split}", found.id)
    collected.add(store, [draft], by)
    return draft.id


def take_list(store: Store, by: str, path: Path) -> Added:
    """The problems of a file that any importer knows, or of a plain list (see `importers.lists`). Raises InputError."""
    source = Input(path).source
    drafts: list[Draft] = []
    rejects: list[Reject] = []
    for record in records_of(path):
        if isinstance(record, Reject):
            rejects.append(record)
        elif isinstance(record, Problem):
            reference = record.reference or (grading.reference_of(record).text if record.solution else "")
            try:
                drafts.append(draft_of(record.statement, reference, source))
            except InputError as error:
                rejects.append(Reject(str(path), record.id, str(error), record.statement[:RAW_CHARACTERS]))
    new = collected.add(store, drafts, by)
    ids = tuple(dict.fromkeys(draft.id for draft in drafts))
    return Added(source, new, ids, len(collected.later_copies(store, ids)), tuple(rejects))


def records_of(path: Path) -> Iterable[Any]:
    """What the file's importer finds, or the reader of plain lists."""
    try:
        name = recognise(path)
    except UnknownFormat:
        return read_list(Input(path))
    return IMPORTERS[name].read(Input(path))


def sight(store: Store, draft_id: str) -> Sight:
    """All that is to be seen of a draft. Raises NotFound."""
    row = found(store, draft_id)
    return Sight(
        row,
        solve.solution_of(row),
        alike(store, row["statement"], draft_id),
        collected.history(store, draft_id),
        attempts.examples(store, draft_id, row["attempt"] or ""),
        attempts.taken(store, draft_id),
    )


def alike(store: Store, statement: str, draft_id: str = "") -> Alike:
    """What says the same as a text, the draft itself left out."""
    text = statement.strip()
    same = collected.copies(store, draft_id, text_key(text), likeness.plain_key(text)) if text else []
    known = {draft_id, *(copy["id"] for copy in same)}
    others = [one for one in collected.listed(store, None, None, LIKE_AMONG) if one["id"] not in known]
    near = likeness.likest(text, [one["statement"] for one in others], SHOWN_LIKE)
    return Alike(
        same,
        [
            Like(others[at]["id"], others[at]["statement"], others[at]["status"], share)
            for at, share in near
            if share >= NEARLY
        ],
    )


def found(store: Store, draft_id: str) -> Row:
    """A draft's row of the view. Raises NotFound."""
    row = collected.state(store, draft_id)
    if row is None:
        raise NotFound("{id}: no such draft", id=draft_id)
    return row


def edit(
    store: Store, by: str, draft_id: str, seen: str | None, written: Solution, sandbox: Sandbox | None = None
) -> str | None:
    """Store what somebody wrote, made from version `seen`; the new version's id, or the old one's where nothing is new.

    With a `sandbox` all code is run. Without one unchanged code keeps its output, and changed code has none.
    Raises InputError where the draft was changed meanwhile.
    """
    row = found(store, draft_id)
    before, kept = solve.solution_of(row), tidy(written)
    outputs = {one.code: one for one in before.rounds}
    if sandbox:
        rounds = tuple(solve.run(sandbox, one.thought, one.code) if one.code else one for one in kept.rounds)
    else:
        rounds = tuple(replace(outputs.get(one.code, Round("", one.code)), thought=one.thought) for one in kept.rounds)
    now = Solution(rounds, kept.answer)
    if now == before:
        return row["version_id"]  # type: ignore[no-any-return]  # a text, or None for nothing at all
    version = version_of(row, now, "person", after=seen, model=row["model"] or "")
    collected.save_version(store, version, by)
    return version.id


def tidy(written: Solution) -> Solution:
    """Without empty rounds and white space around. Raises InputError for what is too long."""
    rounds = [Round(one.thought.strip(), one.code.strip("\n").rstrip()) for one in written.rounds]
    kept = Solution(tuple(one for one in rounds if one.thought or one.code), written.answer.strip())
    if max([len(kept.answer), *(max(len(one.thought), len(one.code)) for one in kept.rounds)]) > MOST_CHARACTERS:
        raise InputError("a text has {most:,} characters at most; shorten it", most=MOST_CHARACTERS)
    return kept


def version_of(
    row: Row, solution: Solution, origin: str, *, after: str | None, pool: grading.Pool | None = None, **more: str
) -> Version:
    """A version of the draft in `row`, graded where its answer is known, by a pool of its own where none is given."""
    said: Mapping[str, Any] = {}
    if row["reference"] and solution.answer:
        problem = Problem(row["id"], "", "", row["statement"], row["reference"])
        with nullcontext(pool) if pool else grading.Pool() as judge:
            [found] = judge.graded([(problem, solution.answer)])
        verdict = found.verdict
        said = {"outcome": str(verdict.outcome), "rule": verdict.rule, "evidence": verdict.evidence}
    rounds = [asdict(one) for one in solution.rounds]
    return Version(uuid4().hex[:16], row["id"], origin, rounds, solution.answer, after, **more, **said)


def accept(store: Store, by: str, draft_id: str, seen: str | None, reason: str = "") -> None:
    """The solution is good. Raises InputError where something is missing, and where the grader calls it incorrect and
    no reason is given."""
    row = found(store, draft_id)
    check_whole(solve.solution_of(row))
    if row["outcome"] == Outcome.INCORRECT and not reason.strip():
        raise InputError("the grader calls this answer incorrect; say in the note why it is right, or reject it")
    collected.rule(store, Ruling(draft_id, seen, ACCEPTED, reason.strip()), by)


def check_whole(solution: Solution) -> None:
    """Raises InputError that says what a solution lacks."""
    if not solution.answer:
        raise InputError("there is no answer yet; write it, or have the model solve the problem")
    for number, one in enumerate(solution.rounds, 1):
        if not one.code:
            raise InputError("step {number} has no code; move its text into the next part", number=number)
        if one.ended is None:
            raise InputError("the code of step {number} was changed and not run; run it first", number=number)


def reject(store: Store, by: str, draft_id: str, seen: str | None, reason: str = "") -> None:
    """The solution, or the problem, is not to be used."""
    found(store, draft_id)
    collected.rule(store, Ruling(draft_id, seen, REJECTED, reason.strip()), by)


def reopen(store: Store, by: str, draft_id: str, seen: str | None, reason: str = "") -> None:
    """What was said of the draft does not hold any more."""
    if found(store, draft_id)["status"] not in {ACCEPTED, REJECTED}:
        raise InputError("nothing was said of this draft yet")
    collected.rule(store, Ruling(draft_id, seen, REOPENED, reason.strip()), by)


def keep(store: Store, row: Row, solution: Solution, by: str, attempt: str, model: str) -> str:
    """Store what a model wrote; the version's id. Raises InputError where the draft was changed meanwhile."""
    version = version_of(row, solution, "model", after=row["version_id"], attempt=attempt, model=model)
    collected.save_version(store, version, by)
    return version.id
