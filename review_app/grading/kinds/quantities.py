"""Quantities: two expressions with their units."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from review_app.grading import asked
from review_app.grading.algebra.shape import factored, unfinished
from review_app.grading.closeness import rounded
from review_app.grading.kinds.context import Context
from review_app.grading.kinds.likeness import Likeness
from review_app.grading.kinds.values import enclosure, equal, infinity, letters, quotient
from review_app.grading.scales import explained
from review_app.grading.syntax.tree import Node, Quantity, Words, num, sym
from review_app.grading.syntax.units import BARE
from review_app.grading.unit_asked import units_agree

# Expressions in more letters than this are not tried with the letters exchanged.
LETTERS_LIMIT = 3
TERMS_LIMIT = 40
# Decimals of an irrational number that differ by less than this share may be roundings.
NEAR = 0.02


def compare(expected: Quantity, found: Quantity, context: Context) -> Likeness:
    r"""`\frac{\sqrt{2}}{2}` and `\frac{1}{\sqrt{2}}` are equal; `5\text{ cm}` and `5\text{ m}` may differ."""
    if _option(expected.node) and _option(found.node):
        return _options(expected.node, found.node)
    limits = infinity(expected.node), infinity(found.node)
    if limits != (0, 0):
        return _infinite(*limits)
    worth = equal(expected.node, found.node, context)
    if worth is None:
        return Likeness("unproven")
    return _equal(expected, found, context) if worth else _unequal(expected, found, context)


def _option(node: Node) -> bool:
    return node.op == "sym" and str(node.data).isupper() and len(str(node.data)) == 1


def _options(expected: Node, found: Node) -> Likeness:
    return Likeness("same_words" if expected == found else "different_words")


def _infinite(expected: int | None, found: int | None) -> Likeness:
    if expected is None or found is None:
        return Likeness("unproven", "arithmetic with infinity")
    return Likeness("same_value" if expected == found else "different_value")


def _equal(expected: Quantity, found: Quantity, context: Context) -> Likeness:
    if not units_agree(expected.unit, found.unit, context.statement):
        return Likeness("other_unit", f"{expected.unit or 'no unit'} and {found.unit or 'no unit'}")
    if _other_form(expected.node, found.node, context.statement):
        return Likeness("other_form")
    return Likeness("same_value")


def _other_form(expected: Node, found: Node, statement: str) -> bool:
    """Less worked out than the reference, or of another shape where the problem speaks of shapes."""
    if expected == found:
        return False
    if unfinished(found) > unfinished(expected):
        return True
    if factored(expected) != factored(found) and letters(expected):
        return asked.shape(statement)
    kinds = {_kind(expected), _kind(found)}
    return len(kinds) > 1 and ("mixed" in kinds or asked.form(statement) or asked.rounding(statement))


def _kind(node: Node) -> str:
    """How a plain number is written."""
    while node.op in ("neg", "bracket"):
        node = node.args[0]
    if node.op == "num":
        return "decimal" if node.places >= 0 else "whole"
    return node.op if node.op in ("/", "mixed") else "other"


def _unequal(expected: Quantity, found: Quantity, context: Context) -> Likeness:
    one, other = letters(expected.node), letters(found.node)
    if one or other:
        return _other_letters(expected.node, found.node, one, other)
    theirs, ours = _rational(expected.node), _rational(found.node)
    if theirs is None or ours is None:
        return _irrational(expected, found, context)
    if theirs == -ours and asked.size(context.statement):
        return Likeness("sign")
    if expected.unit not in BARE and found.unit not in BARE and expected.unit != found.unit:
        return Likeness("other_unit", f"{expected.unit} and {found.unit}")
    units = bool({expected.unit, found.unit} - BARE)
    if explained(theirs, ours, context.statement, units=units):
        return Likeness("scale")
    near = rounded(theirs, _places(expected.node), ours, _places(found.node))
    return Likeness("rounding" if near else "different_value")


def _irrational(expected: Quantity, found: Quantity, context: Context) -> Likeness:
    """A decimal beside a root may be its rounding; a root of another sign, the same size."""
    if _decimal(expected.node) or _decimal(found.node):
        one, other = enclosure(expected.node), enclosure(found.node)
        if not one or not other or abs(one.middle - other.middle) <= NEAR * abs(one.middle):
            return Likeness("rounding")
    if _turned(expected, found, context) or _turned(found, expected, context):
        return Likeness("other_unit", "degrees and radians")
    opposite = Node("neg", (found.node,))
    if asked.size(context.statement) and equal(expected.node, opposite, context) is not False:
        return Likeness("sign")
    return Likeness("different_value")


def _turned(degrees: Quantity, radians: Quantity, context: Context) -> bool:
    if degrees.unit != "degree" or radians.unit == "degree":
        return False
    return equal(Node("degrees", (degrees.node,)), radians.node, context) is True


def _decimal(node: Node) -> bool:
    return (node.op == "num" and node.places >= 0) or any(_decimal(part) for part in node.args)


def _rational(node: Node) -> Fraction | None:
    form = quotient(node)
    return None if form is None else form.rational


def _places(node: Node) -> int:
    while node.op in ("neg", "bracket"):
        node = node.args[0]
    return node.places


def _other_letters(expected: Node, found: Node, one: set[str], other: set[str]) -> Likeness:
    """Different for certain, unless it is only a matter of what the letters are called, or of a unit."""
    if one == other:
        return Likeness("different_value")
    if len(one) == len(other) <= LETTERS_LIMIT and _short(expected) and _short(found):
        names = sorted(other)
        if any(_same(expected, _renamed(found, dict(zip(names, p, strict=True)))) for p in permutations(sorted(one))):
            return Likeness("other_letters")
    if not one or not other:
        plain = [_replaced(node) for node in (expected, found)]
        if _same(*plain):
            return Likeness("other_letters")
    return Likeness("different_value")


def _short(node: Node) -> bool:
    form = quotient(node)
    return form is not None and len(form.upper) <= TERMS_LIMIT


def _same(one: Node, other: Node) -> bool:
    left, right = quotient(one), quotient(other)
    return left is not None and left == right


def _renamed(node: Node, names: dict[str, str]) -> Node:
    if node.op == "sym":
        return sym(names.get(str(node.data), str(node.data)))
    return node._replace(args=tuple(_renamed(part, names) for part in node.args))


def _replaced(node: Node) -> Node:
    """Letters read as units: `5m` is worth 5."""
    if node.op == "sym":
        return num(1) if letters(node) else node
    if node.op in ("degrees", "percent"):
        return _replaced(node.args[0])
    return node._replace(args=tuple(_replaced(part) for part in node.args))


def as_words(quantity: Quantity) -> Words | None:
    """A single capital letter is an option, too."""
    return Words(str(quantity.node.data).lower()) if _option(quantity.node) else None
