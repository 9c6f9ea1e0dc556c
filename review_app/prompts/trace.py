"""Trace: what a model wrote in turns of thought, program and output, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A fence on a line of its own: with a name it opens a block, without one it closes it.
FENCE = re.compile(r"^[ \t]*```[ \t\r]*(?:(\w+)[ \t\r]*)?$", re.M)

# How an output is shown to a model.
OUTPUT_MARK = "```output"

# Where a model writes the output that it expects, instead of waiting for it.
OUTPUT = re.compile(r"^[ \t]*```[ \t]*output\b", re.M | re.I)

NAMES = {"python": "python", "py": "python", "output": "output"}


@dataclass(frozen=True, slots=True)
class Block:
    """`text[start:end]` is a block of Python, or of output, fences included; `body` is what is inside."""

    name: str
    start: int
    end: int
    body: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a text: the thought in `text[start:said]`, then the program and its output, up to `end`."""

    start: int
    said: int
    end: int
    code: str
    output: str


def blocks(text: str) -> Iterator[Block]:
    """The closed blocks of Python and output, in order; each fence is looked at once."""
    opening: re.Match[str] | None = None
    for fence in FENCE.finditer(text):
        if fence[1]:
            opening = fence
        elif opening:
            if name := NAMES.get(opening[1].lower()):
                yield Block(name, opening.start(), fence.end(), text[opening.end() + 1 : fence.start()])
            opening = None


def before_output(text: str) -> str:
    """The text up to the first output that the model wrote itself."""
    found = OUTPUT.search(text)
    return text[: found.start()] if found else text


def program(text: str) -> str | None:
    """The program in an answer: all blocks of Python before any output, for later ones build on earlier ones.

    >>> program("So:\\n```python\\nprint(1)\\n```\\n"), program("It is 1.")
    ('print(1)\\n', None)
    """
    found = [block.body for block in blocks(before_output(text))]
    return "\n".join(found) if any(body.strip() for body in found) else None


def first_program(text: str) -> int | None:
    """Where the first block of Python begins, closed or not; None where there is none before any output.

    >>> first_program("So:\\n```python\\nprint(1"), first_program("It is 1.")
    (4, None)
    """
    openings = (fence for fence in FENCE.finditer(before_output(text)) if fence[1])
    return next((fence.start() for fence in openings if NAMES.get(fence[1].lower()) == "python"), None)


def turns(text: str) -> list[Turn]:
    """The turns of a whole trace, as ToRA writes it: ```` ```python … ``` ```` and then ```` ```output … ``` ````.

    What stands behind the last one is the answer. Empty where the text is no trace.
    """
    found: list[Turn] = []
    code: list[Block] = []
    for block in blocks(text):
        if block.name == "python":
            code.append(block)
        elif code:
            start = found[-1].end if found else 0
            found.append(Turn(start, code[0].start, block.end, "\n".join(one.body for one in code), block.body))
            code = []
    return found
