"""Check: grade a file without a store, row by row, in input order."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from review_app import grading
from review_app.domain import Problem, Reject
from review_app.errors import ExportError
from review_app.importers import Input
from review_app.importers.records import rows
from review_app.importers.source import clean

NEEDED = "a row needs `response` and one of `reference`, `solution`, `answer`, all of them text"

# A reference text with one of these is a worked solution that holds the answer, not the bare answer.
WORKED = ("####", "\\boxed", "\\fbox")


def check_file(source: Path, target: Path | None) -> Counter[str]:
    """Grade `source` into `target` (standard output for None); counts by verdict. A target is replaced when done."""
    if target is None:
        return check(source, sys.stdout)
    partial = target.with_name(f".{target.name}.partial")
    try:
        with partial.open("w", encoding="utf-8") as out:
            tally = check(source, out)
        partial.replace(target)
    except OSError as error:
        raise ExportError(f"{target}: cannot be written ({error.strerror}); choose another --output") from error
    finally:
        partial.unlink(missing_ok=True)
    return tally


def check(source: Path, out: TextIO) -> Counter[str]:
    """Write one verdict a line: {id, verdict, rule, evidence, expected, found, method, seconds}.

    A row reads {id, problem, reference | solution | answer, response}; without an id it gets its place in the
    file. A row that cannot be used is written as {id, error} and counted as `error`: nothing is left out.
    Raises InputError where the file as a whole cannot be read.
    """
    tally: Counter[str] = Counter()
    for row in verdicts(source):
        out.write(line(row) + "\n")
        tally[row.get("verdict", "error")] += 1
    return tally


def line(row: Mapping[str, Any]) -> str:
    """A row as JSON that any reader takes, whatever the file gave as id.

    >>> line({"id": "a\\ud800"})
    '{"id": "a\ufffd"}'
    """
    return clean(json.dumps(row, ensure_ascii=False, default=str))


def verdicts(source: Path) -> Iterator[dict[str, Any]]:
    """One dict a row of the input."""
    for row in rows(Input(source)):
        if isinstance(row, Reject):
            yield {"id": row.place, "error": row.reason}
            continue
        name, response = row.value.get("id", row.place), row.value.get("response")
        problem = problem_of(row.value)
        if problem is None or not isinstance(response, str):
            yield {"id": name, "error": f"{source}:{row.place}: {NEEDED}"}
        else:
            yield {"id": name, **verdict(problem, response)}


def problem_of(row: Mapping[str, Any]) -> Problem | None:
    """The problem a row speaks of; None where it gives no reference.

    >>> problem_of({"answer": "2+2=4 #### 4"}).solution
    '2+2=4 #### 4'
    """
    given = [row[name] for name in ("answer", "reference", "solution") if isinstance(row.get(name), str)]
    worked = [text for text in given if any(sign in text for sign in WORKED)]
    short = [text for text in given if text not in worked]
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


def verdict(problem: Problem, response: str) -> dict[str, Any]:
    """Extraction and verdict of one response; `seconds` holds both."""
    begin = time.perf_counter()
    answer = grading.extract(response)
    said = grading.grade_answer(problem, answer)
    return {
        "verdict": str(said.outcome),
        "rule": said.rule,
        "evidence": said.evidence,
        "expected": said.expected,
        "found": said.found,
        "method": answer.method,
        "seconds": round(time.perf_counter() - begin, 6),
    }
