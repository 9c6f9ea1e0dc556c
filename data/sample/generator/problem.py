"""The shapes of the sample: a problem with its independent check, an answer with its other forms."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Truth = Literal["correct", "incorrect", "ambiguous"]
# What a problem's answer is, computed another way than the text was written: a number, a sympy
# expression, a tuple (ordered), a frozenset (unordered), a sympy Interval, Union, Matrix or Eq, a str.
Value = Any


@dataclass(frozen=True)
class Form:
    """One way to give an answer: `Form("0.5", "correct", "decimal-exact", "1/2 ends as a decimal")`."""

    text: str
    truth: Truth
    kind: str
    why: str


@dataclass(frozen=True)
class Answer:
    """The reference text and the other forms, right and wrong, in which a model may give it."""

    text: str
    others: tuple[Form, ...] = ()

    def plain(self) -> Form:
        return Form(self.text, "correct", "plain", "the same text as the reference")

    def having(self, truth: Truth) -> list[Form]:
        return [form for form in self.others if form.truth == truth]

    def plus(self, *forms: Form) -> "Answer":
        return Answer(self.text, self.others + forms)


class Draft(NamedTuple):
    """What a family of problems makes; its subject and level stand in the family's row."""

    statement: str
    steps: tuple[str, ...]
    answer: Answer
    check: Callable[[], Value]


@dataclass(frozen=True)
class Problem:
    """A problem; the last of `steps` reaches the answer, so a wrong reply can stop before it."""

    subject: str
    level: int
    statement: str
    steps: tuple[str, ...]
    answer: Answer
    check: Callable[[], Value] = field(compare=False)
    closing: str = "The answer is"
    benchmark: str = "sample-math"

    def solution(self) -> str:
        return f"{' '.join(self.steps)} {self.closing} $\\boxed{{{self.answer.text}}}$."


@dataclass(frozen=True)
class Reply:
    """What a model answered to one problem, with what is true of it and why it is here."""

    problem: str
    text: str
    truth: Truth
    kind: str
    why: str
    benchmark: str = "sample-math"


def right(text: str, kind: str, why: str) -> Form:
    """The same answer, said otherwise."""
    return Form(text, "correct", kind, why)


def wrong(text: str, kind: str, why: str) -> Form:
    """Another answer than the reference."""
    return Form(text, "incorrect", kind, why)


def doubt(text: str, kind: str, why: str) -> Form:
    """A form on which careful readers may differ."""
    return Form(text, "ambiguous", kind, why)


class Row(NamedTuple):
    r"""A hand-written reply: `Row("correct", "decimal-exact", "1/2 ends as a decimal", r"\boxed{0.5}")`."""

    truth: Truth
    kind: str
    why: str
    text: str


@dataclass(frozen=True)
class HardCase:
    """A hand-written problem with four replies: two samples of the weak model, then two of the strong one."""

    problem: Problem
    rows: tuple[Row, Row, Row, Row]

    def replies(self) -> list[Reply]:
        return [
            Reply(self.problem.statement, row.text, row.truth, row.kind, row.why, self.problem.benchmark)
            for row in self.rows
        ]
