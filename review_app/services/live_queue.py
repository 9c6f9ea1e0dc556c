"""The live queue: one queue for all threads of a server, read anew while people go on working."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from threading import Lock, RLock
from typing import TypeVar

from review_app.queue.queue import Queue
from review_app.services.preferences import Preferences, preferences
from review_app.services.queue_loading import load_queue
from review_app.store import Store
from review_app.store import preferences as kept

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from the store at once: the queue, and the choices that it was made by."""

    queue: Queue
    preferences: Preferences
    guideline: int | None


class LiveQueue:
    """Every use of the queue goes through `use`. Reading it anew takes seconds for a large store; what happens
    meanwhile is done to the old queue at once and to the new one before it takes over."""

    def __init__(self, store: Store, clock: Callable[[], datetime], random: Random) -> None:
        self._store = store
        self._clock = clock
        self._random = random
        self._lock = RLock()
        self._one_at_a_time = Lock()
        self._reading: Reading | None = None
        self._meanwhile: list[Callable[[Queue], object]] | None = None

    @property
    def now(self) -> Reading:
        """The queue as it is, and the choices it was made by; read from the store at the first call."""
        with self._lock:
            if self._reading is None:
                self._reading = self._read()
            return self._reading

    def use(self, change: Callable[[Queue], T], again: Callable[[Queue, T], object] | None = None) -> T:
        """Do something with the queue while nobody else does; its result.

        While a new queue is read, it is done to that one too: `change` itself, or `again` with the result of the
        first time where doing the same once more would do something else.
        """
        with self._lock:
            result = change(self.now.queue)
            if self._meanwhile is not None:
                self._meanwhile.append(change if again is None else lambda queue: again(queue, result))
            return result

    def refresh(self) -> None:
        """Read the queue anew; when this returns, the new one is in use."""
        with self._one_at_a_time:
            with self._lock:
                self._meanwhile = []
            try:
                fresh = self._read()
                with self._lock:
                    for change in self._meanwhile:
                        change(fresh.queue)
                    if self._reading is not None:
                        # A hold that was given just before may have been on its way to the disk.
                        fresh.queue.leases = self._reading.queue.leases
                    self._reading = fresh
            finally:
                with self._lock:
                    self._meanwhile = None

    def _read(self) -> Reading:
        """Everything from the store."""
        chosen, latest = preferences(self._store), kept.latest_guidelines(self._store)
        queue = load_queue(self._store, chosen, self._clock(), self._random)
        return Reading(queue, chosen, latest["version"] if latest else None)
