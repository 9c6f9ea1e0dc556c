"""Workers: an executor of warm processes, where a call that takes too long or too much is killed alone.

Each process has a pipe of its own and a thread that watches it, so the death of one, at any moment, harms no
other call: it is started again, and its call gets a second try.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, ParamSpec, TypeVar

from review_app.grading.child import Child, Died, Limits

P = ParamSpec("P")
T = TypeVar("T")

# What kills two children on the way will kill the third.
TRIES = 2


class Workers(Executor):
    """`count` processes (one a processor by default), started with the first call.

    A future's `result()` raises TimeoutError where the call was killed for its time, MemoryError where it
    wanted more memory than it may have, BrokenExecutor where its processes died, RuntimeError where it
    failed, CancelledError where the workers were stopped. Functions and arguments are pickled. Any thread may submit.
    """

    def __init__(self, limits: Limits | None = None, count: int | None = None) -> None:
        self.limits = limits or Limits()
        self.count = count or processors()
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._watchers: list[Watcher] = []
        self._changing = Lock()
        self._closed = False

    @property
    def started(self) -> bool:
        """Has there been a first call?"""
        return bool(self._watchers)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a call. Raises RuntimeError after shutdown."""
        job = Job(Future(), fn, args, kwargs)
        with self._changing:
            if self._closed:
                raise RuntimeError("these workers are shut down; make new ones")
            if not self._watchers:
                self._watchers = [Watcher(self._jobs, self.limits) for _ in range(self.count)]
            self._jobs.put(job)
        return job.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes when the queue is empty; under `cancel_futures` at once, unfinished."""
        with self._changing:
            first, self._closed = not self._closed, True
        if cancel_futures:
            self._cancel()
        if first:
            for _ in self._watchers:
                self._jobs.put(None)
        if wait:
            for watcher in self._watchers:
                watcher.thread.join()

    def _cancel(self) -> None:
        for watcher in self._watchers:
            watcher.stop()
        while not self._jobs.empty():
            job = self._jobs.get()
            if job is not None:
                job.future.cancel()


def processors() -> int:
    """How many this process may use.

    >>> processors() >= 1
    True
    """
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Job:
    """A call, and the future that waits for it."""

    future: Future[Any]
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def settle(self, outcome: tuple[bool, Any]) -> None:
        """Give the future what came of the call: (true, result) or (false, exception)."""
        good, value = outcome
        if good:
            self.future.set_result(value)
        else:
            self.future.set_exception(value)


class Watcher:
    """One child after the other, and the thread that hands it calls and kills it when its time is over."""

    def __init__(self, jobs: SimpleQueue[Job | None], limits: Limits) -> None:
        self._jobs = jobs
        self._limits = limits
        self._child: Child | None = None
        self._stopped = False
        self._changing = Lock()
        self.thread = Thread(target=self._watch, name="review_app worker", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Kill the child now, whatever it is at, and start no other."""
        with self._changing:
            self._stopped = True
            if self._child:
                self._child.kill()

    def _watch(self) -> None:
        self._warm()
        while (job := self._jobs.get()) is not None:
            if job.future.set_running_or_notify_cancel():
                job.settle(self._outcome(job))
                self._warm()
        self._drop()

    def _warm(self) -> None:
        """Have a child ready before a call is taken, so that none waits for its start; a call would hear of faults."""
        with suppress(Exception):
            self._ready().warm_up()

    def _ready(self) -> Child:
        """The child, a new one where there is none. Raises Died after `stop`."""
        with self._changing:
            if self._stopped:
                raise Died
            self._child = self._child or Child(self._limits)
            return self._child

    def _outcome(self, job: Job) -> tuple[bool, Any]:
        """Never raises: the future of a call that went wrong must hear of it, or its reader would wait on."""
        try:
            message = pickle.dumps((job.function, job.args, job.kwargs))
        except Exception as error:  # pickling runs code of the arguments, which may raise anything
            return False, error
        for _ in range(TRIES):
            try:
                return self._ready().ask(message)
            except TimeoutError as error:
                self._drop()
                return False, error
            except Died:
                self._drop()
            except Exception as error:  # no process can be started, or whatever else: this call hears of it
                self._drop()
                return False, error
            if self._stopped:
                return False, CancelledError()
        return False, BrokenExecutor(f"{TRIES} processes ended while they were at it")

    def _drop(self) -> None:
        with self._changing:
            child, self._child = self._child, None
        if child:
            child.end()
