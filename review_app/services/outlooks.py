"""Outlooks: how far people are with each scope, counted anew as often as counting is cheap, however many ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from time import perf_counter

from review_app.domain import Selection
from review_app.queue.item import Source
from review_app.queue.outlook import Outlook, outlook
from review_app.queue.queue import Queue
from review_app.services.live_queue import LiveQueue
from review_app.store import Store, outcomes

# What counting may cost, in shares of the time: a short queue is counted at each decision, one of 100,000 cases twice a
# minute, because nobody gets a case meanwhile. With fifty people at work it changes all the time anyway.
SHARE = 0.004
LONGEST_SECONDS = 30.0


class Outlooks:
    """The latest outlook of each scope."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._counting = Lock()
        self._responses: dict[Selection, int] = {}
        self._kept: dict[Selection, tuple[datetime, Outlook]] = {}

    def of(self, live: LiveQueue, scope: Selection) -> Outlook:
        """The outlook of a scope, half a minute old at most. One counts; whoever comes meanwhile gets the last one."""
        last = self._kept.get(scope)
        if last is not None and self._is_fresh(last):
            return last[1]
        if not self._counting.acquire(blocking=last is None):
            return last[1] if last else self._counted(live, scope)
        try:
            last = self._kept.get(scope)
            return last[1] if last is not None and self._is_fresh(last) else self._counted(live, scope)
        finally:
            self._counting.release()

    def outdate(self) -> None:
        """Somebody waits to see a change: count anew at the next call, of as many responses."""
        self._kept = {}

    def clear(self) -> None:
        """Something changed many cases. What is being counted at this moment is not kept."""
        self._responses, self._kept = {}, {}

    def _is_fresh(self, known: tuple[datetime, Outlook]) -> bool:
        until, _ = known
        return self._clock() < until

    def _counted(self, live: LiveQueue, scope: Selection) -> Outlook:
        """The outlook of a scope, counted now."""
        counts, kept = self._responses, self._kept
        if scope not in counts:
            counts[scope] = outcomes.count(self._store, scope)
        responses = counts[scope]

        def look(queue: Queue) -> Outlook:
            return outlook(queue.lane(Source.DOUBTFUL, scope, queue.rules.order), responses)

        begun = perf_counter()
        found = live.use(look)
        seconds = min((perf_counter() - begun) / SHARE, LONGEST_SECONDS)
        kept[scope] = self._clock() + timedelta(seconds=seconds), found
        return found
