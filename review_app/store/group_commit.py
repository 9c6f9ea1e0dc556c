"""Group commit: what many want written at once goes to the disk in one transaction.

Ten small commits cost ten times what one of ten rows costs. One thread writes: whatever came while it was busy goes
together in its next round. Alone, nobody waits for anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

Entry = TypeVar("Entry")
Result = TypeVar("Result")


class GroupCommit(Generic[Entry, Result]):
    """Calls `write` with the entries of all who wait; it gives a result or an exception for each of them.

    `settled` is told of each entry and what became of it before anybody else is.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Entry]], Sequence[Result | Exception]],
        settled: Callable[[Entry, Result | Exception], None] = lambda entry, outcome: None,
    ) -> None:
        self._write = write
        self._settled = settled
        self._lock = Lock()
        self._waiting: list[tuple[Entry, Future[Result]]] = []
        self._busy = False
        self._writer = ThreadPoolExecutor(1, "writer")

    def __call__(self, entry: Entry) -> Result:
        """The result of this entry, once it is written. Raises what went wrong."""
        return self.submit(entry).result()

    def submit(self, entry: Entry) -> Future[Result]:
        """The same for whoever has other things to do meanwhile."""
        future: Future[Result] = Future()
        with self._lock:
            self._waiting.append((entry, future))
            begins, self._busy = not self._busy, True
        if begins:
            self._writer.submit(self._work)
        return future

    def _work(self) -> None:
        """Write round after round, until nobody waits."""
        while True:
            with self._lock:
                batch, self._waiting = self._waiting, []
                self._busy = bool(batch)
            if not batch:
                return
            self._round(batch)

    def _round(self, batch: Sequence[tuple[Entry, Future[Result]]]) -> None:
        """Write the entries and tell everybody."""
        outcomes: Sequence[Result | Exception]
        try:
            outcomes = self._write([entry for entry, _ in batch])
        except Exception as error:
            outcomes = [error] * len(batch)
        for (entry, future), outcome in zip(batch, outcomes, strict=True):
            try:
                self._settled(entry, outcome)
            except Exception as error:
                future.set_exception(error)
                continue
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
