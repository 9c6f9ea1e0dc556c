"""Sets: intervals and their unions, compared by which numbers belong to them."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

from review_app.grading.kinds.values import enclosure, infinity, letters
from review_app.grading.syntax.tree import Chain, Group, Listing, Node, Quantity, Reading, Union

# Ends closer than this are taken for one, and prove nothing.
CLOSE = 1e-9

Interval = tuple[float, bool, float, bool]
_CLOSED = {"\\le": True, "\\lt": False, "\\ge": True, "\\gt": False}


class Pieces(NamedTuple):
    """Intervals (low, closed, high, closed); `written` says that they were given as intervals."""

    intervals: tuple[Interval, ...]
    written: bool


def pieces(reading: Reading) -> Pieces | None:
    r"""The set that a reading speaks of, or None: `x \in [-2,7]`, `-2 \le x \le 7` and `[-2,7]` are one."""
    if isinstance(reading, Union):
        parts = [pieces(part) for part in reading.parts]
        if any(part is None for part in parts):
            return None
        known = [part for part in parts if part is not None]
        return Pieces(tuple(one for part in known for one in part.intervals), all(part.written for part in known))
    if isinstance(reading, Group):
        return _interval(reading)
    if isinstance(reading, Chain):
        return _inequality(reading)
    if isinstance(reading, Listing):
        return _points_or_parts(reading)
    return None


def _interval(group: Group) -> Pieces | None:
    if len(group.items) != 2:
        return None
    low, high = (_number(item) for item in group.items)
    if low is None or high is None or not low < high:
        return None
    return Pieces(((low, group.ends[0] == "[", high, group.ends[1] == "]"),), written=True)


def _points_or_parts(listing: Listing) -> Pieces | None:
    """`\\{1,2\\}` in a union are two points; `x < 1 or x > 3` two half-lines."""
    numbers = [_number(item) for item in listing.items]
    if all(number is not None and math.isfinite(number) for number in numbers):
        return Pieces(tuple((n, True, n, True) for n in numbers if n is not None), written=True)
    united = pieces(Union(listing.items))
    return united if united and not united.written else None


def _inequality(chain: Chain) -> Pieces | None:
    if chain.signs == ("\\in",) and _letter(chain.sides[0]):
        return pieces(chain.sides[1])
    if not all(sign in _CLOSED for sign in chain.signs):
        return None
    rising = [sign in ("\\lt", "\\le") for sign in chain.signs]
    closed = [_CLOSED[sign] for sign in chain.signs]
    if len(chain.sides) == 3 and _letter(chain.sides[1]) and rising[0] == rising[1]:
        low, high = _number(chain.sides[0]), _number(chain.sides[2])
        return _between(low, closed[0], high, closed[1]) if rising[0] else _between(high, closed[1], low, closed[0])
    if len(chain.sides) == 2:
        return _half_line(chain, rising[0], closed[0])
    return None


def _half_line(chain: Chain, rising: bool, closed: bool) -> Pieces | None:
    left, right = chain.sides
    if _letter(right):
        left, right, rising = right, left, not rising
    end = _number(right) if _letter(left) else None
    if end is None:
        return None
    return _between(-math.inf, False, end, closed) if rising else _between(end, closed, math.inf, False)


def _between(low: float | None, one: bool, high: float | None, other: bool) -> Pieces | None:
    if low is None or high is None or not low < high:
        return None
    return Pieces(((low, one, high, other),), written=False)


def _letter(reading: Reading) -> bool:
    return isinstance(reading, Quantity) and reading.node.op == "sym" and bool(letters(reading.node))


def _number(reading: Reading) -> float | None:
    if not isinstance(reading, Quantity) or reading.unit:
        return None
    return _real(reading.node)


def _real(node: Node) -> float | None:
    limit = infinity(node)
    if limit:
        return limit * math.inf
    value = enclosure(node) if limit == 0 else None
    return value.middle.real if value and not value.middle.imag else None


def differ(one: Pieces, other: Pieces) -> bool:
    """Is there a number, well away from all ends or an end of both, that belongs to one only?"""
    ends = sorted({end for piece in (*one.intervals, *other.intervals) for end in (piece[0], piece[2])})
    return any(_holds(one, place) != _holds(other, place) for place in _places(ends))


def _places(ends: list[float]) -> list[float]:
    """A number between each two ends that are truly apart, and the finite ends themselves where all are."""
    finite = [end for end in ends if math.isfinite(end)]
    gaps = list(pairwise(finite))
    wide = [(left, right) for left, right in gaps if right - left > CLOSE * max(1, abs(left))]
    places = [(left + right) / 2 for left, right in wide]
    outside = [finite[0] - 1, finite[-1] + 1] if finite else [0.0]
    return [*places, *outside, *(finite if wide == gaps else [])]


def _holds(pieces: Pieces, place: float) -> bool:
    return any(
        low < place < high or (place == low and closed) or (place == high and other)
        for low, closed, high, other in pieces.intervals
    )


def joined(pieces: Pieces) -> list[Interval]:
    """The fewest intervals in order: `(-\\infty,0) \\cup [0,\\infty)` is the whole line."""
    made: list[Interval] = []
    for low, closed, high, other in sorted(pieces.intervals):
        if made and (low < made[-1][2] or (low == made[-1][2] and (closed or made[-1][3]))):
            last = made[-1]
            end = (high, other) if high > last[2] else (last[2], last[3] or (high == last[2] and other))
            made[-1] = (last[0], last[1], *end)
        else:
            made.append((low, closed, high, other))
    return made
