"""Roots: of rational numbers, as products of roots of primes."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from review_app.grading.algebra.polynomial import (
    IMAGINARY,
    Polynomial,
    TooHardError,
    constant,
    generator,
    multiply,
)

# Factors are sought up to here; what is left then must be a prime.
TRIAL_LIMIT = 20_000


@lru_cache(maxsize=4_096)
def factors(number: int) -> tuple[tuple[int, int], ...]:
    """Primes and their exponents: `factors(12)` is ((2, 2), (3, 1)); TooHardError where they hide."""
    found: list[tuple[int, int]] = []
    prime = 2
    while prime * prime <= number:
        if prime > TRIAL_LIMIT:
            raise TooHardError("factors")
        exponent = 0
        while number % prime == 0:
            number //= prime
            exponent += 1
        if exponent:
            found.append((prime, exponent))
        prime += 1 if prime == 2 else 2
    return tuple(found if number == 1 else [*found, (number, 1)])


def prime_powers(value: Fraction) -> list[tuple[int, int]]:
    """`prime_powers(Fraction(3, 4))` is [(3, 1), (2, -2)]."""
    if value <= 0:
        raise TooHardError("not positive")
    below = [(prime, -exponent) for prime, exponent in factors(value.denominator)]
    return [*factors(value.numerator), *below]


def root_of_rational(value: Fraction, degree: int) -> Polynomial:
    """The real root where there is one; the square root of a negative number is a multiple of i."""
    if value < 0 and degree % 2 == 0:
        if degree != 2:
            raise TooHardError("a root that is not real")
        return multiply({((IMAGINARY, Fraction(1)),): Fraction(1)}, root_of_rational(-value, degree))
    if value < 0:
        return multiply(constant(-1), root_of_rational(-value, degree))
    total = constant(1)
    for prime, exponent in prime_powers(value):
        whole, rest = divmod(exponent, degree)
        total = multiply(total, constant(Fraction(prime) ** whole))
        if rest:
            total = multiply(total, generator("prime", str(prime), Fraction(rest, degree)))
    return total
