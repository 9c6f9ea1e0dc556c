"""Sign: numbers that differ in sign only, where a size may be asked."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading import asked
from review_app.grading.parsed import Parsed


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`-4` for `4` where a problem asks how much more: uncertain. Elsewhere another number."""
    if expected.numeral is None or found.numeral is None or expected.numeral.value != -found.numeral.value:
        return None
    if not asked.size(expected.statement):
        return None
    return Finding(Outcome.UNCERTAIN, f"{found.text} and {expected.text} differ only in sign")
