"""Scales: factors between units, and where a problem makes one of them likely."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from review_app.grading import asked

# Decimals of a share may be rounded before they are multiplied.
NEAR = Fraction(1, 200)


class Scale(NamedTuple):
    """`factor` of one unit make the other; `likely` says whether the problem has both in play."""

    factor: Fraction
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
    Scale(Fraction(100), _money),
    Scale(Fraction(100), _share),
    Scale(Fraction(60), asked.time),
    Scale(Fraction(100), _stems("centimet", "cm")),
    Scale(Fraction(1_000), _stems("kilo", "km", "kg", "milli", "ml", "mm")),
    Scale(Fraction(1_000_000), _stems("million")),
    Scale(Fraction(180 / math.pi), _stems("degree", "radian")),
)
# With a unit written beside a number any conversion is possible.
_UNITS = tuple(
    Fraction(factor)
    for factor in (60, 3_600, 24, 7, 12, 3, 36, 5_280, 16, 100, 1_000, 10, 10_000, 144, 9, 2_000, 365)
)


def explained(one: Fraction, other: Fraction, statement: str, *, units: bool) -> Fraction | None:
    """The factor that would explain the difference of two numbers, if any is likely.

    >>> explained(Fraction(70), Fraction(7, 10), "What is the overall pass rate?", units=False)
    Fraction(100, 1)
    """
    if not one or not other:
        return None
    ratio = max(abs(one / other), abs(other / one))
    for scale in _SCALES:
        if abs(ratio - scale.factor) <= NEAR * scale.factor and scale.likely(statement):
            return scale.factor
    return next((factor for factor in _UNITS if units and ratio == factor), None)
