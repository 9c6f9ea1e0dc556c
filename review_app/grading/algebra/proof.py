"""Proof: two expressions that plain arithmetic could not tell apart, by enclosures and by sympy.

Only this module loads mpmath and sympy. It may take seconds and much memory: call it where it can be killed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy
from mpmath import iv  # type: ignore[import-untyped]
from mpmath.libmp import ComplexResult  # type: ignore[import-untyped]

from review_app.grading.syntax.tree import Node

# Decimal places at which enclosures are tried before algebra is.
PLACES = (30, 100, 300)
# Larger expressions, and whole numbers of more bits, are not handed on.
NODES_LIMIT = 150
BITS_LIMIT = 400
EXPONENT_LIMIT = 200


class _Unsuited(Exception):
    """The expression has no form here."""


def prove(one: Node, other: Node) -> bool | None:
    """True and False are proven; None where this knows no better.

    >>> from review_app.grading.syntax.reading import read
    >>> prove(read(r"\\tan 15^\\circ").node, read(r"2-\\sqrt{3}").node)
    True
    """
    try:
        _measured(one, NODES_LIMIT), _measured(other, NODES_LIMIT)
        if _apart(one, other):
            return False
        return True if _identical(_symbolic(one), _symbolic(other)) else None
    except (
        _Unsuited,
        ArithmeticError,
        ValueError,
        TypeError,
        NotImplementedError,
        RecursionError,
        ComplexResult,
    ):
        return None


def _measured(node: Node, room: int) -> int:
    """How much room is left after this expression."""
    room -= 1
    large = isinstance(node.data, Fraction) and node.data.numerator.bit_length() > BITS_LIMIT
    if room < 0 or large or (node.op == "^" and _tall(node.args[1])):
        raise _Unsuited("too large")
    for part in node.args:
        room = _measured(part, room)
    return room


def _tall(exponent: Node) -> bool:
    """A power of a power, or a number too large to raise to."""
    if exponent.op == "num":
        return abs(Fraction(exponent.data)) > EXPONENT_LIMIT
    return any(_tall(part) or part.op == "^" for part in exponent.args)


def _apart(one: Node, other: Node) -> bool:
    """Are the enclosures of two constants disjoint at some precision? Not of letters or complex numbers."""
    try:
        for places in PLACES:
            iv.dps = places
            gap = _enclosed(one) - _enclosed(other)
            if gap.a > 0 or gap.b < 0:
                return True
    except (
        _Unsuited,
        ArithmeticError,
        ValueError,
        TypeError,
        AttributeError,
        NotImplementedError,
        ComplexResult,
    ):
        return False
    return False


def _enclosed(node: Node) -> Any:
    if node.op == "num":
        value = Fraction(node.data)
        return iv.mpf(value.numerator) / value.denominator
    if node.op == "sym":
        if node.data not in ("pi", "e"):
            raise _Unsuited(str(node.data))
        return iv.pi if node.data == "pi" else iv.e
    if node.op == "root":
        return _enclosed(node.args[0]) ** (1 / _enclosed(node.args[1]))
    rule = _ENCLOSURES.get(str(node.data) if node.op == "call" else node.op)
    if rule is None:
        raise _Unsuited(node.op)
    return rule(*(_enclosed(part) for part in node.args))


def _symbolic(node: Node) -> Any:
    """The expression in sympy, built from the tree and never from text."""
    if node.op == "num":
        value = Fraction(node.data)
        return sympy.Rational(value.numerator, value.denominator)
    if node.op == "sym":
        constants = {"pi": sympy.pi, "e": sympy.E, "i": sympy.I}
        return constants.get(str(node.data)) or sympy.Symbol(str(node.data))
    rule = _FUNCTIONS.get(str(node.data)) if node.op == "call" else _OPERATIONS.get(node.op)
    if rule is None:
        raise _Unsuited(node.op)
    return rule(*(_symbolic(part) for part in node.args))


def _identical(one: Any, other: Any) -> bool:
    gap = one - other
    for tactic in (sympy.expand, sympy.sqrtdenest, sympy.trigsimp, sympy.simplify):
        gap = tactic(gap)
        if gap == 0:
            return True
    if gap.free_symbols or not gap.is_algebraic:
        return False
    return bool(sympy.minimal_polynomial(gap, sympy.Symbol("t")) == sympy.Symbol("t"))


def _real_root(value: Any, degree: Any) -> Any:
    """School takes the real root of a negative number where there is one."""
    if value.is_negative and degree.is_odd:
        return -sympy.root(-value, degree)
    return sympy.root(value, degree)


_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "^": lambda one, other: one**other,
    "mixed": lambda one, other: one + other,
    "neg": lambda one: -one,
    "bracket": lambda one: one,
    "percent": lambda one: one / 100,
}
_ENCLOSURES: dict[str, Callable[..., Any]] = {
    **_ARITHMETIC,
    "degrees": lambda one: one * iv.pi / 180,
    "log": lambda one, base: iv.log(one) / iv.log(base),
    "ln": iv.log,
    "exp": iv.exp,
    "sin": iv.sin,
    "cos": iv.cos,
    "tan": lambda one: iv.sin(one) / iv.cos(one),
}
_OPERATIONS: dict[str, Callable[..., Any]] = {
    **_ARITHMETIC,
    "degrees": lambda one: one * sympy.pi / 180,
    "root": _real_root,
    "log": lambda one, base: sympy.log(one) / sympy.log(base),
    "abs": sympy.Abs,
    "floor": sympy.floor,
    "ceiling": sympy.ceiling,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(sympy, name) for name in ("sin", "cos", "tan", "cot", "sec", "csc", "exp", "sinh", "cosh")},
    **{"ln": sympy.log, "arcsin": sympy.asin, "arccos": sympy.acos, "arctan": sympy.atan, "tanh": sympy.tanh},
    "log10": lambda one: sympy.log(one, 10),
}
