"""Generation jobs: has models answer in the server's background, to be watched, cancelled and gone on with."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from threading import Event, Lock, Thread
from typing import Any

from review_app.errors import InputError, NotFound, ReviewError
from review_app.llm import Endpoint, Limits, Price, Sampling
from review_app.services.asking import Watch
from review_app.services.generate import generate, require_possible
from review_app.services.generation_plan import Wish, run_wished
from review_app.services.generation_progress import Progress
from review_app.store import Store, wishes

# So long (seconds) the answers on their way are waited for when the server ends.
CLOSE_SECONDS = 10.0


class State(StrEnum):
    """Where a run is."""

    RUNNING = "running"
    ENDING = "ending"  # cancelled; what is on its way is waited for
    RESTING = "resting"  # nobody asks; questions may be open
    DONE = "done"  # every question was asked in this process
    STOPPED = "stopped"  # it broke off, for a reason


@dataclass(frozen=True, slots=True)
class Told:
    """A run as people see it: what was wished by whom and when, how many responses are there, and of a run that this
    process has worked on how it went; `reason` says why it stopped."""

    run_id: str
    wish: Wish
    member: str
    begun_at: datetime
    done: int
    state: State = State.RESTING
    progress: Progress | None = None
    reason: ReviewError | None = None


@dataclass(slots=True)
class Job:
    """One run in the background; written by its own thread."""

    halt: Event
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


class Jobs:
    """The runs of one server; several may be under way, each of them once. `after` is called when one has ended."""

    def __init__(self, store: Store, after: Callable[[], None] = lambda: None) -> None:
        self._store, self._after = store, after
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()

    def start(self, wish: Wish, member: str) -> str:
        """Begin, or go on with, the run that the wish belongs to; its id. Nothing was paid when this raises InputError
        or SandboxError."""
        run = run_wished(self._store, wish)
        require_possible(wish)
        with self._lock:
            if (known := self._jobs.get(run.id)) and known.state in {State.RUNNING, State.ENDING}:
                raise InputError("run {run} is being generated already; wait for it or cancel it", run=run.id)
            wishes.add(self._store, run.id, plain(wish), member)
            job = Job(Event())
            job.thread = Thread(target=self._work, args=(job, wish), name=f"generate {run.id}", daemon=True)
            self._jobs[run.id] = job
            job.thread.start()
        return run.id

    def resume(self, run_id: str, member: str) -> str:
        """Go on with a run as it was wished last. Raises NotFound, and what `start` raises."""
        return self.start(self.told(run_id).wish, member)

    def cancel(self, run_id: str) -> None:
        """Ask no more; what came, and what is on its way, is kept. Nothing happens to a run that rests."""
        with self._lock:
            if job := self._jobs.get(run_id):
                job.halt.set()

    def told(self, run_id: str) -> Told:
        """One run. Raises NotFound."""
        found = next((one for one in self.all() if one.run_id == run_id), None)
        if found is None:
            raise NotFound("run {run}: was not begun on this page; choose one of the list", run=run_id)
        return found

    def all(self) -> list[Told]:
        """The newest runs that people had the server generate."""
        return [self._told(row) for row in wishes.newest(self._store)]

    def under_way(self) -> bool:
        """Whether anything is."""
        with self._lock:
            return any(job.state in {State.RUNNING, State.ENDING} for job in self._jobs.values())

    def close(self, seconds: float = CLOSE_SECONDS) -> None:
        """Cancel all and wait a while for what is on its way."""
        with self._lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            job.halt.set()
        for job in jobs:
            if job.thread:
                job.thread.join(seconds)

    def _told(self, row: Mapping[str, Any]) -> Told:
        told = Told(row["run_id"], wish_of(row["wish"]), row["member"], row["begun_at"], row["done"])
        job = self._jobs.get(told.run_id)
        if job is None:
            return told
        return replace(told, state=job.state, progress=job.progress, reason=job.reason)

    def _work(self, job: Job, wish: Wish) -> None:
        def told(now: Progress) -> None:
            job.progress = now

        try:
            found = generate(self._store, wish, Watch(told, job.halt.is_set))
            job.progress, job.reason = found.progress, found.stopped
            self._after()
        except ReviewError as error:
            job.reason = error
        except Exception:
            logging.getLogger(__name__).exception("generating broke off")
            job.reason = ReviewError("it broke off for a reason of its own; the server's log tells it")


def plain(wish: Wish) -> dict[str, Any]:
    """A wish as plain values. It holds the name of the key's variable, never the key."""
    return asdict(wish)


def wish_of(values: Mapping[str, Any]) -> Wish:
    """The wish again."""
    sampling = dict(values["sampling"])
    parts = {
        "endpoint": Endpoint(**values["endpoint"]),
        "sampling": Sampling(**sampling | {"stop": tuple(sampling["stop"])}),
        "limits": Limits(**values["limits"]),
        "price": Price(**values["price"]) if values["price"] else None,
    }
    return Wish(**{**values, **parts})
