"""Magnitude: what an answer is as a decimal number, for people who compare two of them."""

from __future__ import annotations

from fractions import Fraction

from review_app.grading.algebra.ball import ball
from review_app.grading.algebra.polynomial import TooHardError
from review_app.grading.syntax.reading import read
from review_app.grading.syntax.tree import Node, Quantity

# A value whose error bound is a larger share of it is not shown.
SURE_SHARE = 1e-6


def magnitude(text: str) -> str:
    r"""The answer's value to six digits, its unit behind it; empty for what is no single number, or plain digits.

    >>> magnitude(r"\frac{8\sqrt{3}}{3}"), magnitude("about five"), magnitude("3.5")
    ('4.6188', '', '')
    """
    reading = read(text)
    if not isinstance(reading, Quantity) or is_digits(reading.node):
        return ""
    try:
        value = ball(reading.node, {})
    except TooHardError:
        return ""
    number = value.middle.real
    if value.middle.imag or value.radius > SURE_SHARE * abs(number):
        return ""
    return f"{number:.6g} {reading.unit or ''}".strip()


def is_digits(node: Node) -> bool:
    """Whether a number is written in plain digits: then it tells its value itself, whatever its unit."""
    if node.op == "neg":
        return is_digits(node.args[0])
    return node.op == "num" and (node.places >= 0 or Fraction(node.data).denominator == 1)
