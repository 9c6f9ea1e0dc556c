"""Outlooks: how far people are with each scope, counted every few seconds however many ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from review_app.domain import Selection
from review_app.queue.item import Source
from review_app.queue.outlook import Outlook, outlook
from review_app.queue.queue import Queue
from review_app.services.live_queue import LiveQueue
from review_app.store import Store, outcomes

# With fifty people at work it changes all the time, and nobody reads it as often.
KEPT_SECONDS = 2.0


class Outlooks:
    """The latest outlook of each scope."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._counting = Lock()
        self._responses: dict[Selection, int] = {}
        self._kept: dict[Selection, tuple[datetime, Outlook]] = {}

    def of(self, live: LiveQueue, scope: Selection) -> Outlook:
        """The outlook of a scope, a few seconds old. One person counts; whoever comes meanwhile gets the last one."""
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
        return (self._clock() - known[0]).total_seconds() < KEPT_SECONDS

    def _counted(self, live: LiveQueue, scope: Selection) -> Outlook:
        """The outlook of a scope, counted now."""
        moment, counts, kept = self._clock(), self._responses, self._kept
        if scope not in counts:
            counts[scope] = outcomes.count(self._store, scope)
        responses = counts[scope]

        def look(queue: Queue) -> Outlook:
            return outlook(queue.lane(Source.DOUBTFUL, scope, queue.rules.order), responses)

        found = live.use(look)
        kept[scope] = moment, found
        return found
