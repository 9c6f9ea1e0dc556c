"""Sign: numbers that differ in sign only."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading.parsed import Parsed


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`-4` for `4`: uncertain, for a problem may ask how much more, or how far below."""
    if expected.numeral is None or found.numeral is None or expected.numeral.value != -found.numeral.value:
        return None
    return Finding(Outcome.UNCERTAIN, f"{found.text} and {expected.text} differ only in sign")
