"""Words: names, options and what else is said without a number."""

from __future__ import annotations

import re

from review_app.grading.kinds.likeness import Likeness
from review_app.grading.syntax.tree import Words
from review_app.grading.syntax.units import MONTHS

_EMPTY = frozenset(("the", "a", "an", "is", "on", "option", "answer", "choice"))
# Words that say there is no number, or no single one.
NO_NUMBER = re.compile(
    r"infinite|infinity|infinitely many(?: \w+)?|undefined|dne|does not exist"
    r"|(?:can ?not|not) (?:be )?\w+|no (?:\w+ )?(?:solutions?|values?|limit|maximum|minimum)"
)
# Words of one line cannot both be right.
_RIVALS = (
    frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
    MONTHS,
    frozenset(("even", "odd", "neither")),
    frozenset(("yes", "no")),
    frozenset(("true", "false")),
    frozenset(("circle", "ellipse", "parabola", "hyperbola", "line", "plane", "sphere", "cylinder", "cone", "point")),
    frozenset(("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")),
)
_VAGUE = frozenset(("none", "neither", "both", "all", "no", "yes", "never", "always", "undefined"))
# Two names that begin alike may be one, misspelt or in another form.
ALIKE = 3


def compare(expected: Words, found: Words) -> Likeness:
    """`saturday` is not `sunday`, `c` is not `e`; `circle` and `a circle` are one."""
    one, other = _bare(expected), _bare(found)
    if one == other:
        return Likeness("same_words")
    if expected.more or found.more:
        return Likeness("other_kind", "what an option stands for may count")
    return Likeness("different_words" if _rivals(one, other) or _apart(one, other) else "other_kind")


def _rivals(one: str, other: str) -> bool:
    """Two options, two dates, or two words of one line."""
    letters = len(one) == 1 and len(other) == 1
    return letters or (_dated(one) and _dated(other)) or any(one in line and other in line for line in _RIVALS)


def _apart(one: str, other: str) -> bool:
    """Two single words that begin differently, neither of which speaks of nothing or of all."""
    alike = one[:ALIKE] == other[:ALIKE] or min(len(one), len(other)) < 2
    return one.isalpha() and other.isalpha() and not alike and not _VAGUE & {one, other}


def _bare(words: Words) -> str:
    return " ".join(word for word in words.text.split() if word not in _EMPTY or words.text == word)


def _dated(words: str) -> bool:
    """`june 20`."""
    month, _, day = words.partition(" ")
    return month in MONTHS and day.isdigit()
