"""Closeness: how far two numbers may be apart and still be one number, rounded or cut."""

from __future__ import annotations

from fractions import Fraction

# A rounded number of few digits may differ from the exact one by this share, not more.
NEAR = Fraction(1, 100)
# Programs print 3.9999999999999996 for 4.
NOISE = Fraction(1, 1_000_000)


def rounded(one: Fraction, places: int, other: Fraction, others: int) -> bool:
    """May one number be the other, rounded or cut? `places` counts digits after the point, -1 says exact.

    `0.33` may be 1/3 and `3.14` may be 3.142; `3.5` is not 3, and of two whole numbers neither is the other.
    """
    gap, size = abs(one - other), max(abs(one), abs(other))
    if places < 0 and others < 0:
        return False
    if gap <= NOISE * size:
        return True
    decimals = [count for count in (places, others) if count >= 0]
    return gap <= Fraction(1, 10 ** min(decimals)) and gap <= NEAR * size
