"""Program: a solution by programs, as a model writes it: thought and code, the code's output, and at last an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The first program of a text; a text that ends within it has one all the same.
BLOCK = re.compile(r"```(?:python|py)[ \t]*\n(.*?)(?:\n```|\n?\Z)", re.DOTALL | re.IGNORECASE)

# A model that goes on by inventing what its program prints is stopped here.
OUTPUT_MARK = "```output"


@dataclass(frozen=True, slots=True)
class Round:
    """One program: why, what, what it printed. `ended` is how it ended, None while it was not run."""

    thought: str
    code: str = ""
    output: str = ""
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """The programs in order, and the closing text that holds the answer (empty: it did not get that far)."""

    rounds: tuple[Round, ...] = ()
    answer: str = ""


def read(text: str) -> tuple[str, str]:
    """The thought and the code of a turn; code is empty where there is none. What follows the code is left out.

    >>> read("Add.\\n```python\\nprint(1 + 1)\\n```\\n```output\\n3")
    ('Add.', 'print(1 + 1)')
    """
    text = text.partition(OUTPUT_MARK)[0]
    found = BLOCK.search(text)
    return (text[: found.start()].strip(), found.group(1).strip("\n")) if found else (text.strip(), "")


def written(thought: str, code: str) -> str:
    """A turn with a program."""
    return "\n\n".join(part for part in (thought, f"```python\n{code}\n```" if code else "") if part)


def printed(output: str) -> str:
    """The turn that shows what a program printed."""
    return f"{OUTPUT_MARK}\n{output.rstrip()}\n```"


def turns(statement: str, solution: Solution) -> list[tuple[str, str]]:
    """The conversation as (role, text): the problem, then program and output in turn, then the answer."""
    said = [("user", statement)]
    for one in solution.rounds:
        said += [("assistant", written(one.thought, one.code)), ("user", printed(one.output))]
    return [*said, ("assistant", solution.answer)]


def whole(solution: Solution) -> str:
    """All of it as one text, as ToRA writes it."""
    parts = [f"{written(one.thought, one.code)}\n{printed(one.output)}" for one in solution.rounds]
    return "\n".join([*parts, solution.answer])
