"""Load: 200,000 generated responses, far above the scenario's 5,838, in a file and in a database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.commands import Finished, run

PROBLEMS = 5_000
MODELS = 4
SAMPLES = 10
ROWS = PROBLEMS * MODELS * SAMPLES

# Steps of the reasoning in a response: with them it is about 480 characters, a short real one.
STEPS = 12
LEVELS = 5
SUBJECTS = ("Boxes", "Shelves", "Crates", "Trays")


@cache
def file(room: Path) -> Path:
    """The responses as JSON Lines; the same on every machine, as nothing in them is random."""
    path = room / "load.jsonl"
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows())
    return path


def rows() -> Iterator[dict[str, Any]]:
    """One response after the other, all samples of a problem together."""
    for number in range(PROBLEMS):
        for model in range(MODELS):
            for sample in range(SAMPLES):
                yield row(number, model, sample)


def row(number: int, model: int, sample: int) -> dict[str, Any]:
    """One response; three in four are right, the others give one of three wrong answers."""
    tins, shelves = number % 97 + 3, number // 97 + 2
    turn = number + model + sample
    found = tins * shelves + (turn % 3 + 1 if turn % 4 == 0 else 0)
    return {
        "benchmark": "load",
        "problem": f"Plan {number}: {shelves} shelves hold {tins} tins each. How many tins do they hold?",
        "reference": str(tins * shelves),
        "level": number % LEVELS + 1,
        "subject": SUBJECTS[number % len(SUBJECTS)],
        "model": f"model-{model}",
        "sample": sample,
        "response": f"{reasoning(tins, turn)} {shelves} shelves hold {tins} times {shelves}, \\boxed{{{found}}} tins.",
    }


def reasoning(tins: int, turn: int) -> str:
    """Steps that differ from sample to sample, so that a store cannot keep one text for all."""
    steps = (
        f"After {step} shelves there are {step * tins} tins." for step in range(turn % 7 + 1, turn % 7 + 1 + STEPS)
    )
    return f"Way {turn % 11 + 1}. {' '.join(steps)} So"


@cache
def imported(room: Path) -> tuple[Path, Finished]:
    """A database with the generated responses, and how importing them went."""
    database, source = room / "load.duckdb", file(room)
    finished = run("import", "responses", source, "--db", database)
    source.unlink()
    return database, finished


@cache
def graded(room: Path) -> tuple[Path, Finished]:
    """The same database graded, and how grading went."""
    database, _ = imported(room)
    return database, run("grade", "--db", database)
