"""Normal: an expression as a quotient of two polynomials, so that equality is a matter of arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from review_app.grading.algebra import polynomial as poly
from review_app.grading.algebra.functions import circular, logarithm
from review_app.grading.algebra.polynomial import Polynomial, TooHardError, constant, generator
from review_app.grading.algebra.roots import prime_powers, root_of_rational
from review_app.grading.syntax.tree import Node

# Whole powers of sums beyond this are not expanded.
EXPONENT_LIMIT = 40
FACTORIAL_LIMIT = 300


class Quotient(NamedTuple):
    """`upper / lower`; `lower` is 1 unless it is a sum."""

    upper: Polynomial
    lower: Polynomial

    @property
    def rational(self) -> Fraction | None:
        """The rational number this is, if it is one."""
        if self.lower != constant(1) or any(self.upper.keys() - {()}):
            return None
        return self.upper.get((), Fraction(0))


def normal(node: Node) -> Quotient:
    """The normal form; raises TooHardError where the expression is too large or not defined.

    >>> from review_app.grading.syntax.reading import read
    >>> normal(read(r"\\frac{6}{4}").node).rational
    Fraction(3, 2)
    """
    if node.op == "num":
        return Quotient(constant(Fraction(node.data)), constant(1))
    if node.op == "sym":
        return Quotient(_symbol(str(node.data)), constant(1))
    rule = _RULES.get(node.op)
    if rule is None:
        raise TooHardError(node.op)
    return rule(node, [normal(part) for part in node.args])


def same(one: Quotient, other: Quotient) -> bool | None:
    """Are they equal? None where neither is proven: functions may hide an identity."""
    gap = poly.add(poly.multiply(one.upper, other.lower), poly.multiply(other.upper, one.lower), -1)
    if not gap:
        return True
    kinds = {kind for kind, _ in poly.generators(gap)}
    kinds |= {kind for kind, _ in poly.generators(one.lower) | poly.generators(other.lower)}
    return False if kinds <= poly.INDEPENDENT else None


def _symbol(name: str) -> Polynomial:
    if name == "oo":
        raise TooHardError("infinity is no number")
    kind = {"i": "i", "pi": "pi", "e": "e"}.get(name, "letter")
    return generator(kind, name)


def _sum(node: Node, parts: list[Quotient]) -> Quotient:
    one, other = parts
    sign = -1 if node.op == "-" else 1
    if one.lower == other.lower:
        return Quotient(poly.add(one.upper, other.upper, sign), one.lower)
    left, right = poly.multiply(one.upper, other.lower), poly.multiply(other.upper, one.lower)
    return Quotient(poly.add(left, right, sign), poly.multiply(one.lower, other.lower))


def _negative(_: Node, parts: list[Quotient]) -> Quotient:
    return Quotient(poly.add({}, parts[0].upper, -1), parts[0].lower)


def _product(_: Node, parts: list[Quotient]) -> Quotient:
    one, other = parts
    return Quotient(poly.multiply(one.upper, other.upper), poly.multiply(one.lower, other.lower))


def _quotient(_: Node, parts: list[Quotient]) -> Quotient:
    one, other = parts
    return _product(_, [one, _inverse(other)])


def _inverse(value: Quotient) -> Quotient:
    if not value.upper:
        raise TooHardError("division by zero")
    if len(value.upper) > 1:
        return Quotient(value.lower, value.upper)
    ((monomial, coefficient),) = value.upper.items()
    flipped, factor = poly.inverse(monomial)
    return Quotient(poly.multiply(value.lower, {flipped: factor / coefficient}), constant(1))


def _plain(_: Node, parts: list[Quotient]) -> Quotient:
    return parts[0]


def _percent(_: Node, parts: list[Quotient]) -> Quotient:
    return _product(_, [parts[0], Quotient(constant(Fraction(1, 100)), constant(1))])


def _degrees(_: Node, parts: list[Quotient]) -> Quotient:
    turn = poly.multiply(generator("pi", "pi"), constant(Fraction(1, 180)))
    return _product(_, [parts[0], Quotient(turn, constant(1))])


def _mixed(node: Node, parts: list[Quotient]) -> Quotient:
    return _sum(Node("+", node.args), parts)


def _power(_: Node, parts: list[Quotient]) -> Quotient:
    base, exponent = parts
    whole = exponent.rational
    if whole is None:
        return _symbolic(base, exponent)
    if whole.denominator > 1:
        root = _root_of(base, whole.denominator)
        return _whole(root, whole.numerator)
    return _whole(base, whole.numerator)


def _whole(base: Quotient, exponent: int) -> Quotient:
    if exponent < 0:
        return _whole(_inverse(base), -exponent)
    if exponent == 0 and not base.upper:
        raise TooHardError("0^0")
    large = max(len(base.upper), len(base.lower)) > 1
    if large and exponent > EXPONENT_LIMIT:
        raise TooHardError("exponent")
    return Quotient(poly.power(base.upper, exponent), poly.power(base.lower, exponent))


def _symbolic(base: Quotient, exponent: Quotient) -> Quotient:
    """`2^{n+1}` is `2 * 2^n`: each term of the exponent is a generator of its own."""
    if exponent.lower != constant(1) or len(base.upper) != 1 or base.lower != constant(1):
        raise TooHardError("power")
    ((monomial, coefficient),) = base.upper.items()
    total = constant(1)
    for term, factor in exponent.upper.items():
        if not term:
            part = _power(Node("^"), [base, Quotient(constant(factor), constant(1))]).upper
        else:
            part = _raised(monomial, coefficient, poly.spelled({term: Fraction(1)}), factor)
        total = poly.multiply(total, part)
    return Quotient(total, constant(1))


def _raised(monomial: poly.Monomial, coefficient: Fraction, term: str, factor: Fraction) -> Polynomial:
    if (monomial and coefficient != 1) or len(monomial) > 1:
        raise TooHardError("power of a product")
    if monomial:
        ((gen, exponent),) = monomial
        return generator("power", f"{gen[1]}^{term}", exponent * factor)
    total = constant(1)
    for prime, times in prime_powers(coefficient):
        total = poly.multiply(total, generator("power", f"{prime}^{term}", factor * times))
    return total


def _root(_: Node, parts: list[Quotient]) -> Quotient:
    degree = parts[1].rational
    if degree is None or degree.denominator != 1 or not 2 <= degree <= 12:
        raise TooHardError("root")
    return _root_of(parts[0], int(degree))


def _root_of(value: Quotient, degree: int) -> Quotient:
    if value.lower != constant(1):
        return _quotient(
            Node("/"),
            [
                _root_of(Quotient(value.upper, constant(1)), degree),
                _root_of(Quotient(value.lower, constant(1)), degree),
            ],
        )
    if not value.upper:
        return value
    if len(value.upper) > 1:
        return Quotient(_root_of_sum(value.upper, degree), constant(1))
    ((monomial, coefficient),) = value.upper.items()
    root = root_of_rational(coefficient, degree)
    for gen, exponent in monomial:
        if gen[0] not in ("prime", "pi", "e") and (gen[0] == "i" or (degree % 2 == 0 and exponent % 2 == 0)):
            raise TooHardError("the root of a square has two signs")
        root = poly.multiply(root, {((gen, exponent / degree),): Fraction(1)})
    return Quotient(root, constant(1))


def _root_of_sum(value: Polynomial, degree: int) -> Polynomial:
    """The content comes out: `\\sqrt{4x+8}` is `2\\sqrt{x+2}`."""
    content = Fraction(
        math.gcd(*(c.numerator for c in value.values())), math.lcm(*(c.denominator for c in value.values()))
    )
    rest = {monomial: coefficient / content for monomial, coefficient in value.items()}
    return poly.multiply(root_of_rational(content, degree), generator("root", f"{degree}:{poly.spelled(rest)}"))


def _factorial(_: Node, parts: list[Quotient]) -> Quotient:
    value = parts[0].rational
    if value is None or value.denominator != 1 or not 0 <= value <= FACTORIAL_LIMIT:
        raise TooHardError("factorial")
    return Quotient(constant(math.factorial(int(value))), constant(1))


def _binomial(_: Node, parts: list[Quotient]) -> Quotient:
    upper, lower = parts[0].rational, parts[1].rational
    if upper is None or lower is None or upper.denominator * lower.denominator != 1:
        raise TooHardError("binomial")
    if not 0 <= lower <= upper <= FACTORIAL_LIMIT:
        raise TooHardError("binomial")
    return Quotient(constant(math.comb(int(upper), int(lower))), constant(1))


def _absolute(_: Node, parts: list[Quotient]) -> Quotient:
    value = parts[0].rational
    return _atom("abs", parts[0]) if value is None else Quotient(constant(abs(value)), constant(1))


def _rounded(node: Node, parts: list[Quotient]) -> Quotient:
    value = parts[0].rational
    if value is None:
        return _atom(node.op, parts[0])
    return Quotient(constant(math.floor(value) if node.op == "floor" else math.ceil(value)), constant(1))


def _atom(name: str, argument: Quotient) -> Quotient:
    spelled = f"{name}({poly.spelled(argument.upper)}/{poly.spelled(argument.lower)})"
    return Quotient(generator("function", spelled), constant(1))


def _call(node: Node, parts: list[Quotient]) -> Quotient:
    name = str(node.data)
    if name in ("ln", "log10"):
        return _logarithm(node, [parts[0], *([Quotient(constant(10), constant(1))] if name == "log10" else [])])
    if name == "exp":
        return _power(node, [Quotient(generator("e", "e"), constant(1)), parts[0]])
    exact = circular(name, parts[0].upper) if parts[0].lower == constant(1) else None
    return _atom(name, parts[0]) if exact is None else Quotient(exact, constant(1))


def _logarithm(node: Node, parts: list[Quotient]) -> Quotient:
    upper = _natural(parts[0])
    return upper if len(parts) == 1 else _quotient(node, [upper, _natural(parts[1])])


def _natural(value: Quotient) -> Quotient:
    rational = value.rational
    if rational is not None and rational > 0:
        return Quotient(logarithm(rational), constant(1))
    if value == Quotient(generator("e", "e"), constant(1)):
        return Quotient(constant(1), constant(1))
    return _atom("ln", value)


_RULES = {
    **{"+": _sum, "-": _sum, "neg": _negative, "*": _product, "/": _quotient, "^": _power, "root": _root},
    **{"bracket": _plain, "percent": _percent, "degrees": _degrees, "mixed": _mixed, "abs": _absolute},
    **{"factorial": _factorial, "binom": _binomial, "floor": _rounded, "ceiling": _rounded},
    **{"call": _call, "log": _logarithm},
}
