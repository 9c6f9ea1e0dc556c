"""Digits: numbers in other bases, ratios and times of day."""

from __future__ import annotations

from fractions import Fraction

from review_app.grading import asked
from review_app.grading.kinds.context import Context
from review_app.grading.kinds.likeness import Likeness
from review_app.grading.kinds.values import quotient
from review_app.grading.syntax.tree import Based, Node, Quantity, Ratio, num


def based(expected: Based, found: Based) -> Likeness:
    """`1200_7` is not `1202_7`; the same number in another base is for people."""
    if expected == found:
        return Likeness("same_value")
    one, other = value(expected), value(found)
    if one is None or other is None:
        return Likeness("unproven", "a digit that the base does not have")
    if expected.base != found.base and (one == other or expected.digits == found.digits):
        return Likeness("other_base")
    return Likeness("same_value" if one == other else "different_value")


def beside_number(one: Based, number: Quantity, context: Context) -> Likeness:
    """`4210_5` beside a number without a base: other digits and another value make it different."""
    form = quotient(number.node)
    plain, worth = form and form.rational, value(one)
    if plain is None or worth is None:
        return Likeness("unproven")
    if str(plain) == one.digits.lower() and asked.bases(context.statement) == {one.base} and not number.unit:
        return Likeness("same_value", "the problem names the base")
    alike = plain == worth or str(plain) == one.digits.lower()
    return Likeness("other_base" if alike or number.unit else "different_value")


def value(one: Based) -> Fraction | None:
    """What the digits are worth; None where the base does not have them."""
    digits, _, places = one.digits.lower().partition(".")
    try:
        return Fraction(int(digits + places, one.base), one.base ** len(places))
    except ValueError:
        return None


def ratios(expected: Ratio, found: Ratio, context: Context) -> Likeness:
    """`3:1` is `6:2` in lowest terms; `4:30` may be `4:30 pm`."""
    if len(expected.parts) != len(found.parts):
        return Likeness("different_parts")
    parts = [context.parts(one, other) for one, other in zip(expected.parts, found.parts, strict=True)]
    if all(part.same for part in parts):
        if expected.half == found.half:
            return Likeness("same_parts")
        return Likeness("different_parts") if expected.half and found.half else Likeness("other_kind")
    if any(not (part.same or part.different) for part in parts):
        return Likeness("unproven")
    if not expected.half and not found.half and _share(expected) == _share(found) is not None:
        return Likeness("other_form", "the same ratio")
    return Likeness("different_parts")


def ratio_beside_number(ratio: Ratio, number: Quantity, context: Context) -> Likeness:
    """`3:1` beside `\\frac{3}{1}`, `2:00 pm` beside 2: for people; other numbers are different."""
    if _full_hour(ratio, number, context):
        return Likeness("same_value", "the full hour")
    share = _share(ratio)
    forms = [Quantity(num(share))] if share is not None else []
    for part in (*forms, *ratio.parts):
        if not context.parts(part, Quantity(number.node)).different:
            return Likeness("other_kind")
    return Likeness("different_value")


def _full_hour(ratio: Ratio, number: Quantity, context: Context) -> bool:
    """`2:00 pm` for 2 where a time of day is asked."""
    if (
        len(ratio.parts) != 2
        or not ratio.half
        or number.unit
        or not asked.words(context.statement, "what time", "latest time", "o'clock")
    ):
        return False
    hour, minutes = ratio.parts
    return context.parts(hour, number).same and minutes == Quantity(num(0))


def _share(ratio: Ratio) -> Fraction | None:
    if len(ratio.parts) != 2 or not all(isinstance(part, Quantity) for part in ratio.parts):
        return None
    form = quotient(Node("/", tuple(part.node for part in ratio.parts if isinstance(part, Quantity))))
    return form.rational if form else None
