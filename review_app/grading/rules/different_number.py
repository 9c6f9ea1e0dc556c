"""Different number: two plain numbers that no rule before this one could explain as the same."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading.parsed import Parsed


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`17` for `18`: incorrect. Signs, scales, units, bases and rounding were asked about before."""
    if expected.numeral is None or found.numeral is None:
        return None
    return Finding(Outcome.INCORRECT, f"{found.text} is not {expected.text}")
