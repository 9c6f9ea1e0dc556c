"""Polynomial: sums of monomials with rational coefficients over roots of primes, i, pi, letters, functions.

A monomial is a sorted tuple of (generator, exponent); the square roots of 2 and 3 are the generators
`("prime", "2")` and `("prime", "3")` with exponent 1/2. Roots of primes are independent over the rational
numbers, so a sum of them is zero only if all its coefficients are.
"""

from __future__ import annotations

from fractions import Fraction

Generator = tuple[str, str]
Monomial = tuple[tuple[Generator, Fraction], ...]
Polynomial = dict[Monomial, Fraction]

# Expressions that grow beyond these are not worked out exactly.
TERMS_LIMIT = 300
BITS_LIMIT = 6_000

IMAGINARY: Generator = ("i", "i")
# Generators between which no polynomial relation holds; of pi and e together that is not known.
INDEPENDENT = frozenset(("prime", "i", "letter", "pi"))


class TooHardError(Exception):
    """Exact work would take too long, or is not defined; raised and caught inside `grading` only."""


def constant(value: Fraction | int) -> Polynomial:
    """`constant(0)` is the empty sum."""
    return {(): Fraction(value)} if value else {}


def generator(kind: str, name: str, exponent: Fraction | int = 1) -> Polynomial:
    """One generator to a power."""
    return {(((kind, name), Fraction(exponent)),): Fraction(1)}


def add(one: Polynomial, other: Polynomial, factor: int = 1) -> Polynomial:
    """`one + factor * other`."""
    total = dict(one)
    for monomial, coefficient in other.items():
        value = total.get(monomial, 0) + factor * coefficient
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)
    return total


def multiply(one: Polynomial, other: Polynomial) -> Polynomial:
    """The product, worked out; raises TooHardError where it grows too large."""
    if len(one) * len(other) > TERMS_LIMIT * 10:
        raise TooHardError("terms")
    total: Polynomial = {}
    for left, a in one.items():
        for right, b in other.items():
            monomial, c = _product(left, right)
            value = total.get(monomial, 0) + a * b * c
            if value.numerator.bit_length() + value.denominator.bit_length() > BITS_LIMIT:
                raise TooHardError("digits")
            total[monomial] = value
    total = {monomial: value for monomial, value in total.items() if value}
    if len(total) > TERMS_LIMIT:
        raise TooHardError("terms")
    return total


def _product(left: Monomial, right: Monomial) -> tuple[Monomial, Fraction]:
    """The product of two monomials, and the rational number that falls out of it: `sqrt(2) sqrt(2)` is 2."""
    if not left or not right:
        return left or right, Fraction(1)
    powers = dict(left)
    for gen, exponent in right:
        powers[gen] = powers.get(gen, Fraction(0)) + exponent
    return settled(powers)


def settled(powers: dict[Generator, Fraction]) -> tuple[Monomial, Fraction]:
    """Exponents of primes between 0 and 1, of i 0 or 1."""
    factor = Fraction(1)
    for gen, exponent in list(powers.items()):
        if gen[0] == "prime":
            whole = exponent.numerator // exponent.denominator
            factor *= _power(int(gen[1]), whole)
            powers[gen] = exponent - whole
        elif gen == IMAGINARY:
            turns = int(exponent) % 4
            factor *= -1 if turns > 1 else 1
            powers[gen] = Fraction(turns % 2)
    return tuple(sorted((gen, exponent) for gen, exponent in powers.items() if exponent)), factor


def _power(prime: int, whole: int) -> Fraction:
    if abs(whole) * prime.bit_length() > BITS_LIMIT:
        raise TooHardError("digits")
    return Fraction(prime) ** whole


def inverse(monomial: Monomial) -> tuple[Monomial, Fraction]:
    """One over a monomial."""
    return settled({gen: -exponent for gen, exponent in monomial})


def power(base: Polynomial, exponent: int) -> Polynomial:
    """A whole power, not negative."""
    if exponent > BITS_LIMIT:
        raise TooHardError("exponent")
    total = constant(1)
    for digit in bin(exponent)[2:]:
        total = multiply(total, total)
        if digit == "1":
            total = multiply(total, base)
    return total


def generators(polynomial: Polynomial) -> set[Generator]:
    """All generators that occur."""
    return {gen for monomial in polynomial for gen, _ in monomial}


def spelled(polynomial: Polynomial) -> str:
    """The same text for equal polynomials: the name of a function's argument."""
    return "+".join(
        f"{value}*" + "*".join(f"{kind}.{name}^{exponent}" for (kind, name), exponent in monomial)
        for monomial, value in sorted(polynomial.items())
    )
