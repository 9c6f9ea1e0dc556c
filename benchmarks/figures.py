"""Figures: what a benchmark gives back, and the two ways in which it gives nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles


class Absent(Exception):
    """What the benchmark needs is not on this machine; the message says what. It is skipped, never faked."""


class Broken(Exception):
    """A command failed or took too long; the message says which, and what it printed last."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number: `Figure("cli.help_s", 0.141, "s")`."""

    name: str
    value: float
    unit: str

    def __str__(self) -> str:
        """`name value unit`, the value with about three digits.

        >>> str(Figure("import.rows_per_s", 11764.7, "rows/s")), str(Figure("cli.help_s", 0.1412, "s"))
        ('import.rows_per_s 11765 rows/s', 'cli.help_s 0.141 s')
        """
        return f"{self.name} {digits(self.value)} {self.unit}"


# A measure gets the temporary folder that all benchmarks of one run share.
Measure = Callable[[Path], Iterator[Figure]]


def spread(name: str, taken: list[float]) -> Iterator[Figure]:
    """Median and 95th percentile of milliseconds."""
    yield Figure(f"{name}.median_ms", median(taken), "ms")
    yield Figure(f"{name}.p95_ms", quantiles(taken, n=20, method="inclusive")[-1], "ms")


def digits(value: float) -> str:
    """A number with about three digits.

    >>> digits(0.14123), digits(14.123), digits(141.23), digits(0)
    ('0.141', '14.1', '141', '0')
    """
    if value == int(value) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"
