"""Other form: equal numbers of which one may not be written as the problem wants it."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading import asked
from review_app.grading.numerals import Form, Numeral
from review_app.grading.parsed import Parsed


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    r"""`\frac{27}{9}` for `3`, `6.75` for a mixed number, `3` where a rounded `3.0` was asked: uncertain."""
    ours, theirs = found.numeral, expected.numeral
    if ours is None or theirs is None or ours.value != theirs.value or not _doubtful(theirs, ours, expected.statement):
        return None
    return Finding(Outcome.UNCERTAIN, f"{found.text} equals {expected.text}, but may not be in the form asked for")


def _doubtful(theirs: Numeral, ours: Numeral, statement: str) -> bool:
    if not (theirs.reduced and ours.reduced):
        return True
    whole = {Form.INTEGER, Form.DECIMAL}
    if theirs.form is ours.form or {theirs.form, ours.form} == whole:
        return ours.places != theirs.places and asked.rounding(statement)
    return Form.MIXED in (theirs.form, ours.form) or asked.form(statement) or asked.rounding(statement)
