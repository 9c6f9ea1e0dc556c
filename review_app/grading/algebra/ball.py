"""Ball: the value of an expression as a complex number and a bound on its error, in plain floating point.

Two expressions whose balls do not touch are different for certain; balls that touch prove nothing.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from review_app.grading.algebra.polynomial import TooHardError
from review_app.grading.syntax.tree import Node

# Larger than the rounding of any one operation here, relative to its result.
STEP = 1e-15
# Beyond this a float says too little.
SIZE_LIMIT = 1e100
_CONSTANTS = {"pi": math.pi, "e": math.e, "i": 1j}


class Ball(NamedTuple):
    """All complex numbers within `radius` of `middle`; a real number keeps the imaginary part 0."""

    middle: complex
    radius: float


def apart(one: Ball, other: Ball) -> bool:
    """Are these certainly two different numbers?"""
    return abs(one.middle - other.middle) > 2 * (one.radius + other.radius)


def ball(node: Node, letters: Mapping[str, complex]) -> Ball:
    """The ball of an expression with these values for its letters; raises TooHardError where it has none."""
    try:
        return _checked(_ball(node, letters))
    except (OverflowError, ZeroDivisionError, ValueError) as error:
        raise TooHardError(str(error)) from error


def _ball(node: Node, letters: Mapping[str, complex]) -> Ball:
    if node.op == "num":
        value = float(Fraction(node.data))
        return _rounded(value, 0.0)
    if node.op == "sym":
        name = str(node.data)
        if name not in _CONSTANTS and name not in letters:
            raise TooHardError(name)
        return _rounded(_CONSTANTS.get(name, letters.get(name, 0)), 0.0)
    parts = [_checked(_ball(part, letters)) for part in node.args]
    rule = _CALLS.get(str(node.data)) if node.op == "call" else _RULES.get(node.op)
    if rule is None:
        raise TooHardError(node.op)
    return rule(*parts)


def _checked(value: Ball) -> Ball:
    if not (abs(value.middle) < SIZE_LIMIT and value.radius < SIZE_LIMIT):
        raise TooHardError("too large")
    return value


def _rounded(middle: complex, radius: float) -> Ball:
    return Ball(middle, radius * (1 + STEP) + abs(middle) * STEP)


def _add(one: Ball, other: Ball) -> Ball:
    return _rounded(one.middle + other.middle, one.radius + other.radius)


def _subtract(one: Ball, other: Ball) -> Ball:
    return _rounded(one.middle - other.middle, one.radius + other.radius)


def _multiply(one: Ball, other: Ball) -> Ball:
    error = abs(one.middle) * other.radius + abs(other.middle) * one.radius + one.radius * other.radius
    return _rounded(one.middle * other.middle, error)


def _divide(one: Ball, other: Ball) -> Ball:
    room = abs(other.middle) - other.radius
    if room <= 0:
        raise TooHardError("division by what may be zero")
    middle = one.middle / other.middle
    return _rounded(middle, (one.radius + abs(middle) * other.radius) / room)


def _negative(one: Ball) -> Ball:
    return Ball(-one.middle, one.radius)


def _plain(one: Ball) -> Ball:
    return one


def _power(base: Ball, exponent: Ball) -> Ball:
    whole = exponent.middle.real
    if exponent.middle.imag == 0 and whole == int(whole) and abs(whole) <= 1_000:
        return _whole(base, int(whole))
    if base.middle.imag == 0 and base.middle.real < 0:
        raise TooHardError("a power of a negative number")
    return _exp(_multiply(exponent, _log(base)))


def _whole(base: Ball, exponent: int) -> Ball:
    if exponent < 0:
        return _divide(Ball(1, 0.0), _whole(base, -exponent))
    total = Ball(1, 0.0)
    for _ in range(exponent):
        total = _checked(_multiply(total, base))
    return total


def _exp(one: Ball) -> Ball:
    middle = cmath.exp(one.middle) if one.middle.imag else complex(math.exp(one.middle.real))
    return _rounded(middle, abs(middle) * (math.expm1(one.radius) + 4 * STEP * (1 + abs(one.middle))))


def _log(one: Ball) -> Ball:
    room = abs(one.middle) - one.radius
    if room <= 0 or _on_cut(one):
        raise TooHardError("a logarithm near zero or on its cut")
    middle = cmath.log(one.middle)
    return _rounded(middle, one.radius / room + 4 * STEP)


def _on_cut(one: Ball) -> bool:
    return one.middle.real - one.radius <= 0 and abs(one.middle.imag) <= one.radius


def _root(one: Ball, degree: Ball) -> Ball:
    steps = degree.middle.real
    if one.middle == 0 and one.radius == 0:
        return one
    if one.middle.imag == 0 and one.middle.real < 0 and abs(one.middle) > one.radius:
        if steps == 2:
            return _multiply(Ball(1j, 0.0), _root(_negative(one), degree))
        if steps % 2:
            return _negative(_root(_negative(one), degree))
    return _exp(_divide(_log(one), degree))


def _bounded(one: Ball, middle: complex) -> Ball:
    """Sine and cosine change no faster than the hyperbolic cosine of the imaginary part."""
    return _rounded(
        middle,
        (one.radius + 2 * STEP * abs(one.middle)) * math.cosh(abs(one.middle.imag) + one.radius) + STEP,
    )


def _sin(one: Ball) -> Ball:
    return _bounded(one, cmath.sin(one.middle) if one.middle.imag else complex(math.sin(one.middle.real)))


def _cos(one: Ball) -> Ball:
    return _bounded(one, cmath.cos(one.middle) if one.middle.imag else complex(math.cos(one.middle.real)))


def _real(one: Ball) -> float:
    if one.middle.imag:
        raise TooHardError("not real")
    return one.middle.real


def _arctan(one: Ball) -> Ball:
    return _rounded(math.atan(_real(one)), one.radius + STEP)


def _arcsin(one: Ball) -> Ball:
    edge = 1 - (abs(_real(one)) + one.radius) ** 2
    if edge <= 1e-6:
        raise TooHardError("at the edge")
    return _rounded(math.asin(one.middle.real), one.radius / math.sqrt(edge) + STEP)


def _arccos(one: Ball) -> Ball:
    return _subtract(Ball(math.pi / 2, STEP), _arcsin(one))


def _absolute(one: Ball) -> Ball:
    return _rounded(abs(one.middle), one.radius)


def _turned(one: Ball) -> Ball:
    return _multiply(one, Ball(math.pi / 180, STEP))


def _hundredth(one: Ball) -> Ball:
    return _divide(one, Ball(100, 0.0))


def _log_to(one: Ball, base: Ball) -> Ball:
    return _divide(_log(one), _log(base))


_RULES: dict[str, Callable[..., Ball]] = {
    **{"+": _add, "-": _subtract, "*": _multiply, "/": _divide, "^": _power, "neg": _negative, "mixed": _add},
    **{
        "bracket": _plain,
        "abs": _absolute,
        "root": _root,
        "log": _log_to,
        "degrees": _turned,
        "percent": _hundredth,
    },
}
_CALLS: dict[str, Callable[..., Ball]] = {
    **{
        "sin": _sin,
        "cos": _cos,
        "exp": _exp,
        "ln": _log,
        "arctan": _arctan,
        "arcsin": _arcsin,
        "arccos": _arccos,
    },
    "log10": lambda one: _log_to(one, Ball(10, 0.0)),
    "tan": lambda one: _divide(_sin(one), _cos(one)),
    "cot": lambda one: _divide(_cos(one), _sin(one)),
    "sec": lambda one: _divide(Ball(1, 0.0), _cos(one)),
    "csc": lambda one: _divide(Ball(1, 0.0), _sin(one)),
}
