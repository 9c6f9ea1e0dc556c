"""Unit asked: whether a unit beside an answer says nothing that the problem had not said."""

from __future__ import annotations

from collections.abc import Callable

from review_app.grading import asked
from review_app.grading.syntax.units import ALIASES, BARE, COINS, MEASURED

# Units that a problem may name by a sign.
_SIGNS: dict[str, Callable[[str], bool]] = {
    "dollar": lambda statement: "$" in statement and not asked.words(statement, *COINS),
    "degree": lambda statement: "\\circ" in statement or asked.words(statement, "degree", "angle"),
    "percent": asked.percent,
}


def units_agree(expected: str, found: str, statement: str) -> bool:
    """No unit, or one that the question names, is no doubt."""
    ours, theirs = ("" if unit in BARE else unit for unit in (found, expected))
    if ours in (theirs, "") or theirs:
        return ours in (theirs, "")
    if ours in _SIGNS:
        return _SIGNS[ours](statement)
    if all(_named(word, asked.question(statement)) for word in ours.split()):
        return True
    unit = ours.split(" ")[-1]
    return _named(unit, statement) and not _rivals(unit, statement)


def _named(unit: str, text: str) -> bool:
    return asked.words(text, unit, *ALIASES.get(unit, ()))


def _rivals(unit: str, statement: str) -> bool:
    """Does the problem name another unit of that kind?"""
    rivals = next((kind for kind in MEASURED if unit in kind), None)
    return rivals is None or any(_named(other, statement) for other in rivals - {unit})
