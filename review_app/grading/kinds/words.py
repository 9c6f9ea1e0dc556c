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
    frozenset(
        ("circle", "ellipse", "parabola", "hyperbola", "line", "plane", "sphere", "cylinder", "cone", "point")
    ),
    frozenset(("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")),
)
# Two names that begin alike may be one, misspelt or in another form.
ALIKE = 3


def compare(expected: Words, found: Words) -> Likeness:
    """`saturday` is not `sunday`, `c` is not `e`; `circle` and `a circle` are one."""
    one, other = _bare(expected), _bare(found)
    if one == other:
        return Likeness("same_words")
    if any(one in rivals and other in rivals for rivals in _RIVALS):
        return Likeness("different_words")
    if _dated(one) and _dated(other):
        return Likeness("different_words")
    if len(one) == 1 and len(other) == 1:
        return Likeness("different_words")
    if one.isalpha() and other.isalpha() and one[:ALIKE] != other[:ALIKE]:
        return Likeness(
            "different_words" if min(len(one), len(other)) > 1 and _names(one, other) else "other_kind"
        )
    return Likeness("other_kind")


def _bare(words: Words) -> str:
    return " ".join(word for word in words.text.split() if word not in _EMPTY or words.text == word)


def _dated(words: str) -> bool:
    """`june 20`."""
    month, _, day = words.partition(" ")
    return month in MONTHS and day.isdigit()


def _names(one: str, other: str) -> bool:
    """Two single words, neither of which speaks of nothing or of all."""
    vague = {"none", "neither", "both", "all", "no", "yes", "never", "always", "undefined"}
    return not vague & {one, other}
