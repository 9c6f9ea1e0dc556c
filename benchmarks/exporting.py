"""Exporting: the generated responses, graded, into a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import load
from benchmarks.commands import run
from benchmarks.figures import Figure


def parquet(room: Path) -> Iterator[Figure]:
    """`review-app export parquet` of 200,000 responses."""
    yield Figure("export.parquet_s", seconds(room, "parquet"), "s")


def csv(room: Path) -> Iterator[Figure]:
    """`review-app export csv` of 200,000 responses."""
    yield Figure("export.csv_s", seconds(room, "csv"), "s")


def seconds(room: Path, name: str) -> float:
    """Export them once."""
    database, _ = load.graded(room)
    return run("export", name, "--output", room / f"scores.{name}", "--db", database).seconds
