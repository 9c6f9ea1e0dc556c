"""Rules: what may be concluded from two answers. The first in order that has something to say decides.

To add one: a file with a function `Rule`, and a row at its place in the order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from review_app.domain import Finding
from review_app.grading.parsed import Parsed
from review_app.grading.rules import (
    different_number,
    other_base,
    other_form,
    other_unit,
    percent_sign,
    rounding,
    same_number,
    same_text,
    scale,
    several_numbers,
    sign,
)

Rule = Callable[[Parsed, Parsed], Finding | None]


class Row(NamedTuple):
    """A rule at its place; `sentence` explains it to annotators."""

    name: str
    rule: Rule
    sentence: str


RULES: tuple[Row, ...] = (
    Row("same_text", same_text.compare, "Both answers read the same once typesetting is set aside."),
    Row("other_unit", other_unit.compare, "One answer names a unit that the other, or the question, does not."),
    Row("percent_sign", percent_sign.compare, "Only one answer carries a percent sign."),
    Row(
        "other_form",
        other_form.compare,
        "The values are equal, but one is not written as the problem may ask.",
    ),
    Row("same_number", same_number.compare, "Both answers are the same plain number."),
    Row(
        "other_base",
        other_base.compare,
        "Numbers in another base play a part, so digits alone do not decide.",
    ),
    Row("several_numbers", several_numbers.compare, "A comma may part thousands, or two numbers."),
    Row("sign", sign.compare, "The numbers differ only in sign; the problem may ask for a size."),
    Row("scale", scale.compare, "One number is the other in another unit: a hundredfold, minutes for hours."),
    Row("rounding", rounding.compare, "One number may be the other one rounded or cut."),
    Row(
        "different_number",
        different_number.compare,
        "Both answers are plain numbers, and clearly different ones.",
    ),
)
