"""The command line itself: what every command costs before it does anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.commands import run
from benchmarks.figures import Figure

RUNS = 7


def help_text(room: Path) -> Iterator[Figure]:
    """Wall time of `review-app --help`: the median of RUNS after a warm-up."""
    run("--help")
    yield Figure("cli.help_s", median(run("--help").seconds for _ in range(RUNS)), "s")
