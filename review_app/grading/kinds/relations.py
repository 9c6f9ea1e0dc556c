"""Relations: equations and inequalities, and answers labelled `x = …`."""

from __future__ import annotations

from fractions import Fraction

from review_app.grading.algebra import polynomial as poly
from review_app.grading.algebra.polynomial import Polynomial, TooHardError
from review_app.grading.kinds.context import Context
from review_app.grading.kinds.likeness import Likeness
from review_app.grading.kinds.values import letters, quotient
from review_app.grading.syntax.tree import Chain, Node, Quantity, Reading, Words

_TURNED = {"\\lt": "\\gt", "\\gt": "\\lt", "\\le": "\\ge", "\\ge": "\\le"}


def unlabelled(reading: Reading) -> Reading:
    r"""What an answer says of a letter or of words: `x = 5` says 5, `x \in [0,1]` [0,1], `1+2 = 3` 3."""
    if not isinstance(reading, Chain):
        return reading
    if set(reading.signs) == {"="}:
        first, last = reading.sides[0], reading.sides[-1]
        if _label(first) or (isinstance(first, Quantity) and not letters(first.node)):
            return last
    if reading.signs == ("\\in",):
        return reading.sides[1]
    last = reading.sides[-1]
    if set(reading.signs) <= {"=", "\\approx"} and _label(reading.sides[0]) and isinstance(last, Quantity):
        return last._replace(unit="about")
    return reading


def _label(side: Reading) -> bool:
    if isinstance(side, Words):
        return True
    if not isinstance(side, Quantity) or side.unit:
        return False
    node = side.node
    return (
        (node.op == "sym" and bool(letters(node)))
        or node.op == "call"
        or (isinstance(node.data, str) and node.op == "*" and all(part.op == "sym" for part in node.args))
    )


def compare(expected: Chain, found: Chain, context: Context) -> Likeness:
    """Two equations are one where a constant factor is all that parts them."""
    if expected.signs == ("=",) and found.signs == ("=",):
        return _equations(expected, found, context)
    if len(expected.sides) != len(found.sides):
        return Likeness("other_kind")
    return _chains(expected, found, context)


def _chains(expected: Chain, found: Chain, context: Context) -> Likeness:
    if _turnable(found) and found.signs != expected.signs:
        found = Chain(found.sides[::-1], tuple(_TURNED[sign] for sign in found.signs[::-1]))
    parts = [context.parts(one, other) for one, other in zip(expected.sides, found.sides, strict=True)]
    if all(part.same for part in parts):
        return Likeness("same_relation" if expected.signs == found.signs else "different_relation")
    if sorted(expected.sides, key=repr) == sorted(found.sides, key=repr) and _turnable(expected):
        return Likeness("different_relation", "the sides stand in another order")
    ordered = len(set(expected.signs)) == 1 and expected.signs == found.signs and _turnable(expected)
    if len(parts) > 2 and ordered and all(part.same or part.different for part in parts):
        return Likeness("different_relation")
    return Likeness("unproven")


def _turnable(chain: Chain) -> bool:
    return all(sign in _TURNED for sign in chain.signs)


def _equations(expected: Chain, found: Chain, context: Context) -> Likeness:
    left, right = _gap(expected), _gap(found)
    if left is None or right is None:
        return Likeness("unproven")
    factor = _proportion(left, right)
    if factor is None:
        return _different(left, right)
    sides = [context.parts(one, other) for one, other in zip(expected.sides, found.sides, strict=True)]
    if all(side.same for side in sides) or abs(factor) == 1:
        return Likeness("same_relation")
    return Likeness("other_form", "the equations differ by a factor")


def _gap(chain: Chain) -> Polynomial | None:
    """Left side minus right side, without denominators."""
    nodes = [side.node for side in chain.sides if isinstance(side, Quantity) and not side.unit]
    if len(nodes) != 2:
        return None
    form = quotient(Node("-", tuple(nodes)))
    return None if form is None or not form.upper else form.upper


def _proportion(left: Polynomial, right: Polynomial) -> Fraction | None:
    if left.keys() != right.keys():
        return None
    factors = {left[monomial] / right[monomial] for monomial in left}
    return factors.pop() if len(factors) == 1 else None


def _different(left: Polynomial, right: Polynomial) -> Likeness:
    """Polynomials in the same letters, of the same degree, and not multiples of each other."""
    one, other = poly.generators(left), poly.generators(right)
    if {gen for gen in one if gen[0] == "letter"} != {gen for gen in other if gen[0] == "letter"}:
        return Likeness("unproven", "other letters")
    if not {kind for kind, _ in one | other} <= {"letter"} or _degree(left) != _degree(right):
        return Likeness("unproven")
    return Likeness("different_relation")


def _degree(polynomial: Polynomial) -> Fraction:
    if any(exponent < 0 for monomial in polynomial for _, exponent in monomial):
        raise TooHardError("denominators")
    return max(sum((exponent for _, exponent in monomial), Fraction(0)) for monomial in polynomial)
