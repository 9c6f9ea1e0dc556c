"""Shape: whether an expression is worked out, or leaves arithmetic to its reader."""

from __future__ import annotations

import math
from fractions import Fraction

from review_app.grading.syntax.tree import Node

_OPEN = frozenset(("factorial", "binom", "floor", "ceiling", "call", "log", "±"))
# Roots of larger numbers are not searched for squares.
SEARCHED = 10**6


def unfinished(node: Node) -> int:
    r"""How many steps of arithmetic are left: `\frac{6}{4}`, `\sqrt{12}` and `2 + 3` leave one each.

    >>> from review_app.grading.syntax.reading import read
    >>> unfinished(read(r"\frac{6}{4}").node), unfinished(read(r"\frac{3\sqrt{2}}{2}").node)
    (1, 0)
    """
    return _left(node) + sum(unfinished(part) for part in node.args)


def _left(node: Node) -> int:
    if node.op == "/":
        return _fraction(*node.args)
    if node.op == "root":
        return _root(node.args[0], node.args[1])
    if node.op in ("+", "-"):
        return int(_numeric(node.args[0]) and _numeric(node.args[1]))
    if node.op == "*":
        return int(_numeric(node.args[0]) and _numeric(node.args[1]))
    if node.op == "^":
        return int(_numeric(node.args[0]) and _numeric(node.args[1]))
    return int(node.op in _OPEN and not _lettered(node))


def _lettered(node: Node) -> bool:
    """Functions of letters are as they are: `\\sin 2x`."""
    constant = node.op == "sym" and node.data in ("pi", "e", "i", "oo")
    return (node.op == "sym" and not constant) or any(_lettered(part) for part in node.args)


def _fraction(upper: Node, lower: Node) -> int:
    """A common factor, a decimal, a fraction within, or a denominator of one."""
    if _part(upper) or _part(lower):
        return 1
    common = math.gcd(_content(upper), _content(lower) * _radicand(lower))
    return int(common > 1 or (_content(lower) == 1 and _numeric(lower)))


def _radicand(node: Node) -> int:
    """The number under a square root among the factors: 2 of `3\\sqrt{2}`; `2/\\sqrt{2}` is not done."""
    node = _bare(node)
    if node.op == "*":
        return _radicand(node.args[0]) * _radicand(node.args[1])
    return _content(node.args[0]) if node.op == "root" else 1


def _part(node: Node) -> bool:
    node = _bare(node)
    return (node.op == "num" and Fraction(node.data).denominator > 1) or (node.op == "/" and _numeric(node))


def _root(inside: Node, degree: Node) -> int:
    """A number with a whole factor that would come out of the root."""
    inside = _bare(inside)
    if inside.op != "num":
        return int(_numeric(inside))
    value = Fraction(inside.data)
    if value.denominator > 1 or value > SEARCHED:
        return 1
    number, power = abs(int(value)), int(Fraction(degree.data)) if degree.op == "num" else 2
    if number < 2 or power < 2:
        return 1
    return int(any(number % n**power == 0 for n in range(2, round(number ** (1 / power)) + 1)))


def _bare(node: Node) -> Node:
    while node.op in ("bracket", "neg"):
        node = node.args[0]
    return node


def _numeric(node: Node) -> bool:
    """A rational number by its looks: a number, or a fraction or power of numbers."""
    node = _bare(node)
    if node.op == "num":
        return True
    return node.op in ("/", "^", "mixed", "*", "+", "-") and all(_numeric(part) for part in node.args)


def _content(node: Node) -> int:
    """The whole number that divides an expression by its looks: 2 of `2\\sqrt{3} + 4`."""
    node = _bare(node)
    if node.op == "num":
        value = Fraction(node.data)
        return int(abs(value)) if value.denominator == 1 else 1
    if node.op == "*":
        return _content(node.args[0]) * _content(node.args[1])
    if node.op in ("+", "-"):
        return math.gcd(_content(node.args[0]), _content(node.args[1]))
    return 1


def factored(node: Node) -> bool:
    """A product with a sum among its factors: `(x+1)(x+2)`, `a(a+1)`, `(x+1)^2`."""
    node = _bare(node)
    if node.op == "*":
        return any(_has_sum(part) for part in node.args)
    return node.op == "^" and _has_sum(node.args[0])


def _has_sum(node: Node) -> bool:
    node = _bare(node)
    return node.op in ("+", "-") or (node.op in ("*", "^") and any(_has_sum(part) for part in node.args))
