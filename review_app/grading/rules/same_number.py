"""Same number: two plain numbers of equal value."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading.parsed import Parsed


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`18.00` and `18`, `0.50` and `.5`, `$5` and `5`: correct. Units and forms were asked about before."""
    if expected.numeral is None or found.numeral is None or expected.numeral.value != found.numeral.value:
        return None
    return Finding(Outcome.CORRECT, f"{found.text} and {expected.text} are the same number")
