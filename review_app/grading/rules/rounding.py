"""Rounding: one number that may be the other one rounded, cut, or worked out with rounded numbers."""

from __future__ import annotations

from fractions import Fraction

from review_app.domain import Finding, Outcome
from review_app.grading import asked
from review_app.grading.closeness import close
from review_app.grading.numerals import Numeral
from review_app.grading.parsed import Parsed

# Where a rounded number is asked, exact numbers that differ by less than this share are left to people.
ROUNDED = Fraction(1, 50)


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`3.5` for `3`, `0.33` for `1/3`, `1190` for a rounded `1200`: uncertain."""
    if expected.numeral is None or found.numeral is None:
        return None
    near = close(found.numeral, expected.numeral) or close(expected.numeral, found.numeral)
    if near or (asked.rounding(expected.statement) and _roughly(found.numeral, expected.numeral)):
        return Finding(Outcome.UNCERTAIN, f"{found.text} may be {expected.text}, rounded differently")
    return None


def _roughly(ours: Numeral, theirs: Numeral) -> bool:
    return abs(ours.value - theirs.value) < ROUNDED * max(abs(ours.value), abs(theirs.value))
