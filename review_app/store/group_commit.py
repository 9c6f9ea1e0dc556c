"""Group commit: what many threads want written at once goes to the disk in one transaction.

Ten small commits cost ten times what one of ten rows costs. Whoever comes first writes for all who wait; whoever
comes meanwhile waits for the next round. Alone, nobody waits for anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Generic, TypeVar

Entry = TypeVar("Entry")
Result = TypeVar("Result")


class Ticket(Generic[Entry, Result]):
    """An entry that waits to be written, and then its result or what went wrong with it."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.ready = Event()
        self.outcome: Result | Exception | None = None

    def result(self) -> Result:
        """What the writing gave. Raises what went wrong."""
        if isinstance(self.outcome, Exception):
            raise self.outcome
        assert self.outcome is not None, "a ticket is ready when it has its outcome"  # noqa: S101
        return self.outcome


class GroupCommit(Generic[Entry, Result]):
    """Calls `write` with the entries of all waiting threads; it gives a result or an exception for each of them."""

    def __init__(self, write: Callable[[Sequence[Entry]], Sequence[Result | Exception]]) -> None:
        self._write = write
        self._lock = Lock()
        self._waiting: list[Ticket[Entry, Result]] = []
        self._busy = False

    def __call__(self, entry: Entry) -> Result:
        """The result of this entry, once it is written."""
        ticket: Ticket[Entry, Result] = Ticket(entry)
        with self._lock:
            self._waiting.append(ticket)
            leads = not self._busy
            self._busy = True
        if not leads:
            ticket.ready.wait()
        if ticket.outcome is None:
            self._lead()
        return ticket.result()

    def _lead(self) -> None:
        """Write for all who wait now, then let one of those who came meanwhile lead."""
        with self._lock:
            batch, self._waiting = self._waiting, []
        try:
            outcomes = self._write([ticket.entry for ticket in batch])
        except Exception as error:
            outcomes = [error] * len(batch)
        for ticket, outcome in zip(batch, outcomes, strict=True):
            ticket.outcome = outcome
            ticket.ready.set()
        with self._lock:
            if self._waiting:
                self._waiting[0].ready.set()
            else:
                self._busy = False
