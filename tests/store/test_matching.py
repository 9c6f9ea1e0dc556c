from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from review_app.domain import Response
from review_app.store import Store

Make = Callable[..., Any]

# Statements 0 … 9 are MATH, 0 … 3 of them MATH-500 as well; 10 is in no benchmark.
MATH, MATH500, NOWHERE = range(10), range(4), 10


@pytest.fixture
def shelf(store: Store, problem: Make, take: Make) -> Store:
    take(store, *(problem(f"What is {number}?", str(number)) for number in MATH), benchmark=True)
    take(store, *(problem(f"What is {number}?", str(number), "math500") for number in MATH500), benchmark=True)
    return store


@pytest.mark.parametrize(
    ("guess", "reference", "numbers", "expected"),
    [
        pytest.param("math", "2", [0, 1], "math", id="1: the guess, where the store has exactly that"),
        pytest.param("math500", "2", [0, 3], "math500", id="1: the guess beats the larger benchmark"),
        pytest.param("custom", "2", [0, 1, 3], "math500", id="2: the smallest benchmark that holds all of the log"),
        pytest.param("custom", "2", [0, 1, 7], "math", id="2: MATH-500 lacks one of them, MATH does not"),
        pytest.param("math500", "2", [7, 8], "math", id="2: a wrong guess is put right"),
        pytest.param("custom", "", [0, 1, NOWHERE], "math", id="3: no reference, so a problem with the same text"),
        pytest.param("custom", "2", [0, 1, NOWHERE], "custom", id="4: with a reference a problem of its own"),
        pytest.param("custom", "2", [NOWHERE], "custom", id="4: unknown to the store but with a reference"),
    ],
)
def test_a_log_finds_its_problems_by_their_text(
    guess: str, reference: str, numbers: list[int], expected: str, shelf: Store, problem: Make, run: Make, take: Make
) -> None:
    by = run()
    asked = [problem(f"What  is\n{number}? ", reference, guess) for number in numbers]
    take(shelf, *asked, by, *(Response(by.id, one.id, 0, one.statement) for one in asked))
    rows = shelf.rows("SELECT DISTINCT benchmark FROM outcomes")
    assert [row["benchmark"] for row in rows] == [expected]


@pytest.mark.parametrize("guess", ["math", "custom"])
def test_a_problem_that_nobody_could_grade_is_rejected_once_with_the_way_out(
    guess: str, shelf: Store, problem: Make, run: Make, take: Make
) -> None:
    by = run()
    known, unknown = problem("What is 1?", "", guess), problem("What is it?", "", guess)
    texts = [Response(by.id, one.id, sample, "text") for one in (known, unknown) for sample in range(3)]
    report = take(shelf, known, unknown, by, *texts)
    assert report.responses_new == 3
    [reject] = report.rejects
    assert (reject.file, reject.place, reject.raw) == ("out/a.jsonl", f"problem {unknown.id}", "What is it?")
    assert "import its benchmark first" in reject.reason
    assert shelf.value("SELECT count(*) FROM rejects") == 1


def test_a_benchmarks_own_file_is_taken_at_its_word(shelf: Store, problem: Make, take: Make) -> None:
    take(shelf, problem("What is 1?", "1", "mine"), benchmark=True)
    assert shelf.value("SELECT count(*) FROM problems WHERE benchmark = 'mine'") == 1


def test_a_problem_that_a_log_brought_is_there_for_the_next_log(
    store: Store, problem: Make, run: Make, take: Make
) -> None:
    for model in ("ada", "boole"):
        by, asked = run(model), problem("What is 1?", "1" if model == "ada" else "", "custom")
        take(store, asked, by, Response(by.id, asked.id, 0, model))
    assert store.value("SELECT count(DISTINCT problem_id) FROM outcomes") == 1
    assert store.value("SELECT count(*) FROM outcomes") == 2


@pytest.mark.parametrize(
    ("guess", "first", "then"),
    [
        pytest.param("math", "math500", "math", id="the benchmark that the log guessed comes later"),
        pytest.param("custom", "math", "math500", id="a smaller benchmark comes later"),
        pytest.param("custom", None, "math", id="the log brought its problems itself"),
    ],
)
def test_a_run_keeps_its_problems_whatever_benchmarks_come_later(
    guess: str, first: str | None, then: str, store: Store, problem: Make, run: Make, take: Make
) -> None:
    by = run()

    def benchmark(name: str, size: int) -> None:
        take(store, *(problem(f"What is {n}?", str(n), name) for n in range(size)), benchmark=True)

    def log() -> Any:
        asked = [problem(f"What is {n}?", str(n), guess) for n in range(2)]
        return take(store, *asked, by, *(Response(by.id, one.id, 0, one.id) for one in asked))

    if first:
        benchmark(first, 4)
    log()
    before = store.rows("SELECT * FROM responses ORDER BY id")
    benchmark(then, 3)
    assert log().responses_known == 2
    assert store.rows("SELECT * FROM responses ORDER BY id") == before


def test_of_two_benchmarks_of_one_size_the_same_one_is_always_taken(
    store: Store, problem: Make, run: Make, take: Make
) -> None:
    for name in ("later", "early"):
        take(store, *(problem(f"What is {n}?", str(n), name) for n in range(3)), benchmark=True)
    for model in ("ada", "boole"):
        by, asked = run(model), problem("What is 1?", "1", "custom")
        take(store, asked, by, Response(by.id, asked.id, 0, model))
    assert store.rows("SELECT DISTINCT benchmark FROM outcomes") == [{"benchmark": "early"}]


def test_a_log_of_two_benchmarks_is_matched_benchmark_by_benchmark(
    shelf: Store, problem: Make, run: Make, take: Make
) -> None:
    by = run()
    asked = [problem("What is 1?", "1", "math-500-copy"), problem("What is 9?", "9", "math-copy")]
    take(shelf, *asked, by, *(Response(by.id, one.id, 0, "text") for one in asked))
    found = {row["statement"]: row["benchmark"] for row in shelf.rows("SELECT statement, benchmark FROM outcomes")}
    assert found == {"What is 1?": "math500", "What is 9?": "math"}
