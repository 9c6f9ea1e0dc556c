"""Percent sign: `35%` against `35`, or against `0.35`."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading import asked
from review_app.grading.parsed import Parsed


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """The same number is correct where the problem speaks of percent; `0.35` is for people."""
    if expected.numeral is None or found.numeral is None or expected.numeral.percent == found.numeral.percent:
        return None
    ours, theirs = found.numeral.value, expected.numeral.value
    if ours == theirs and asked.percent(expected.statement):
        return Finding(Outcome.CORRECT, f"{found.text} and {expected.text} are the same number of percent")
    if ours == theirs or ours * 100 == theirs or ours == theirs * 100:
        return Finding(Outcome.UNCERTAIN, f"is {found.text} what is meant by {expected.text}?")
    return None
