"""Grading: how fast the grader is, and how often it is wrong or gives up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks import load, scenario
from benchmarks.commands import run
from benchmarks.figures import Broken, Figure

RUNS = 3
TRUTH = "truth/dev.jsonl"


def everything(room: Path) -> Iterator[Figure]:
    """`review-app grade` of the whole scenario: 5,838 responses."""
    yield Figure("grade.all_s", median(seconds(room, number) for number in range(RUNS)), "s")


def seconds(room: Path, number: int) -> float:
    """Grade the scenario once, in a fresh copy."""
    database = scenario.copied(scenario.ungraded(room), room / f"grade-{number}.duckdb")
    return run("grade", "--db", database).seconds


def generated(room: Path) -> Iterator[Figure]:
    """`review-app grade` of the generated responses."""
    _, finished = load.graded(room)
    yield Figure("grade.rows_per_s", load.ROWS / finished.seconds, "rows/s")
    yield Figure("grade.peak_mb", finished.peak_mb, "MB")


def against_truth(room: Path) -> Iterator[Figure]:
    """`review-app check` of the responses whose truth is known: speed, faults, and the share left to people."""
    (source,) = scenario.real(TRUTH)
    output = room / "verdicts.jsonl"
    wall = median(run("check", source, "-o", output).seconds for _ in range(RUNS))
    tally = judged(column(source, "truth"), column(output, "verdict"))
    yield Figure("grader.rows_per_s", tally.total() / wall, "rows/s")
    yield Figure("grader.wrong", tally["wrong"], "rows")
    yield Figure("grader.ambiguous", tally["ambiguous"], "rows")
    yield Figure("grader.review_pct", 100 * tally["review"] / tally.total(), "%")


def column(path: Path, name: str) -> dict[str, str]:
    """One column of a JSON Lines file, by id; `error` for a row without it."""
    with path.open(encoding="utf-8") as lines:
        return {row["id"]: row.get(name, "error") for row in map(json.loads, lines)}


def judged(truth: dict[str, str], verdicts: dict[str, str]) -> Counter[str]:
    """Verdicts counted as right, wrong, ambiguous (no verdict would be safe) and review (left to people).

    >>> sorted(judged({"a": "correct", "b": "incorrect"}, {"a": "uncertain", "b": "correct"}))
    ['review', 'wrong']
    """
    lost = sorted(set(truth) - set(verdicts)) + [key for key, said in verdicts.items() if said == "error"]
    if lost:
        raise Broken(f"`review-app check` gave {len(lost)} rows no verdict, {lost[0]} the first of them")
    return Counter(judge(verdicts[key], true) for key, true in truth.items())


def judge(verdict: str, truth: str) -> str:
    """One verdict against the truth.

    >>> judge("uncertain", "correct"), judge("correct", "correct"), judge("correct", "ambiguous")
    ('review', 'right', 'ambiguous')
    """
    if verdict == "uncertain":
        return "review"
    if truth == "ambiguous":
        return "ambiguous"
    return "right" if verdict == truth else "wrong"
