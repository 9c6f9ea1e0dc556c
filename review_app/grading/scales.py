"""Scales: factors between units, and where a problem makes one of them likely."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from review_app.grading import asked

# Decimals of a share may be rounded before they are multiplied.
NEAR = 1 / 200
# A conversion of exact numbers is exact but for the last digits of a float.
EXACT = 1e-9


class Scale(NamedTuple):
    """`factor` of one unit make the other; `likely` says whether the problem has both in play."""

    factor: float
    likely: Callable[[str], bool]


def _stems(*stems: str) -> Callable[[str], bool]:
    return lambda statement: asked.words(statement, *stems)


def _money(statement: str) -> bool:
    return asked.words(statement, "cent", "penn", "dime", "nickel", "quarter", "coin") or "¢" in statement


def _share(statement: str) -> bool:
    return asked.percent(asked.question(statement)) or asked.words(
        asked.question(statement),
        "rate",
        "share",
        "proportion",
        "portion",
        "probability",
        "chance",
        "interest",
    )


_SCALES = (
    Scale(100, _money),
    Scale(100, _share),
    Scale(60, asked.time),
    Scale(100, _stems("centimet", "cm")),
    Scale(1_000, _stems("kilo", "km", "kg", "milli", "ml", "mm")),
    Scale(1_000_000, _stems("million")),
    Scale(180 / math.pi, _stems("degree", "radian")),
)
# With a unit written beside a number any conversion is possible.
_UNITS = (60, 3_600, 24, 7, 12, 3, 36, 5_280, 16, 100, 1_000, 10, 10_000, 144, 9, 2_000, 365)


def explained(one: Fraction, other: Fraction, statement: str, *, units: bool) -> float | None:
    """The factor that would explain the difference of two numbers, if any is likely.

    >>> explained(Fraction(70), Fraction(7, 10), "What is the overall pass rate?", units=False)
    100
    """
    if not one or not other:
        return None
    try:
        ratio = abs(float(one) / float(other))
    except (OverflowError, ZeroDivisionError):
        return None
    ratio = max(ratio, 1 / ratio) if ratio else 0.0
    for scale in _SCALES:
        if abs(ratio - scale.factor) <= NEAR * scale.factor and scale.likely(statement):
            return scale.factor
    return next((factor for factor in _UNITS if units and abs(ratio - factor) <= EXACT * factor), None)
