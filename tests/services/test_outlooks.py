from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from threading import Event

import pytest

from review_app.domain import Outcome, Selection
from review_app.services.live_queue import LiveQueue
from review_app.services.outlooks import LONGEST_SECONDS, Outlooks
from review_app.store import Store, outcomes

ALL = Selection()


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 2, 3, 4)

    def __call__(self) -> datetime:
        return self.moment

    def move(self) -> None:
        self.moment += timedelta(seconds=LONGEST_SECONDS)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def live(graded: Store, clock: Clock) -> LiveQueue:
    return LiveQueue(graded, clock, Random(1))


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> list[Selection]:
    """The scopes whose responses were counted."""
    found: list[Selection] = []
    real = outcomes.count

    def counted(store: Store, selection: Selection) -> int:
        found.append(selection)
        return real(store, selection)

    monkeypatch.setattr(outcomes, "count", counted)
    return found


@pytest.fixture
def outlooks(graded: Store, clock: Clock, counts: list[Selection]) -> Outlooks:
    return Outlooks(graded, clock)


def decide_one(live: LiveQueue) -> None:
    """Somebody decides a case that was open."""
    live.use(lambda queue: queue.decide(next(c for c in queue.items if queue.is_open(c)), "ann", Outcome.CORRECT))


def test_an_outlook_is_kept_for_a_while(outlooks: Outlooks, live: LiveQueue, clock: Clock) -> None:
    first = outlooks.of(live, ALL)
    decide_one(live)
    assert outlooks.of(live, ALL) == first
    clock.move()
    assert outlooks.of(live, ALL).open == first.open - 1


def test_whoever_takes_something_back_sees_it_at_once_and_no_response_is_counted_again(
    outlooks: Outlooks, live: LiveQueue, counts: list[Selection]
) -> None:
    first = outlooks.of(live, ALL)
    decide_one(live)
    outlooks.outdate()
    assert outlooks.of(live, ALL).open == first.open - 1
    assert counts == [ALL]


def test_responses_are_counted_again_after_a_large_change(
    outlooks: Outlooks, live: LiveQueue, counts: list[Selection]
) -> None:
    outlooks.of(live, ALL)
    outlooks.clear()
    outlooks.of(live, ALL)
    assert counts == [ALL, ALL]


def test_many_who_ask_at_once_count_once(
    outlooks: Outlooks, live: LiveQueue, counts: list[Selection], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, real = Event(), Event(), outcomes.count

    def slow(store: Store, selection: Selection) -> int:
        begun.set()
        assert go_on.wait(10)
        return real(store, selection)

    monkeypatch.setattr(outcomes, "count", slow)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(outlooks.of, live, ALL)
        assert begun.wait(10)
        others = [threads.submit(outlooks.of, live, ALL) for _ in range(3)]
        go_on.set()
        assert {asked.result(10) for asked in (first, *others)} == {first.result()}
    assert counts == [ALL]


def test_while_somebody_counts_others_get_the_last_outlook(
    outlooks: Outlooks, live: LiveQueue, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = outlooks.of(live, ALL)
    decide_one(live)
    clock.move()
    with outlooks._counting:
        assert outlooks.of(live, ALL) == last
    assert outlooks.of(live, ALL).open == last.open - 1
