"""Boxes: where `\\boxed{…}` and `\\fbox{…}` stand in a text, with balanced braces, in one pass."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Braces nested deeper than this hold no answer: the box counts as one that never closes.
DEPTH_LIMIT = 10_000

_OPENING = re.compile(
    r"\\(?:boxed|fbox)(?![a-zA-Z])\s*(?:\{|(?P<bare>-?[0-9][0-9.,]*[0-9]|-?[0-9a-zA-Z])(?![0-9a-zA-Z]))"
)
_TOKEN = re.compile(r"\\(?:boxed|fbox)(?![a-zA-Z])\s*\{|\\[\s\S]|[{}]")

_BLANK = re.compile(
    r"(?:\s|[~?_.]|\\(?:quad|qquad|square|ldots|dots|cdots|[ ,;!_])"
    r"|\\[hv]?phantom\{[^{}]*\}|\\(?:text|mbox)\{[ ~?]*\})*"
)


@dataclass(frozen=True, slots=True)
class Box:
    """`text[start:end]` is what stands inside; the text goes on at `after`; an unclosed one never ends."""

    start: int
    end: int
    after: int
    closed: bool = True


def find_boxes(text: str) -> list[Box]:
    r"""The outermost boxes of a text, in order.

    A box that is nothing but another box is opened: the inner one is given.

    >>> text = r"so \boxed{\frac{1}{2}} and \fbox 7"
    >>> [text[box.start : box.end] for box in find_boxes(text)]
    ['\\frac{1}{2}', '7']
    """
    boxes: list[Box] = []
    opening = _OPENING.search(text)
    while opening:
        found = _bare(opening) if opening["bare"] else _braced(text, opening)
        boxes.extend(found)
        opening = _OPENING.search(text, max(box.after for box in found))
    return boxes


def _bare(opening: re.Match[str]) -> list[Box]:
    return [Box(*opening.span("bare"), opening.end())]


def _braced(text: str, opening: re.Match[str]) -> list[Box]:
    """The box that opens here; or, where it never closes, itself and the closed ones inside it."""
    stack = [opening.end()]
    is_box = [True]
    closed: list[Box] = []
    for token in _TOKEN.finditer(text, opening.end()):
        last = token[0][-1]
        if last == "}" and len(token[0]) == 1:
            start = stack.pop()
            if is_box.pop():
                closed = _outer(text, closed, Box(start, token.start(), token.end()))
            if not stack:
                return closed
        elif last == "{" and token[0] != "\\{":
            if len(stack) >= DEPTH_LIMIT:
                break
            stack.append(token.end())
            is_box.append(len(token[0]) > 1)
    return [*closed, Box(opening.end(), len(text), len(text), closed=False)]


def _outer(text: str, closed: list[Box], box: Box) -> list[Box]:
    """Drop what lies inside `box`, unless it is all there is in it."""
    while closed and closed[-1].start >= box.start:
        inner = closed.pop()
        if _only(text, box, inner):
            box = Box(inner.start, inner.end, box.after)
    closed.append(box)
    return closed


def _only(text: str, box: Box, inner: Box) -> bool:
    before = text[box.start : inner.start].strip()
    return before in ("\\boxed{", "\\fbox{") and text[inner.after : box.end].strip() == ""


def filled(text: str, boxes: list[Box]) -> list[Box]:
    r"""The boxes that hold something: not `\boxed{}` of a prompt, nor a blank `\boxed{\phantom{2}}`."""
    return [box for box in boxes if not box.closed or not _BLANK.fullmatch(text, box.start, box.end)]
