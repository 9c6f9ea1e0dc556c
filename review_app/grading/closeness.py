"""Closeness: how far two numbers may be apart and still be one number, rounded or cut."""

from __future__ import annotations

from fractions import Fraction

from review_app.grading.numerals import Form, Numeral

# Numbers with decimals that differ by less than this share may come from rounding on the way.
NEAR = Fraction(1, 100)
ONE = Fraction(1)


def close(ours: Numeral, theirs: Numeral, factor: Fraction = ONE) -> bool:
    """Is `factor * ours` within rounding of `theirs`? `0.33` is of `1/3`, and `3.5` of `3`.

    Integers and fractions are exact: close only if equal. But an integer may be a decimal, rounded.
    """
    gap = abs(ours.value * factor - theirs.value)
    if gap == 0 or Form.DECIMAL not in (ours.form, theirs.form):
        return gap == 0
    return gap < max(_step(ours, factor) * factor, _step(theirs, factor)) or gap < NEAR * abs(theirs.value)


def _step(numeral: Numeral, factor: Fraction) -> Fraction:
    """One unit in the last place written."""
    if numeral.form is Form.DECIMAL or (numeral.form is Form.INTEGER and factor == 1):
        return Fraction(1, 10**numeral.places)
    return Fraction(0)
