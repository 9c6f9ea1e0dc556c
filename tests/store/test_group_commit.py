from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from review_app.store.group_commit import GroupCommit

THREADS = 16


class Slow:
    """Writes when it is let; remembers what came together."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.started, self.let = threading.Event(), threading.Event()

    def __call__(self, entries: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(entries))
        self.started.set()
        assert self.let.wait(20)
        return [ValueError(str(entry)) if entry < 0 else entry * 10 for entry in entries]


def test_who_is_alone_waits_for_nobody() -> None:
    slow = Slow()
    slow.let.set()
    commit = GroupCommit(slow)
    assert [commit(1), commit(2)] == [10, 20]
    assert slow.batches == [[1], [2]]


def together(slow: Slow, entries: list[int]) -> list[int | str]:
    """Call with the first entry, and with the others while it is written; what each was given or why it failed."""
    commit = GroupCommit(slow)

    def call(entry: int) -> int | str:
        try:
            return commit(entry)
        except ValueError as error:
            return f"failed: {error}"

    with ThreadPoolExecutor(THREADS) as pool:
        first = pool.submit(call, entries[0])
        assert slow.started.wait(20)
        others = [pool.submit(call, entry) for entry in entries[1:]]
        while len(commit._waiting) < len(others):
            pass
        slow.let.set()
        return [done.result(20) for done in (first, *others)]


def test_who_comes_while_another_writes_goes_together_in_the_next_round() -> None:
    slow = Slow()
    assert together(slow, list(range(1, 11))) == [entry * 10 for entry in range(1, 11)]
    assert [len(batch) for batch in slow.batches] == [1, 9]


def test_what_is_wrong_with_one_entry_costs_only_that_one() -> None:
    assert together(Slow(), [1, -2, 3]) == [10, "failed: -2", 30]


def test_a_round_that_fails_is_told_to_all_in_it_and_the_next_one_goes_on() -> None:
    def write(entries: Sequence[int]) -> list[int]:
        if 0 in entries:
            raise ValueError("disk full")
        return list(entries)

    commit = GroupCommit(write)
    with pytest.raises(ValueError, match="disk full"):
        commit(0)
    assert commit(1) == 1


def test_a_result_that_is_false_is_a_result() -> None:
    assert GroupCommit(lambda entries: [False] * len(entries))("x") is False


def test_many_threads_get_each_their_own() -> None:
    commit = GroupCommit(lambda entries: [entry * 2 for entry in entries])
    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(commit, range(2_000), timeout=60)) == [number * 2 for number in range(2_000)]


def test_what_became_of_an_entry_is_told_before_its_result_is_there() -> None:
    told: list[tuple[int, object]] = []
    slow = Slow()
    slow.let.set()
    commit = GroupCommit(slow, lambda entry, outcome: told.append((entry, str(outcome))))
    assert (commit(1), told) == (10, [(1, "10")])
    with pytest.raises(ValueError, match="-2"):
        commit(-2)
    assert told[1:] == [(-2, "-2")]


def test_who_has_other_things_to_do_gets_a_promise() -> None:
    slow = Slow()
    commit = GroupCommit(slow)
    promised = commit.submit(4)
    assert not promised.done()
    slow.let.set()
    assert promised.result(20) == 40
