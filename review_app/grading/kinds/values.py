"""Values: whether two expressions are equal, by arithmetic first, by enclosure second, by proof last."""

from __future__ import annotations

from functools import lru_cache

from review_app.grading.algebra.ball import Ball, apart, ball
from review_app.grading.algebra.normal import Quotient, normal, same
from review_app.grading.algebra.polynomial import TooHardError
from review_app.grading.kinds.context import Context
from review_app.grading.syntax.tree import Node

CACHED = 4_096
# Values for letters at which two expressions are tried: nothing special about any of them.
_POINTS = ((0.7391, 0.1327), (1.6180, 0.2741), (2.3025, -0.1719), (0.2771, 0.0931))


def equal(expected: Node, found: Node, context: Context) -> bool | None:
    """True and False are proven; None where even algebra does not know."""
    if expected == found:
        return True
    one, other = _normal(expected), _normal(found)
    if one is not None and other is not None:
        try:
            known = same(one, other)
        except TooHardError:
            known = None
        if known is not None:
            return known
    return False if certainly_apart(expected, found) else context.prove(expected, found)


@lru_cache(maxsize=CACHED)
def _normal(node: Node) -> Quotient | None:
    try:
        return normal(node)
    except TooHardError:
        return None


def quotient(node: Node) -> Quotient | None:
    """The normal form, where the expression has one of honest size."""
    return _normal(node)


def certainly_apart(one: Node, other: Node) -> bool:
    """Do the enclosures of the two part at one of the points tried?"""
    names = sorted(letters(one) | letters(other))
    for start, step in _POINTS if names else _POINTS[:1]:
        point = {name: start + step * place for place, name in enumerate(names)}
        left, right = enclosure(one, point), enclosure(other, point)
        if left and right and apart(left, right):
            return True
    return False


def enclosure(node: Node, point: dict[str, float] | None = None) -> Ball | None:
    """The ball around the value, or None where it has none."""
    try:
        return ball(node, point or {})
    except TooHardError:
        return None


def letters(node: Node) -> set[str]:
    """The letters that stand for numbers: not pi, e, i and infinity."""
    if node.op == "sym":
        return set() if node.data in ("pi", "e", "i", "oo") else {str(node.data)}
    return set().union(*(letters(part) for part in node.args)) if node.args else set()


def infinity(node: Node) -> int | None:
    """1 and -1 for the two infinities, 0 for an expression without any, None for others."""
    if node.op == "sym":
        return int(node.data == "oo")
    if node.op == "neg":
        inner = infinity(node.args[0])
        return None if inner is None else -inner
    return 0 if all(infinity(part) == 0 for part in node.args) else None
