"""Check: grade a file without a store, row by row, in input order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import tee
from pathlib import Path
from typing import Any, TextIO

from review_app import grading
from review_app.domain import Problem, Reject
from review_app.importers import Input
from review_app.importers.records import rows
from review_app.services import verdict_file
from review_app.services.verdict_file import line

__all__ = ["NEEDED", "check", "check_file", "line"]

NEEDED = "a row needs `response` and one of `reference`, `solution`, `answer`, all of them text"

# A reference text with one of these is a worked solution that holds the answer, not the bare answer.
WORKED = ("####", "\\boxed", "\\fbox")

Row = dict[str, Any]
Grade = Callable[[Iterable[tuple[Problem, str]]], Iterator[grading.Graded]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that can be graded."""

    name: Any
    problem: Problem
    response: str


def check_file(
    source: Path,
    target: Path | None,
    *,
    workers: int | None = None,
    seconds: float | None = None,
    cluster: str | None = None,
) -> Counter[str]:
    """Grade `source` into `target` (standard output for None); counts by verdict. A target is replaced when done.

    The target is Parquet where its name ends so, else JSON Lines. `seconds` bounds one case. `cluster` is the
    address of a Dask scheduler that has the work done instead of this machine: `tcp://10.0.0.1:8786`.
    """
    limits = grading.Limits(seconds) if seconds else grading.Limits()
    with verdict_file.opened(target) as write, grader(workers, limits, cluster) as grade:
        return tallied(verdicts(source, grade), write)


def check(source: Path, out: TextIO) -> Counter[str]:
    """Write one verdict a line: {id, verdict, rule, evidence, expected, found, method, seconds}.

    A row reads {id, problem, reference | solution | answer, response}; without an id it gets its place in the
    file. A row that cannot be used is written as {id, error} and counted as `error`: nothing is left out.
    Raises InputError where the file as a whole cannot be read.
    """
    with grading.Pool() as pool:
        return tallied(verdicts(source, pool.graded), lambda row: out.write(line(row) + "\n"))


@contextmanager
def grader(workers: int | None, limits: grading.Limits, cluster: str | None) -> Iterator[Grade]:
    """What gives the verdicts: this machine, or a cluster."""
    if cluster is None:
        with grading.Pool(workers, limits) as pool:
            yield pool.graded
    else:
        from review_app.grading.cluster import connected

        with connected(cluster, limits) as graded:
            yield graded


def tallied(found: Iterable[Row], write: Callable[[Row], object]) -> Counter[str]:
    """Write every row, and count the verdicts."""
    tally: Counter[str] = Counter()
    for row in found:
        write(row)
        tally[row.get("verdict", "error")] += 1
    return tally


def verdicts(source: Path, grade: Grade) -> Iterator[Row]:
    """One dict a row of the input. The grader reads ahead; `tee` keeps what it has read until its turn comes."""
    ahead, again = tee(asked(source))
    graded = grade((row.problem, row.response) for row in ahead if isinstance(row, Asked))
    for row in again:
        yield {"id": row.name, **said(next(graded))} if isinstance(row, Asked) else row


def asked(source: Path) -> Iterator[Asked | Row]:
    """Each row of the input as a question to the grader, or as the error it is."""
    for row in rows(Input(source)):
        if isinstance(row, Reject):
            yield {"id": row.place, "error": row.reason}
            continue
        name, response = row.value.get("id", row.place), row.value.get("response")
        problem = problem_of(row.value)
        if problem is None or not isinstance(response, str):
            yield {"id": name, "error": f"{source}:{row.place}: {NEEDED}"}
        else:
            yield Asked(name, problem, response)


def problem_of(row: Mapping[str, Any]) -> Problem | None:
    """The problem a row speaks of; None where it gives no reference.

    >>> problem_of({"answer": "2+2=4 #### 4"}).solution
    '2+2=4 #### 4'
    """
    given = {name: text for name in ("answer", "reference", "solution") if (text := as_text(row.get(name))) is not None}
    worked = [text for name, text in given.items() if name == "solution" or any(sign in text for sign in WORKED)]
    short = [text for text in given.values() if text not in worked]
    if not given:
        return None
    statement = row.get("problem")
    return Problem(
        id=str(row.get("id", "")),
        benchmark=str(row.get("benchmark") or ""),
        split="",
        statement=statement if isinstance(statement, str) else "",
        reference=short[0] if short else "",
        solution=worked[0] if worked else "",
    )


def as_text(value: Any) -> str | None:
    """A reference as text; a number is its own, anything else is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def said(graded: grading.Graded) -> Row:
    """Extraction and verdict of one response; `seconds` holds both."""
    verdict = graded.verdict
    return {
        "verdict": str(verdict.outcome),
        "rule": verdict.rule,
        "evidence": verdict.evidence,
        "expected": verdict.expected,
        "found": verdict.found,
        "method": graded.answer.method,
        "seconds": round(verdict.seconds, 6),
    }
