"""Quantity: an expression with money before it or a unit after it."""

from __future__ import annotations

from review_app.grading.syntax.expression import expression
from review_app.grading.syntax.names import FUNCTIONS
from review_app.grading.syntax.pieces import CLOSE, OPEN
from review_app.grading.syntax.tokens import Token
from review_app.grading.syntax.tree import Node, Quantity, Reading, UnreadError
from review_app.grading.syntax.units import CHANGING, NUMBERS, SHORT, SHORT_WORDS, unit_of

# Words between the members of a list.
LABELS = frozenset(("or", "and"))
MONEY = frozenset("$€£¥")
# A unit of more words is a sentence.
WORDS_LIMIT = 6

_COMMANDS = frozenset(("sqrt", "binom", "frac", "log"))


def quantity(parts: list[Token]) -> Reading:
    """An expression, perhaps with money before it and a unit after it."""
    unit: list[str] = []
    if parts[0].kind in MONEY:
        unit, parts = [parts[0].kind], parts[1:]
    elif len(parts) > 1 and parts[0].kind == "-" and parts[1].kind in MONEY:
        unit, parts = [parts[1].kind], [parts[0], *parts[2:]]
    place = _unit_place(parts)
    words = parts[place:]
    if words:
        unit = unit or _unit_words(words)
    node = expression(parts[:place])
    if node.op in ("percent", "degrees") and not unit:
        return Quantity(node.args[0], {"percent": "percent", "degrees": "degree"}[node.op])
    if node.op == "neg" and node.args[0].op in ("percent", "degrees") and not unit:
        inner = node.args[0]
        return Quantity(Node("neg", inner.args), {"percent": "percent", "degrees": "degree"}[inner.op])
    return Quantity(node, unit_of(unit))


def _unit_place(parts: list[Token]) -> int:
    """Where the words after the expression begin."""
    depth = 0
    for place, part in enumerate(parts):
        depth += part.kind in OPEN
        depth -= part.kind in CLOSE
        if depth == 0 and place and (is_word(part) or _short(parts, place)):
            return place
    return len(parts)


def _short(parts: list[Token], place: int) -> bool:
    part = parts[place]
    return (
        part.kind == "letters"
        and len(part.text) > 1
        and part.text.lower() in SHORT
        and parts[place - 1].kind == "number"
    )


def _unit_words(words: list[Token]) -> list[str]:
    """The unit's words; its power is one of them: `cm^2`."""
    made: list[str] = []
    flat = [part for part in words if part.kind not in ("{", "}", ".", "$")]
    for place, part in enumerate(flat):
        if part.kind == "^":
            continue
        if place and flat[place - 1].kind == "^" and part.text in ("2", "3"):
            made[-1:] = [{"2": "square", "3": "cubic"}[part.text], made[-1]]
        elif (
            part.kind in ("word", "letters") and part.text.lower() not in CHANGING | LABELS and len(made) < WORDS_LIMIT
        ):
            made.append(part.text)
        else:
            raise UnreadError(part.text)
    return made


def is_word(part: Token) -> bool:
    """Letters outside `\\text{…}` that are no product: `Ann`, `seven`, `yes`, `inches`."""
    if part.kind != "letters" or part.text in FUNCTIONS or part.text in _COMMANDS:
        return part.kind == "word"
    known = part.text.lower() in NUMBERS or part.text.lower() in SHORT_WORDS
    return len(part.text) > 3 or known or (len(part.text) > 1 and part.text.istitle())
