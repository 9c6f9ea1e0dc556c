"""Program: a solution by programs, as a model writes it: thought and code, the code's output, and at last an answer."""

from __future__ import annotations

from dataclasses import dataclass

from review_app.prompts.trace import OUTPUT_MARK, before_output, first_program, program


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
    """The thought and the code of a turn; code is empty where there is none. A text that ends within its program has
    one all the same.

    >>> read("Add.\\n```python\\nprint(1 + 1)\\n```\\n```output\\n3")
    ('Add.', 'print(1 + 1)')
    """
    start = first_program(text)
    if start is None:
        return before_output(text).strip(), ""
    code = program(text) or program(f"{before_output(text)}\n```") or ""
    return text[:start].strip(), code.strip("\r\n")


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
