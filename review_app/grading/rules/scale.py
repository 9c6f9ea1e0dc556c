"""Scale: one number that is the other in another unit."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading.numerals import Numeral
from review_app.grading.parsed import Parsed
from review_app.grading.rules.other_unit import PLAIN
from review_app.grading.scales import explained


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`0.35` for `35` percent, `150` for `2.5` where hours are asked: uncertain."""
    if expected.numeral is None or found.numeral is None:
        return None
    units = not {expected.numeral.unit, found.numeral.unit} <= PLAIN
    if _pointed(expected.numeral, found.numeral) or _pointed(found.numeral, expected.numeral):
        return Finding(Outcome.UNCERTAIN, f"a point may part the thousands of {found.text} or {expected.text}")
    factor = explained(expected.numeral.value, found.numeral.value, expected.statement, units=units)
    if factor is None:
        return None
    return Finding(Outcome.UNCERTAIN, f"{found.text} and {expected.text} differ by a factor of {factor:g}")


def _pointed(one: Numeral, other: Numeral) -> bool:
    """`1.250` for 1250."""
    return one.places == 3 and one.value * 1_000 == other.value
