"""Collected files: accepted solutions as training data, and the check that their code still gives its output."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from review_app.domain import digest
from review_app.errors import ExportError, InputError
from review_app.exporters import jsonl, place
from review_app.prompts import program
from review_app.sandbox import Bounds, Sandbox
from review_app.services import solve
from review_app.services.collect_auto import NOBODY
from review_app.store import Store, collected
from review_app.store.database import Row
from review_app.wording import later

Progress = Callable[[int, int], None]

# Programs that are run at once: the machine has other things to do.
AT_ONCE = 2

# Whom LLaMA-Factory calls what.
NAMED = {"user": "human", "assistant": "gpt"}


def sharegpt(row: Row) -> Row:
    """A conversation of two, the code and its output within the answer, as LLaMA-Factory's sharegpt takes it."""
    turns = [("user", row["statement"]), ("assistant", program.whole(solve.solution_of(row)))]
    return {"conversations": [{"from": NAMED[role], "value": text} for role, text in turns], **origin(row)}


def messages(row: Row) -> Row:
    """The same as chat messages."""
    turns = [("user", row["statement"]), ("assistant", program.whole(solve.solution_of(row)))]
    return {"messages": [{"role": role, "content": text} for role, text in turns], **origin(row)}


def four_turns(row: Row) -> Row:
    """Problem, program, its output as a turn of the user's, answer; two turns more for each further program."""
    turns = program.turns(row["statement"], solve.solution_of(row))
    return {"messages": [{"role": role, "content": text} for role, text in turns], **origin(row)}


def origin(row: Row) -> Row:
    """Where a solution is from, and who answers for it."""
    names = ("id", "source", "reference", "model")
    return {name: row[name] for name in names} | {"accepted_by": row["ruled_by"], "accepted_at": row["ruled_at"]}


@dataclass(frozen=True, slots=True)
class Form:
    """How one accepted solution is written, and what that is good for."""

    write: Callable[[Row], Row]
    about: str


FORMS: Mapping[str, Form] = {
    "sharegpt": Form(sharegpt, later("Conversations between human and gpt, as LLaMA-Factory reads them.")),
    "messages": Form(messages, later("Chat messages, the code and its output within the assistant's one.")),
    "four_turns": Form(four_turns, later("Chat messages with the output of the code as a turn of the user's.")),
}


def export(store: Store, form: str, path: Path, source: str | None = None) -> int:
    """Write the accepted solutions as JSON Lines, all or nothing; how many. Raises ExportError where there are none,
    InputError for an unknown form."""
    if form not in FORMS:
        raise InputError("{name}: no such form; there are {known}", name=form, known=", ".join(FORMS))
    rows = accepted(store, source)
    if not rows:
        raise ExportError("no solution is accepted yet, so there is nothing to write")

    def write(part: Path) -> None:
        jsonl.save(map(FORMS[form].write, rows), part)

    place.deliver({path: write})
    return len(rows)


def exported(store: Store, form: str, folder: Path, source: str | None = None) -> Path:
    """The same in a file of that folder whose name tells what is in it; its path."""
    rows = accepted(store, source)
    path = folder / f"collected_{form}_{digest(*(row['version_id'] for row in rows), length=8)}.jsonl"
    export(store, form, path, source)
    return path


def accepted(store: Store, source: str | None) -> list[Row]:
    """Rows of what is accepted, from one source or (None) all."""
    where = "status = 'accepted' AND source = coalesce($source, source)"
    return collected.states(store, where, {"source": source})


@dataclass(frozen=True, slots=True)
class Changed:
    """A program (the first is 1) whose run no longer gives what is stored."""

    draft_id: str
    status: str
    number: int
    stored: str
    gives: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How many solutions and programs were run again, and which gave something else."""

    drafts: int
    programs: int
    changed: tuple[Changed, ...]


def validate(store: Store, seconds: float = Bounds().seconds, told: Progress = lambda done, total: None) -> Checked:
    """Run all code of the newest versions again. Raises SandboxError where code cannot be run here."""
    sandbox = Sandbox(Bounds(seconds))
    rows = collected.states(store, "version_id IS NOT NULL AND status <> 'rejected'")
    programs = list(programs_of(rows))
    changed: list[Changed] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        gave = pool.map(lambda one: solve.run(sandbox, "", one[2].code), programs)
        for done, ((row, number, stored), now) in enumerate(zip(programs, gave, strict=True), 1):
            if (now.output, now.ended) != (stored.output, stored.ended):
                changed.append(Changed(row["id"], row["status"], number, told_of(stored), told_of(now)))
            told(done, len(programs))
    return Checked(len({row["id"] for row, _, _ in programs}), len(programs), tuple(changed))


def programs_of(rows: list[Row]) -> Iterator[tuple[Row, int, program.Round]]:
    """Each program that was run, with its number."""
    for row in rows:
        for number, one in enumerate(solve.solution_of(row).rounds, 1):
            if one.code and one.ended is not None:
                yield row, number, one


def told_of(one: program.Round) -> str:
    """An output for a line of a report, with nothing in it that a terminal obeys.

    >>> told_of(program.Round("", "", "a\\nb", "error"))
    'a⏎b (error)'
    """
    visible = one.output.replace("\n", "⏎")
    said = "".join(letter if letter.isprintable() else "\ufffd" for letter in visible)
    shown = said if len(said) <= 80 else said[:79] + "…"
    return shown if one.ended == "well" else f"{shown} ({one.ended})"


def statistics(store: Store) -> list[Row]:
    """Counts by source, the last row of all; see `store.collected.statistics`."""
    return collected.statistics(store, NOBODY)
