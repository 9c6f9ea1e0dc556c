"""Many people at one desk at the same moment."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from review_app.domain import Outcome, Selection
from review_app.errors import NotFound
from review_app.services.preferences import choose
from review_app.services.review_desk import ReviewDesk, Submission
from review_app.store import Store, open_store

ALL = Selection()
THREADS = 8


def decisions(store: Store) -> list[tuple[str, str]]:
    rows = store.rows("SELECT case_id, annotator FROM decisions")
    return [(row["case_id"], row["annotator"]) for row in rows]


@pytest.fixture
def crowd(tmp_path: Path, make_cases: Callable[..., list[str]]) -> Iterator[tuple[Store, list[str]]]:
    """A store on disk with enough to do for many."""
    with open_store(tmp_path / "crowd.duckdb") as opened:
        yield opened, make_cases(opened, [1] * 240)


@pytest.mark.parametrize("overlap", [1, 2])
def test_many_people_at_once_collide_nowhere_and_lose_nothing(crowd: tuple[Store, list[str]], overlap: int) -> None:
    store, cases = crowd
    choose(store, "boss", overlap=overlap)
    desk = ReviewDesk(store)
    start = threading.Barrier(THREADS + 1, timeout=30)
    seen: list[tuple[str, str]] = []
    acknowledged: list[str] = []

    def work(name: str) -> None:
        start.wait()
        for turn in count():
            held = [one.card.case_id for one in desk.claim(name, "t", ALL, count=2)]
            seen.extend((name, case) for case in held)
            if not held:
                return
            said = Submission(f"{name}-{turn}", held[0], Outcome.CORRECT)
            assert desk.submit(name, said)
            acknowledged.append(said.id)
            if turn % 7 == 0:
                assert not desk.submit(name, said)
            if turn % 11 == 0:
                desk.renew(name, "t")
            if turn % 13 == 0 and len(held) > 1:
                desk.release(name, "t", held[1:])

    def disturb() -> None:
        start.wait()
        for _ in range(3):
            desk.refresh()

    with ThreadPoolExecutor(THREADS + 1) as pool:
        for done in [*(pool.submit(work, f"p{number}") for number in range(THREADS)), pool.submit(disturb)]:
            done.result(100)
    made = decisions(store)
    assert len(made) == len(acknowledged) == overlap * len(cases)
    assert set(Counter(case for case, _ in made).values()) == {overlap}
    assert len(set(made)) == len(made)
    assert {row["id"] for row in store.rows("SELECT id FROM decisions")} == set(acknowledged)


def test_at_no_moment_two_people_hold_a_case(crowd: tuple[Store, list[str]]) -> None:
    """Who is given a case marks it, and takes the mark away before giving the case back."""
    store, cases = crowd
    desk = ReviewDesk(store)
    marks = {case: threading.Lock() for case in cases}
    start = threading.Barrier(THREADS, timeout=30)

    def work(name: str) -> None:
        start.wait()
        for _ in range(25):
            held = [one.card.case_id for one in desk.claim(name, "t", ALL, count=3)]
            for case in held:
                assert marks[case].acquire(blocking=False), f"{case} is held twice"
            for case in held:
                marks[case].release()
            desk.release(name, "t")

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work, f"p{number}") for number in range(THREADS)]:
            done.result(100)
    assert len(desk.claim("zed", "t", ALL, count=999)) == len(cases)


def test_one_decision_sent_by_many_threads_is_one(crowd: tuple[Store, list[str]]) -> None:
    store, cases = crowd
    desk = ReviewDesk(store)
    start = threading.Barrier(THREADS, timeout=30)

    def send() -> bool:
        start.wait()
        return desk.submit("ann", Submission("same", cases[0], Outcome.CORRECT, right_answer="7"))

    with ThreadPoolExecutor(THREADS) as pool:
        new = [done.result(60) for done in [pool.submit(send) for _ in range(THREADS)]]
    assert sum(new) == 1
    assert len(decisions(store)) == store.value("SELECT count(*) FROM reference_flags") == 1


def test_a_bad_entry_costs_its_neighbours_nothing(crowd: tuple[Store, list[str]]) -> None:
    store, cases = crowd
    desk = ReviewDesk(store)
    start = threading.Barrier(THREADS, timeout=30)

    def send(number: int) -> bool | str:
        start.wait()
        try:
            return desk.submit("ann", Submission(f"d{number}", cases[number] if number % 2 else "c0", Outcome.CORRECT))
        except NotFound:
            return "not found"

    with ThreadPoolExecutor(THREADS) as pool:
        said = [done.result(60) for done in [pool.submit(send, number) for number in range(THREADS)]]
    assert said == ["not found", True] * (THREADS // 2)
    assert len(decisions(store)) == THREADS // 2
