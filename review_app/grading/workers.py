"""Workers: an executor of warm processes, where a call that takes too long or too much is killed alone.

Each process has a pipe of its own and a thread that watches it, so the death of one, at any moment, harms no
other call: it is started again, and its call gets a second try.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Loaded once into the server that children are forked from, so that a new child is there in some 20 ms.
PRELOADED = ["__main__", "review_app.grading", "sympy"]
# A busy machine may take this long to start a child; one that takes longer never will.
START_SECONDS = 60.0
# A child whose parent is gone ends itself this long after its limit; a living parent kills it long before.
GRACE_SECONDS = 5.0
# What kills two children on the way will kill the third.
TRIES = 2

MEGABYTE = 1024 * 1024
READY = b"ready"

_STARTING = Lock()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take: wall seconds, and megabytes of address space of its process."""

    seconds: float = 3.0
    megabytes: int = 1024


class Died(Exception):
    """The child ended before it gave its answer."""


class Workers(Executor):
    """`count` processes (one a processor by default), started with the first call.

    A future's `result()` raises TimeoutError where the call was killed for its time, MemoryError where it wanted
    more memory than it may have, BrokenExecutor where its processes died, RuntimeError where it failed. Functions
    and arguments are pickled. Any thread may submit.
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
        """End the processes when the queue is empty; at once, with what they are at, under `cancel_futures`."""
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
                self._child.process.kill()

    def _watch(self) -> None:
        while (job := self._jobs.get()) is not None:
            if job.future.set_running_or_notify_cancel():
                job.settle(self._outcome(job))
        self._drop()

    def _outcome(self, job: Job) -> tuple[bool, Any]:
        """Never raises: the future of a call that went wrong must hear of it, or its reader waits for ever."""
        try:
            message = pickle.dumps((job.function, job.args, job.kwargs))
        except Exception as error:  # pickling runs code of the arguments, which may raise anything
            return False, error
        for _ in range(TRIES):
            try:
                return self._answer(message)
            except TimeoutError as error:
                self._drop()
                return False, error
            except (Died, OSError):
                self._drop()
        return False, BrokenExecutor(f"{TRIES} processes ended while they were at it")

    def _answer(self, message: bytes) -> tuple[bool, Any]:
        with self._changing:
            if self._stopped:
                raise Died
            self._child = self._child or Child(self._limits)
        return self._child.ask(message)

    def _drop(self) -> None:
        with self._changing:
            child, self._child = self._child, None
        if child:
            child.end()


class Child:
    """A process that answers one call after the other over its pipe."""

    def __init__(self, limits: Limits) -> None:
        context = forking()
        self._limits = limits
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, limits), daemon=True)
        with _STARTING:
            self.process.start()
        theirs.close()
        self._warm = False

    def ask(self, message: bytes) -> tuple[bool, Any]:
        """(true, result) or (false, exception). Raises TimeoutError, or Died where the process ended."""
        try:
            if not self._warm:
                self._receive(START_SECONDS)
                self._warm = True
            self._pipe.send_bytes(message)
            answer: tuple[bool, Any] = pickle.loads(self._receive(self._limits.seconds))  # noqa: S301  our own child
        except EOFError as error:
            raise Died from error
        return answer

    def _receive(self, seconds: float) -> bytes:
        if not self._pipe.poll(seconds):
            raise TimeoutError(f"took longer than {seconds:g} s")
        return self._pipe.recv_bytes()

    def end(self) -> None:
        """Kill the process and give back all it held; nothing is lost, it answers before it takes more."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self._pipe.close()


def forking() -> Any:
    """The way to start processes that is safe beside threads, and fast where the system has it."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def serve(pipe: Connection, limits: Limits) -> None:
    """The life of a child: answer calls until the parent closes the pipe or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confine(limits)
    with suppress(EOFError, OSError):
        pipe.send_bytes(READY)
        while True:
            message = pipe.recv_bytes()
            alarm(limits.seconds + GRACE_SECONDS)
            answer = attempt(message)
            alarm(0)
            pipe.send_bytes(answer)


def confine(limits: Limits) -> None:
    """Bound the memory of this process, and let it leave no core file when it breaks."""
    if sys.platform == "win32":
        return
    import resource

    size = limits.megabytes * MEGABYTE
    with suppress(ValueError, OSError):  # macOS knows the limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def alarm(seconds: float) -> None:
    """End this process after so many seconds, even in the middle of C code; 0 calls it off."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def attempt(message: bytes) -> bytes:
    """Do the call; what it raises comes back as a value."""
    try:
        function, args, kwargs = pickle.loads(message)  # noqa: S301  from our own parent, over its own pipe
        return pickle.dumps((True, function(*args, **kwargs)))
    except MemoryError:
        return pickle.dumps((False, MemoryError("needed more memory than it may use")))
    except Exception as error:  # whatever it is, it may cost this call only
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}"[:500])))
