"""Background: what a server does beside answering: each thing once at a time, in a thread of its own, to be watched and
cancelled."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event, Lock, Thread
from typing import Protocol

from review_app.errors import InputError, ModelError, ReviewError
from review_app.services.asking import Watch
from review_app.services.generation_progress import Progress

# So long (seconds) what is on its way is waited for when the server ends.
CLOSE_SECONDS = 10.0

# What it is, and which of these: ("judge", "3f2a…").
Key = tuple[str, str]


class State(StrEnum):
    """Where a job is."""

    RUNNING = "running"
    ENDING = "ending"  # cancelled; what is on its way is waited for
    RESTING = "resting"  # nobody asks; questions may be open
    DONE = "done"  # every question was asked in this process
    STOPPED = "stopped"  # it broke off, for a reason


UNDER_WAY = frozenset({State.RUNNING, State.ENDING})


class Ended(Protocol):
    """What a job gives when it is over: how far it came, and why it was broken off."""

    @property
    def progress(self) -> Progress:
        """How it stands."""

    @property
    def stopped(self) -> ModelError | None:
        """None where it was not."""


Work = Callable[[Watch], Ended]


@dataclass(slots=True)
class Job:
    """One job; written by its own thread. `reason` says why it stopped."""

    halt: Event = field(default_factory=Event)
    thread: Thread | None = None
    progress: Progress | None = None
    reason: ReviewError | None = None

    @property
    def state(self) -> State:
        """Where it is."""
        if self.thread and self.thread.is_alive():
            return State.ENDING if self.halt.is_set() else State.RUNNING
        if self.reason:
            return State.STOPPED
        finished = self.progress is not None and self.progress.done >= self.progress.total
        return State.DONE if finished else State.RESTING

    def told(self, now: Progress) -> None:
        """How it stands now."""
        self.progress = now


class Background:
    """The jobs of one server; `after` is called when one has come to its end."""

    def __init__(self, after: Callable[[], None] = lambda: None) -> None:
        self._after = after
        self._jobs: dict[Key, Job] = {}
        self._lock = Lock()

    def start(self, key: Key, work: Work, refusal: InputError, begins: Callable[[], None] = lambda: None) -> None:
        """Have it done; `begins` is called before. Raises the refusal where it is under way."""
        with self._lock:
            if (known := self._jobs.get(key)) and known.state in UNDER_WAY:
                raise refusal
            begins()
            job = Job()
            job.thread = Thread(target=self._run, args=(job, work), name=" ".join(key), daemon=True)
            self._jobs[key] = job
            job.thread.start()

    def cancel(self, key: Key) -> None:
        """Have no more asked; what came, and what is on its way, is kept. Nothing happens to what rests."""
        with self._lock:
            if job := self._jobs.get(key):
                job.halt.set()

    def look(self, key: Key) -> Job | None:
        """The job, also one that has ended; None where this process had none."""
        return self._jobs.get(key)

    def under_way(self, kind: str | None = None) -> bool:
        """Whether anything (of a kind) is."""
        with self._lock:
            return any(job.state in UNDER_WAY for key, job in self._jobs.items() if kind in {None, key[0]})

    def close(self, seconds: float = CLOSE_SECONDS) -> None:
        """Cancel all and wait a while for what is on its way."""
        with self._lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            job.halt.set()
        for job in jobs:
            if job.thread:
                job.thread.join(seconds)

    def _run(self, job: Job, work: Work) -> None:
        try:
            found = work(Watch(job.told, job.halt.is_set))
            job.progress, job.reason = found.progress, found.stopped
            self._after()
        except ReviewError as error:
            job.reason = error
        except Exception:
            logging.getLogger(__name__).exception("work in the background broke off")
            job.reason = ReviewError("it broke off for a reason of its own; the server's log tells it")
