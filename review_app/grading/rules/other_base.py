"""Other base: digits that may belong to another base than ten."""

from __future__ import annotations

from fractions import Fraction

from review_app.domain import Finding, Outcome
from review_app.grading import asked
from review_app.grading.parsed import Parsed

BASES = range(2, 37)


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`1011` against `11` where the problem speaks of base 2: uncertain; `12` and `13` differ in any."""
    if expected.numeral is None or found.numeral is None or not asked.other_base(expected.statement):
        return None
    ours, theirs = found.numeral.value, expected.numeral.value
    if not (_in_other_base(ours, theirs) or _in_other_base(theirs, ours)):
        return None
    return Finding(Outcome.UNCERTAIN, f"{found.text} or {expected.text} may be written in another base than ten")


def _in_other_base(digits: Fraction, value: Fraction) -> bool:
    """Do these digits have that value in some base?"""
    if digits.denominator * value.denominator != 1 or digits < 0:
        return False
    text = str(digits.numerator)
    return any(_value(text, base) == value for base in BASES if base != 10 and int(max(text)) < base)


def _value(text: str, base: int) -> int:
    total = 0
    for digit in text:
        total = total * base + int(digit)
    return total
