"""Run: one piece of code in a box, to its end or to the end of its patience."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from review_app.errors import SandboxError
from review_app.sandbox import box
from review_app.sandbox.bounds import Bounds

# So much is read at once.
PIECE = 65_536

# One that has closed its outputs is about to end: so long (seconds) it is given at least.
GRACE = 0.05

# So long code may be: more is no program but an attack on the pipe.
LONGEST_CODE = 1_000_000


class Ended(StrEnum):
    """How the code ended."""

    WELL = "well"
    ERROR = "error"  # it raised an exception or left with a code
    TIME = "time"  # it took too long
    MEMORY = "memory"  # it wanted too much
    OUTPUT = "output"  # it said too much


@dataclass(frozen=True, slots=True)
class Ran:
    """What the code printed, what it said in error (a traceback, mostly), how it ended, after how many seconds."""

    output: str
    error: str
    ended: Ended
    seconds: float


class Sandbox:
    """Runs code under bounds. Any thread may use it. Raises SandboxError where there is no isolation: it never runs
    anything without.

    >>> Sandbox().run("print(6 * 7)").output                                        # doctest: +SKIP
    '42\\n'
    """

    def __init__(self, bounds: Bounds | None = None, obstacle: Callable[[], str | None] = box.obstacle) -> None:
        self.bounds = bounds or Bounds()
        if reason := obstacle():
            raise SandboxError("code of models is not run here, for there is no isolation: {reason}", reason=reason)

    def run(self, code: str) -> Ran:
        """Run it and wait. Whatever it does, this comes back in little more than its seconds."""
        if len(code) > LONGEST_CODE:
            raise SandboxError(
                "the code has {length:,} characters; {most:,} are taken", length=len(code), most=LONGEST_CODE
            )
        begun = time.monotonic()
        deadline = begun + self.bounds.seconds
        with box.started(self.bounds) as process:
            talk = Talk(process, code.encode("utf-8", "replace"), self.bounds.output)
            stopped = talk.until(deadline) or silent(process, deadline)
        return ran(talk, stopped, process.returncode, time.monotonic() - begun)


class Talk:
    """What goes into the process and comes out of it, no more than it may."""

    def __init__(self, process: subprocess.Popen[bytes], code: bytes, most: int) -> None:
        self.said = {"output": bytearray(), "error": bytearray()}
        self._process, self._rest, self.most = process, memoryview(code), most

    def until(self, deadline: float) -> Ended | None:
        """Talk until the process ends (None) or must be stopped."""
        with selectors.DefaultSelector() as watched:
            for pipe, events, name in (
                (self._process.stdin, selectors.EVENT_WRITE, "code"),
                (self._process.stdout, selectors.EVENT_READ, "output"),
                (self._process.stderr, selectors.EVENT_READ, "error"),
            ):
                if pipe:
                    os.set_blocking(pipe.fileno(), False)
                    watched.register(pipe, events, name)
            while watched.get_map():
                left = deadline - time.monotonic()
                if left <= 0:
                    return Ended.TIME
                for key, _ in watched.select(left):
                    if not self._step(key.fileobj, key.data):  # type: ignore[arg-type]  # what was registered
                        watched.unregister(key.fileobj)
                if any(len(said) > self.most for said in self.said.values()):
                    return Ended.OUTPUT
        return None

    def _step(self, pipe: IO[bytes], name: str) -> bool:
        """Write or read one piece; whether there may be more."""
        if name == "code":
            with suppress(BrokenPipeError):
                self._rest = self._rest[os.write(pipe.fileno(), self._rest) :]
                if self._rest:
                    return True
            pipe.close()
            return False
        piece = os.read(pipe.fileno(), PIECE)
        self.said[name] += piece
        return bool(piece)


def silent(process: subprocess.Popen[bytes], deadline: float) -> Ended | None:
    """Wait for one that has closed its outputs, which need not be its end."""
    try:
        process.wait(max(GRACE, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return Ended.TIME
    return None


def ran(talk: Talk, stopped: Ended | None, code: int, seconds: float) -> Ran:
    """What became of it; what it said beyond what it may is left out."""
    output, error = (bytes(said[: talk.most]).decode("utf-8", "replace") for said in talk.said.values())
    if stopped is None and code:
        last = error.strip().rpartition("\n")[2]
        stopped = Ended.MEMORY if "MemoryError" in last.partition(":")[0] else Ended.ERROR
        error = error or f"ended with code {code}\n"
    return Ran(output, error, stopped or Ended.WELL, seconds)
