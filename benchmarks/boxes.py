"""Boxes: what the isolation of a piece of code costs over running it in a bare Python."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from benchmarks.figures import Absent, Figure

RUNS = 40
CODE = "print(1)"


def overhead(room: Path) -> Iterator[Figure]:
    """Both by turns, so that what else the machine does falls on both. Raises Absent where there is no isolation."""
    from review_app.errors import SandboxError
    from review_app.sandbox import Sandbox
    from review_app.sandbox.box import interpreter

    try:
        sandbox = Sandbox()
    except SandboxError as error:
        raise Absent(str(error)) from error
    bare = [interpreter(), "-I", "-S", "-B", "-c", CODE]
    boxed, alone = [], []
    for _ in range(RUNS):
        boxed.append(milliseconds(lambda: sandbox.run(CODE)))
        alone.append(milliseconds(lambda: subprocess.run(bare, capture_output=True, check=True)))
    yield Figure("sandbox.overhead_ms", median(boxed) - median(alone), "ms")


def milliseconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)
