"""Math-Verify beside our grader: the same rows, the same run, one process each.

`python -m benchmarks.math_verify ours ROWS WARM_UP` is one of the two processes; it prints what it found as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from benchmarks.commands import apart
from benchmarks.figures import Absent, Figure
from benchmarks.scenario import real

TRUTH = "truth/dev.jsonl"
ROWS = 1_000
# Both load what they need on these other rows, before the watch starts.
WARM_UP = 20
# Math-Verify takes some 5 s for the rows; one that takes this long hangs.
LIMIT_S = 300.0

TRUTHS = ("correct", "incorrect", "ambiguous")
VERDICTS = ("correct", "incorrect", "uncertain")

Row = dict[str, str]
Grade = Callable[[Row], str]


def beside_ours(room: Path) -> Iterator[Figure]:
    """Speed of both on ROWS rows of the truth file, spread evenly over it, and where each of them errs."""
    if find_spec("math_verify") is None:
        raise Absent("math-verify is not installed; `make bench` installs it")
    (source,) = real(TRUTH)
    path, warm_up = room / "math_verify_rows.jsonl", room / "math_verify_warm_up.jsonl"
    with source.open(encoding="utf-8") as opened:
        lines = spread(list(opened), ROWS + WARM_UP)
    every = len(lines) // WARM_UP
    warm_up.write_text("".join(lines[::every]), encoding="utf-8")
    path.write_text("".join(line for number, line in enumerate(lines) if number % every), encoding="utf-8")
    rows = read(path)
    speeds = {}
    for name in GRADERS:
        seconds, verdicts = measured(name, path, warm_up)
        speeds[name] = len(rows) / seconds
        table = confusion(rows, verdicts)
        print(*drawn(name, table), sep="\n", file=sys.stderr)
        yield from figures(name, speeds[name], table)
    yield Figure("grader.ratio_vs_math_verify", speeds["ours"] / speeds["math_verify"], "times")


def read(path: Path) -> list[Row]:
    """The rows of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def spread(lines: list[str], most: int) -> list[str]:
    """So many of the lines, evenly; all where there are fewer.

    >>> spread(["a", "b", "c", "d"], 2)
    ['a', 'c']
    """
    count = min(most, len(lines))
    return [lines[number * len(lines) // count] for number in range(count)]


def measured(name: str, path: Path, warm_up: Path) -> tuple[float, list[str]]:
    """Seconds and verdicts of one grader, in a process of its own."""
    found = apart("math_verify", name, path, warm_up, limit=LIMIT_S)
    return found["seconds"], found["verdicts"]


def confusion(rows: list[Row], verdicts: list[str]) -> Counter[tuple[str, str]]:
    """How many rows of each truth got each verdict.

    >>> confusion([{"truth": "correct"}], ["uncertain"])
    Counter({('correct', 'uncertain'): 1})
    """
    return Counter((row["truth"], verdict) for row, verdict in zip(rows, verdicts, strict=True))


def drawn(name: str, table: Counter[tuple[str, str]]) -> Iterator[str]:
    """The confusion table as lines: a truth a line, a verdict a column."""
    yield f"{name + ': truth':<24}" + "".join(f"{verdict:>12}" for verdict in VERDICTS)
    for truth in TRUTHS:
        yield f"{truth:<24}" + "".join(f"{table[truth, verdict]:>12,}" for verdict in VERDICTS)


def figures(name: str, speed: float, table: Counter[tuple[str, str]]) -> Iterator[Figure]:
    """Speed, faults and doubt of one grader. Ours carries the name `beside`: `grader.*` measures the whole command."""
    prefix = "grader.beside" if name == "ours" else name
    wrong = table["correct", "incorrect"] + table["incorrect", "correct"]
    doubted = sum(count for (_, verdict), count in table.items() if verdict == "uncertain")
    yield Figure(f"{prefix}.rows_per_s", speed, "rows/s")
    yield Figure(f"{prefix}.wrong", wrong, "rows")
    yield Figure(f"{prefix}.review_pct", 100 * doubted / table.total(), "%")


def ours() -> Grade:
    """Our grader in one process, hard cases included, as `review-app check` reads a row."""
    from review_app.grading import grade
    from review_app.services.check import problem_of

    def verdict(row: Row) -> str:
        problem = problem_of(row)
        return str(grade(problem, row["response"]).outcome) if problem else "error"

    return verdict


def theirs() -> Grade:
    """Math-Verify as its documentation shows it: the reference answer boxed, the response as it stands."""
    from math_verify import parse, verify

    def verdict(row: Row) -> str:
        gold = parse(rf"\boxed{{{row['gold']}}}")
        return "correct" if verify(gold, parse(row["response"])) else "incorrect"

    return verdict


GRADERS: dict[str, Callable[[], Grade]] = {"math_verify": theirs, "ours": ours}


def main(name: str, path: str, warm_up: str) -> None:
    """Grade the rows of a file; loading, reading and the rows of the other file are not timed."""
    grade = GRADERS[name]()
    rows = read(Path(path))
    for row in read(Path(warm_up)):
        grade(row)
    begin = time.perf_counter()
    verdicts = [grade(row) for row in rows]
    print(json.dumps({"seconds": time.perf_counter() - begin, "verdicts": verdicts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
