"""Importing: a real pair of result files, and a generated file of the largest ordinary size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks import scenario
from benchmarks.commands import run
from benchmarks.figures import Figure
from benchmarks.load import ROWS, imported

RUNS = 3


def percent4(room: Path) -> Iterator[Figure]:
    """Both files of percent4 into a database that already holds GSM8K: 2,638 responses."""
    yield Figure("import.percent4_s", median(seconds(room, number) for number in range(RUNS)), "s")


def seconds(room: Path, number: int) -> float:
    """Import them once, into a fresh copy."""
    database = scenario.copied(scenario.with_gsm8k(room), room / f"percent4-{number}.duckdb")
    return run("import", "auto", *scenario.real(*scenario.PERCENT4), "--db", database).seconds


def generated(room: Path) -> Iterator[Figure]:
    """The generated file into an empty database: rows a second of the whole command, and its peak memory."""
    _, finished = imported(room)
    yield Figure("import.rows_per_s", ROWS / finished.seconds, "rows/s")
    yield Figure("import.peak_mb", finished.peak_mb, "MB")
