"""Rounding: one number that may be the other one rounded or cut."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading.closeness import rounded
from review_app.grading.numerals import Form, Numeral
from review_app.grading.parsed import Parsed


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`0.33` for `1/3`, `5.98` for `6`, `3.9999999` for `4`: uncertain; `3.5` for `3` is another number."""
    if expected.numeral is None or found.numeral is None:
        return None
    ours, theirs = found.numeral, expected.numeral
    if rounded(theirs.value, _places(theirs), ours.value, _places(ours)):
        return Finding(Outcome.UNCERTAIN, f"{found.text} may be {expected.text}, rounded or cut")
    return None


def _places(numeral: Numeral) -> int:
    """Digits after the point; -1 for whole numbers and fractions, which are exact."""
    return numeral.places if numeral.form is Form.DECIMAL else -1
