"""Segments: a text cut into plain stretches, mathematics, code and diagrams, each stretch of it read once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

ENVIRONMENTS = (
    "align|align\\*|aligned|equation|equation\\*|gather|gather\\*|eqnarray|eqnarray\\*|cases|array|[pbvBV]?matrix"
)
OPENING = re.compile(
    rf"```[a-zA-Z]*\n?|\\\(|\\\[|\$\$|\$|\\begin\{{({ENVIRONMENTS})\}}|\\(?:boxed|fbox)\s*(?=\{{)|\[asy\]"
)
# KaTeX knows these numbered environments only by their starred or inner names.
KATEX_NAMES = {"equation": "equation*", "eqnarray": "align*", "eqnarray*": "align*"}
LOOKS_LIKE_MATH = re.compile(r"[\\^_=<>]|^-?[\d.,\s+*/()-]+$|^[A-Za-z]'?$|^[\dA-Za-z\s+*/().,:|-]{1,20}$")


class Kind(StrEnum):
    """What a stretch of text is."""

    TEXT = "text"
    INLINE = "inline"
    DISPLAY = "display"
    CODE = "code"
    DIAGRAM = "diagram"


# What closes an opening sign, and what stands between the two.
FENCE = ("```", Kind.CODE)
PAIRS = {
    r"\(": (r"\)", Kind.INLINE),
    r"\[": (r"\]", Kind.DISPLAY),
    "$$": ("$$", Kind.DISPLAY),
    "[asy]": ("[/asy]", Kind.DIAGRAM),
}


@dataclass(frozen=True, slots=True)
class Segment:
    """`text[start:end]` is of one kind; `body` is what is inside its delimiters."""

    kind: Kind
    start: int
    end: int
    body: str


class Ahead:
    """What lies ahead in a text. Asked from ever later places, it reads each stretch once a sign."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[str, int] = {}

    def find(self, sign: str, start: int) -> int:
        """The first place at or after `start`; the length of the text where there is none."""
        at = self.known.get(sign, -1)
        if at < start:
            at = self.text.find(sign, start)
            self.known[sign] = at = len(self.text) if at < 0 else at
        return at

    @cached_property
    def braces(self) -> dict[int, int]:
        """The place after the closing brace, for each opening one that has a partner."""
        open_ones: list[int] = []
        ends: dict[int, int] = {}
        for found in re.finditer(r"\\.|[{}]", self.text, re.DOTALL):
            if found.group() == "{":
                open_ones.append(found.start())
            elif found.group() == "}" and open_ones:
                ends[open_ones.pop()] = found.end()
        return ends


def segments(text: str, dollars: bool) -> Iterator[Segment]:
    """The text cut into plain stretches and mathematics, in order and without a gap."""
    done = position = 0
    ahead = Ahead(text)
    while opening := OPENING.search(text, position):
        found = closed(ahead, opening, dollars)
        if found is None:
            position = opening.end()
            continue
        if opening.start() > done:
            yield Segment(Kind.TEXT, done, opening.start(), text[done : opening.start()])
        yield found
        done = position = found.end
    if done < len(text):
        yield Segment(Kind.TEXT, done, len(text), text[done:])


def closed(ahead: Ahead, opening: re.Match[str], dollars: bool) -> Segment | None:
    """The segment that begins at `opening`, or None where it is not closed or no mathematics."""
    text, sign, start, inside = ahead.text, opening.group(), opening.start(), opening.end()
    if start and text[start - 1] == "\\" and sign[0] in "$\\":
        return None
    if pair := PAIRS.get(sign) or (FENCE if sign.startswith("```") else None):
        return until(ahead, start, inside, *pair)
    if sign == "$":
        return dollar_segment(text, start, dollars)
    if opening.group(1):
        return environment(ahead, start, opening.group(1))
    return bare_box(ahead, start, inside)


def until(ahead: Ahead, start: int, inside: int, closing: str, kind: Kind) -> Segment | None:
    """From `start` to the next closing delimiter; a paragraph break inside ends the hope of an inline one."""
    end = ahead.find(closing, inside)
    if end == len(ahead.text) or (kind is Kind.INLINE and ahead.find("\n\n", inside) < end):
        return None
    return Segment(kind, start, end + len(closing), ahead.text[inside:end])


def dollar_segment(text: str, start: int, dollars: bool) -> Segment | None:
    """`$…$` that is mathematics and not two sums of money."""
    end = start + 1
    while (end := text.find("$", end)) > 0 and text[end - 1] == "\\":
        end += 1
    body = text[start + 1 : end]
    if end < 0 or not body.strip() or "\n\n" in body:
        return None
    money = body[0].isspace() or body[-1].isspace() or text[end + 1 : end + 2].isdigit()
    if not dollars and (money or not LOOKS_LIKE_MATH.search(body)):
        return None
    return Segment(Kind.INLINE, start, end + 1, body)


def environment(ahead: Ahead, start: int, name: str) -> Segment | None:
    """A bare `\\begin{align}…\\end{align}`."""
    closing = rf"\end{{{name}}}"
    end = ahead.find(closing, start)
    if end == len(ahead.text):
        return None
    end += len(closing)
    body = ahead.text[start:end]
    known = KATEX_NAMES.get(name)
    if known:
        body = body.replace(f"{{{name}}}", f"{{{known}}}")
    return Segment(Kind.DISPLAY, start, end, body)


def bare_box(ahead: Ahead, start: int, brace: int) -> Segment | None:
    """A `\\boxed{…}` that stands outside mathematics."""
    end = ahead.braces.get(brace)
    return None if end is None else Segment(Kind.INLINE, start, end, ahead.text[start:end])
