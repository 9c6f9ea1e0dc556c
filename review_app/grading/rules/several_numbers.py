"""Several numbers: a comma that may part thousands, or two numbers."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading import asked
from review_app.grading.parsed import Parsed


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`200,100` for `100,200` where all values are asked: uncertain."""
    if expected.numeral is None or found.numeral is None:
        return None
    if not (expected.comma and found.comma) or not asked.several(expected.statement):
        return None
    return Finding(Outcome.UNCERTAIN, f"{found.text} or {expected.text} may be several numbers")
