"""Bounded: a share with bounds for what is open, and the interval around both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any


@dataclass(frozen=True, slots=True)
class Bounded:
    """Shares 0..1: `low` and `high` with all open responses wrong and right; the 95 % interval reaches around both."""

    low: float
    high: float
    interval_low: float
    interval_high: float

    def holds(self, share: float) -> bool:
        """Whether the interval has the share inside."""
        return self.interval_low <= share <= self.interval_high


def bounded(row: Mapping[str, Any], measure: str = "corrected") -> Bounded:
    """One of MEASURES from a row of `score` or `macro`."""
    ends = ("low", "high", "interval_low", "interval_high")
    return Bounded(*(float(row[f"{measure}_{end}"]) for end in ends))


def margins(*parts: Bounded) -> tuple[float, float]:
    """How far the 95 % interval of a sum (or of one figure that is uncertain for several reasons) reaches below and
    above it: the distances of independent parts add up as squares (Zou and Donner 2008).

    >>> below, above = margins(Bounded(0.6, 0.6, 0.57, 0.62), Bounded(0.2, 0.2, 0.16, 0.2))
    >>> round(below, 4), round(above, 4)
    (0.05, 0.02)
    """
    below = sqrt(sum((part.low - part.interval_low) ** 2 for part in parts))
    return below, sqrt(sum((part.interval_high - part.high) ** 2 for part in parts))
