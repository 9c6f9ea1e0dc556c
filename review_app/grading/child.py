"""Child: a process that answers calls over a pipe, within limits, and can be killed at any moment."""

from __future__ import annotations

import json
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from typing import Any

# Loaded before a child says that it is ready, so that the time it takes is no case's time.
PRELOADED = ("review_app.grading", "sympy")
# A child finds modules where its parent does.
BEGIN = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from review_app.grading.child import main
main(*sys.argv[2:])
"""
# A busy machine may take this long to start a child; one that takes longer never will.
START_SECONDS = 60.0
# A child whose parent is gone ends itself this long after its limit; a living parent kills it long before.
GRACE_SECONDS = 5.0

MEGABYTE = 1024 * 1024
READY = b"ready"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take: wall seconds, and megabytes of address space of its process."""

    seconds: float = 3.0
    megabytes: int = 1024


class Died(Exception):
    """The child ended before it gave its answer."""


class Child:
    """A process that answers one call after the other over its pipe.

    It is a Python of its own: what `multiprocessing` starts runs the caller's script anew, and none of Dask's may.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pipe, theirs = Pipe()
        with theirs:
            self._process = start(theirs.fileno(), limits)
        self._warm = False

    def ask(self, message: bytes) -> tuple[bool, Any]:
        """(true, result) or (false, exception). Raises TimeoutError, or Died where the process ended."""
        self.warm_up()
        with pipe_of_the_living():
            self._pipe.send_bytes(message)
        answer: tuple[bool, Any] = pickle.loads(self._receive(self._limits.seconds))  # noqa: S301  our own child
        return answer

    def warm_up(self) -> None:
        """Wait until it has loaded what it needs."""
        if not self._warm:
            self._receive(START_SECONDS)
            self._warm = True

    def _receive(self, seconds: float) -> bytes:
        with pipe_of_the_living():
            if self._pipe.poll(seconds):
                message: bytes = self._pipe.recv_bytes()
                return message
        raise TimeoutError(f"took longer than {seconds:g} s")

    def kill(self) -> None:
        """End the process, whatever it is at; what waits for its answer hears Died."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process and give back all it held; nothing is lost, it answers before it takes more."""
        self._process.kill()
        self._process.wait()
        self._pipe.close()


@contextmanager
def pipe_of_the_living() -> Iterator[None]:
    """A pipe that breaks is the end of the process behind it."""
    try:
        yield
    except (EOFError, OSError) as broken:
        raise Died from broken


def start(pipe: int, limits: Limits) -> subprocess.Popen[bytes]:
    """A child at the other end of the pipe; in a process group of its own, so that Ctrl-C is left to the parent."""
    given = [json.dumps(sys.path), str(pipe), repr(limits.seconds), str(limits.megabytes), *PRELOADED]
    return subprocess.Popen(  # noqa: S603  this Python, our own code
        [sys.executable, "-I", "-c", BEGIN, *given],
        stdin=subprocess.DEVNULL,
        pass_fds=[pipe],
        process_group=0,
    )


def main(pipe: str, seconds: str, megabytes: str, *preloaded: str) -> None:
    """The life of a child: answer calls until the parent closes the pipe or is gone."""
    for name in preloaded:
        import_module(name)
    limits = Limits(float(seconds), int(megabytes))
    confine(limits)
    with suppress(EOFError, OSError):
        serve(Connection(int(pipe)), limits)


def serve(pipe: Connection, limits: Limits) -> None:
    """Answer one call after the other."""
    pipe.send_bytes(READY)
    while True:
        message = pipe.recv_bytes()
        alarm(limits.seconds + GRACE_SECONDS)
        answer = attempt(message)
        alarm(0)
        pipe.send_bytes(answer)


def confine(limits: Limits) -> None:
    """Bound the memory of this process, and let it leave no core file when it breaks."""
    size = limits.megabytes * MEGABYTE
    with suppress(ValueError, OSError):  # macOS knows the limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def alarm(seconds: float) -> None:
    """End this process after so many seconds, even in the middle of C code; 0 calls it off."""
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
