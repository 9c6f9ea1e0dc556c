"""The pool: the same verdicts in the same order whatever does the work, and nothing that one case can spoil."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest

from review_app.domain import Answer, Outcome, Problem, Strength, Verdict
from review_app.grading import REASONS, Graded, Limits, Pool, child, pool
from review_app.grading.workers import Workers

LIMITS = Limits(0.5, 512)
PROBLEM = Problem("p", "math", "test", "Simplify.", r"\sqrt{2}+\sqrt{3}")
# What a test of a hostile answer has the worker do: real code of the kinds that have no end in reasonable time.
HOSTILE: dict[str, tuple[Callable[..., Any], Any]] = {
    "loop": (pow, 10**6, 10**8),
    "eat": (bytearray, 10**9),
    "die": (os._exit, 3),
    "raise": (int, "x"),
}


def sure(text: str) -> Answer:
    return Answer(text, 0, len(text), "box", Strength.SURE)


def slow_word(problem: Problem, answer: Answer) -> Verdict:
    """What the tests take for the word of the slow stage."""
    return Verdict(Outcome.UNCERTAIN, "slow", "seen", problem.reference, answer.text, "test")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with pytest.MonkeyPatch.context() as patch, Workers(LIMITS, 2) as opened:
        patch.setattr(child, "PRELOADED", ())  # what these tests call is in Python itself, and starts at once
        yield opened


class Seam(Executor):
    """Counts what the pool sends; does plain cases here, and has the hostile ones done by killable workers."""

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self.sent: list[str] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        problem, answer = args
        self.sent.append(answer.text)
        if answer.text in HOSTILE:
            return self.workers.submit(*HOSTILE[answer.text])
        future: Future[Any] = Future()
        future.set_result(slow_word(problem, answer))
        return future


@pytest.fixture
def seam(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> Seam:
    """With it every case is a hard one."""
    monkeypatch.setattr(pool, "decide_fast", lambda problem, answer: None)
    return Seam(workers)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param("loop", "too_slow", id="it loops"),
        pytest.param("eat", "too_large", id="it eats memory"),
        pytest.param("die", "worker_died", id="it kills its worker"),
        pytest.param("raise", "worker_died", id="it meets a fault of ours"),
    ],
)
def test_a_case_that_is_stopped_is_uncertain_and_says_why(answer: str, reason: str, seam: Seam) -> None:
    texts = ["before", answer, "after"]
    with Pool(limits=LIMITS, executor=seam) as opened:
        found = list(opened.verdicts((PROBLEM, sure(text)) for text in texts))
    assert [verdict.found for verdict in found] == texts
    assert [verdict.rule for verdict in found] == ["slow", reason, "slow"]
    stopped = found[1]
    assert (stopped.outcome, stopped.evidence) == (Outcome.UNCERTAIN, REASONS[reason])
    assert (stopped.expected, stopped.grader) == (PROBLEM.reference, pool.GRADER)


def test_all_of_them_in_one_batch_leave_the_rest_unharmed_and_in_order(seam: Seam) -> None:
    texts = [str(number) for number in range(300)]
    texts[10:10], texts[200:200] = HOSTILE, HOSTILE
    with Pool(limits=LIMITS, executor=seam) as opened:
        found = list(opened.verdicts((PROBLEM, sure(text)) for text in texts))
    assert [verdict.found for verdict in found] == texts
    assert [verdict.found for verdict in found if verdict.rule != "slow"] == [*HOSTILE, *HOSTILE]


def test_a_hard_case_is_sent_once_however_often_it_comes(seam: Seam) -> None:
    other = Problem("q", "math", "test", "Simplify!", PROBLEM.reference)
    cases = [(problem, sure(text)) for text in "ab" * 500 for problem in (PROBLEM, other)]
    with Pool(executor=seam) as opened:
        assert len(list(opened.verdicts(cases))) == 2_000
        assert len(list(opened.verdicts(cases))) == 2_000
    assert sorted(seam.sent) == ["a", "a", "b", "b"], "two answers to two problems"


def test_a_different_strength_or_doubt_is_a_different_case(seam: Seam) -> None:
    answers = [sure("a"), Answer("a", 0, 1, "box", Strength.WEAK, "cut_off"), Answer("a", 0, 1, "none", Strength.NONE)]
    with Pool(executor=seam) as opened:
        list(opened.verdicts((PROBLEM, answer) for answer in answers))
    assert len(seam.sent) == 3


def test_the_pool_reads_ahead_of_what_it_gives_only_so_far(seam: Seam) -> None:
    read = itertools.count()

    def endless() -> Iterator[tuple[Problem, Answer]]:
        for number in read:
            yield PROBLEM, sure("loop" if number == 0 else str(number % 9))

    with Pool(limits=LIMITS, executor=seam) as opened:
        found = list(itertools.islice(opened.verdicts(endless()), 5))
    assert [verdict.rule for verdict in found] == ["too_slow", *["slow"] * 4]
    assert next(read) <= pool.WINDOW + 5


def test_easy_cases_start_no_process(workers: Workers) -> None:
    own = Workers(LIMITS, 1)
    rows = [(Problem("p", "gsm8k", "test", "How many?", "18"), rf"So \boxed{{{number}}}.") for number in range(18, 30)]
    with Pool(executor=own) as opened:
        found = [str(row.verdict.outcome) for row in opened.graded(rows)]
    assert found == ["correct"] + ["incorrect"] * 11
    assert not own.started


# Easy, hard, unreadable and hopeless ones, each several times.
MIXED = [
    (Problem(f"p{number}", "math", "test", "Simplify.", reference), response)
    for number, (reference, response) in enumerate(
        [
            ("18", r"\boxed{18}"),
            ("18", r"\boxed{19}"),
            (r"\sqrt{2}+\sqrt{3}", r"So \boxed{\sqrt{5+2\sqrt{6}}}"),
            (r"(x+1)^2", r"\boxed{x^2+2x+1}"),
            (r"9^{9^{9^9}}", r"\boxed{9^{9^{9^8}}}"),
            ("7", "I do not know."),
            ("7", r"\boxed{" + "{" * 50),
            ("", r"\boxed{7}"),
            ("7", "\x00\ud800 \\boxed{\ud800}"),
        ]
        * 30
    )
]


def without_seconds(found: Iterator[Graded]) -> list[tuple[Any, ...]]:
    return [
        (
            row.answer,
            row.verdict.outcome,
            row.verdict.rule,
            row.verdict.evidence,
            row.verdict.expected,
            row.verdict.found,
        )
        for row in found
    ]


def test_the_verdicts_are_the_same_whatever_the_number_of_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "CHUNK", 16)
    found = []
    for count in (None, 1, 2):
        with Pool(count) as opened:
            found.append(without_seconds(opened.graded(MIXED)))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == len(MIXED)


def test_two_calls_by_way_of_answers_are_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with Pool() as opened:
        answers = list(opened.answers(text for _, text in MIXED))
        verdicts = opened.verdicts((problem, answer) for (problem, _), answer in zip(MIXED, answers, strict=True))
        one_by_one = [Graded(*pair) for pair in zip(answers, verdicts, strict=True)]
        assert without_seconds(iter(one_by_one)) == without_seconds(opened.graded(MIXED))


def test_a_chunk_whose_workers_die_is_done_again_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ends the workers, a chunk that is lost costs no row."""
    monkeypatch.setattr(pool, "CHUNK", 16)
    with Pool() as opened:
        expected = without_seconds(opened.graded(MIXED))
    with Pool(2) as opened:
        rows, found = opened.graded(MIXED), []
        for number, row in enumerate(rows):
            found.append(row)
            if number == 20:
                assert opened._own
                for watcher in opened._own._watchers:
                    if watcher._child:
                        watcher._child.kill()
        assert without_seconds(iter(found)) == expected


def test_several_threads_may_share_a_pool(seam: Seam) -> None:
    texts = [str(number % 50) for number in range(500)]

    def ask(_: int) -> list[str]:
        return [verdict.found for verdict in opened.verdicts((PROBLEM, sure(text)) for text in texts)]

    with Pool(executor=seam) as opened, ThreadPoolExecutor(6) as threads:
        assert list(threads.map(ask, range(6))) == [texts] * 6
    assert len(seam.sent) == 50


def test_any_executor_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "decide_fast", lambda problem, answer: None)
    monkeypatch.setattr(pool, "decide_slow", slow_word)
    with ThreadPoolExecutor(3) as threads, Pool(executor=threads) as opened:
        found = [verdict.found for verdict in opened.verdicts((PROBLEM, sure(str(number))) for number in range(500))]
        assert found == [str(number) for number in range(500)]
        assert threads.submit(int).result() == 0, "somebody else's executor is left open"
