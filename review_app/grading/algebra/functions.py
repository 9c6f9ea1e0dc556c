"""Functions: exact values of sine and cosine at common angles, and logarithms of rational numbers."""

from __future__ import annotations

from fractions import Fraction

from review_app.grading.algebra.polynomial import Polynomial, add, constant, inverse, multiply
from review_app.grading.algebra.roots import prime_powers, root_of_rational

_HALF = Fraction(1, 2)
# Four times the square of the sine, for angles in twelfths of pi from 0 to a right angle.
_SQUARES = {Fraction(0): 0, Fraction(1, 6): 1, Fraction(1, 4): 2, Fraction(1, 3): 3, _HALF: 4}


def circular(name: str, angle: Polynomial) -> Polynomial | None:
    """`sin` of pi/3 and its like; None where there is no value of that kind."""
    part = _share_of_pi(angle)
    if part is None or name not in ("sin", "cos", "tan", "cot", "sec", "csc"):
        return None
    sine, cosine = _sine(part), _sine(part + _HALF)
    if sine is None or cosine is None:
        return None
    upper, lower = {
        **{"sin": (sine, constant(1)), "cos": (cosine, constant(1)), "tan": (sine, cosine)},
        **{"cot": (cosine, sine), "sec": (constant(1), cosine), "csc": (constant(1), sine)},
    }[name]
    return None if not lower else _over(upper, lower)


def _share_of_pi(angle: Polynomial) -> Fraction | None:
    if not angle:
        return Fraction(0)
    return angle.get(((("pi", "pi"), Fraction(1)),)) if len(angle) == 1 else None


def _sine(part: Fraction) -> Polynomial | None:
    part %= 2
    if part > 1:
        value = _sine(part - 1)
        return None if value is None else multiply(constant(-1), value)
    square = _SQUARES.get(min(part, 1 - part))
    return None if square is None else (root_of_rational(Fraction(square, 4), 2) if square else {})


def _over(upper: Polynomial, lower: Polynomial) -> Polynomial:
    ((monomial, coefficient),) = lower.items()
    flipped, factor = inverse(monomial)
    return multiply(upper, {flipped: factor / coefficient})


def logarithm(value: Fraction) -> Polynomial:
    """The natural logarithm as a sum over primes."""
    total: Polynomial = {}
    for prime, exponent in prime_powers(value):
        total = add(total, {((("log", str(prime)), Fraction(1)),): Fraction(exponent)})
    return total
