"""Scale: one number that is the other in another unit."""

from __future__ import annotations

import math
from fractions import Fraction

from review_app.domain import Finding, Outcome
from review_app.grading import asked
from review_app.grading.closeness import close
from review_app.grading.numerals import Numeral
from review_app.grading.parsed import Parsed

# How many of one unit make the other, and words of which one must stand in the problem.
_FACTORS: tuple[tuple[Fraction, tuple[str, ...]], ...] = (
    (Fraction(100), ()),  # percent, cents, centimetres: suspected everywhere
    (
        Fraction(1_000),
        (),
    ),  # kilometres; and `1.500`, a thousand times more where the comma is the decimal sign
    (Fraction(1_000_000), ("million",)),
    (Fraction(60), ("hour", "minute", "second", "hr", "min", "o'clock")),
    (Fraction(3600), ("hour", "second")),
    (Fraction(24), ("hour", "day")),
    (Fraction(7), ("day", "week")),
    (Fraction(12), ("dozen", "month", "year", "inch", "foot", "feet", "annual")),
    (Fraction(3), ("yard", "feet", "foot")),
    (Fraction(16), ("pound", "ounce")),
    (Fraction(10), ("cm", "mm", "centi", "milli", "dime")),
    (Fraction(180 / math.pi), ("degree", "angle", "radian", "sin", "cos", "tan")),
)


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`0.35` for `35`, `150` for `2.5` where hours are spoken of: uncertain."""
    if expected.numeral is None or found.numeral is None:
        return None
    for factor, stems in _FACTORS:
        if _times(factor, expected.numeral, found.numeral) and _spoken_of(expected.statement, stems):
            return Finding(
                Outcome.UNCERTAIN, f"{found.text} and {expected.text} differ by a factor of {float(factor):g}"
            )
    return None


def _times(factor: Fraction, one: Numeral, other: Numeral) -> bool:
    """Is one number `factor` times the other, as far as their decimals tell? Zero is nobody's multiple."""
    if not one.value or not other.value:
        return False
    return close(one, other, factor) or close(other, one, factor)


def _spoken_of(statement: str, stems: tuple[str, ...]) -> bool:
    return not stems or asked.words(statement, *stems)
