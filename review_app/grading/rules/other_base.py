"""Other base: digits that may belong to another base than ten prove nothing."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading import asked
from review_app.grading.parsed import Parsed


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`1011` against `11` where the problem asks in base 2: uncertain."""
    if expected.numeral is None or found.numeral is None or not asked.other_base(expected.statement):
        return None
    return Finding(Outcome.UNCERTAIN, f"{found.text} or {expected.text} may be written in another base than ten")
