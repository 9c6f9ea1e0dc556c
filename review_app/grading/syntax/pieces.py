"""Pieces: tokens parted at separators that stand outside all brackets."""

from __future__ import annotations

from collections.abc import Callable

from review_app.grading.syntax.tokens import Token
from review_app.grading.syntax.tree import UnreadError

OPEN = frozenset(("(", "[", "{", "\\{", "\\langle", "begin", "\\lfloor", "\\lceil"))
CLOSE = frozenset((")", "]", "}", "\\}", "\\rangle", "end", "\\rfloor", "\\rceil"))


def top(parts: list[Token]) -> list[Token]:
    """The tokens outside all brackets."""
    depth, found = 0, []
    for part in parts:
        depth += part.kind in OPEN
        if depth == 0:
            found.append(part)
        depth -= part.kind in CLOSE
    return found


def split(parts: list[Token], here: Callable[[Token], bool]) -> list[list[Token]]:
    """The pieces between the separators that stand outside all brackets."""
    pieces: list[list[Token]] = [[]]
    depth = 0
    for part in parts:
        depth += part.kind in OPEN
        depth -= part.kind in CLOSE
        if depth == 0 and here(part):
            pieces.append([])
        else:
            pieces[-1].append(part)
    return pieces


def closing(parts: list[Token], start: int) -> int:
    """Where the bracket that opens at `start` closes."""
    depth = 0
    for place in range(start, len(parts)):
        depth += parts[place].kind in OPEN
        depth -= parts[place].kind in CLOSE
        if depth == 0:
            return place
    raise UnreadError("a bracket never closes")
