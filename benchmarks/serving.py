"""Serving: how long a person waits for the app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks import scenario
from benchmarks.commands import served
from benchmarks.figures import Figure

RUNS = 3


def ready(room: Path) -> Iterator[Figure]:
    """From starting `review-app serve` to the sign-in page fetched, on the bundled sample."""
    yield Figure("serve.ready_s", median(seconds(scenario.sample(room)) for _ in range(RUNS)), "s")


def seconds(database: Path) -> float:
    """Start it once, and stop it."""
    with served(database) as server:
        return server.seconds
