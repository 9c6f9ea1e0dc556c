"""Tree: what an answer was understood to be. Plain named tuples, all numbers exact."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Node(NamedTuple):
    """One expression. `op` is `num`, `sym`, or an operation on `args`; `data` holds the number or the name.

    `2\\sqrt{3}` is Node("*", (num(2), Node("root", (num(3), num(2))))).
    `data` of a number written with decimals is kept beside it in `places`, `-1` where there are none.
    """

    op: str
    args: tuple[Node, ...] = ()
    data: Fraction | str = ""
    places: int = -1


class Quantity(NamedTuple):
    """An expression with what stands around it: `8\\sqrt{3} \\text{ square inches}`, `20\\%`, `45^\\circ`."""

    node: Node
    unit: str = ""


class Listing(NamedTuple):
    """Several answers without an order of their own: `1, 2 and 3`, `\\{1,2\\}`; `either` of `5 or 6`."""

    items: tuple[Reading, ...]
    either: bool = False


class Group(NamedTuple):
    """Parts in brackets: the point `(1,2)` and the intervals `[0,1)`; `ends` is `()`, `[)`, …"""

    items: tuple[Reading, ...]
    ends: str


class Union(NamedTuple):
    """Sets put together: `(-\\infty,0) \\cup (1,2]`."""

    parts: tuple[Reading, ...]


class Matrix(NamedTuple):
    """Rows of a matrix or a vector in any environment."""

    rows: tuple[tuple[Reading, ...], ...]


class Chain(NamedTuple):
    """Sides joined by relations: `x = 5`, `0 < x \\le 1`, `y = 2x + 3`."""

    sides: tuple[Reading, ...]
    signs: tuple[str, ...]


class Ratio(NamedTuple):
    """Parts of a ratio or a time: `3:1`, `4:30 pm`."""

    parts: tuple[Reading, ...]
    half: str = ""


class Based(NamedTuple):
    """Digits in a base: `4210_5`."""

    digits: str
    base: int


class Words(NamedTuple):
    """Words in lower case: `saturday`, `(a)` as `a`; `more` is what an option stands for."""

    text: str
    more: str = ""


Reading = Quantity | Listing | Group | Union | Matrix | Chain | Ratio | Based | Words


class UnreadError(Exception):
    """The text is not understood as a whole; raised and caught inside `grading` only."""


def num(value: Fraction | int, places: int = -1) -> Node:
    """`num(3)` is the number three."""
    return Node("num", (), Fraction(value), places)


def sym(name: str) -> Node:
    """`sym("x")` is the letter x."""
    return Node("sym", (), name)
