"""Grade: text in, verdict out. Correct or incorrect only where a rule can show it, else uncertain."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from review_app.domain import Answer, Finding, Outcome, Problem, Strength, Verdict
from review_app.grading.extract import extract
from review_app.grading.kinds.likeness import LIKENESSES, Likeness, NeedsAlgebraError
from review_app.grading.kinds.relate import relate
from review_app.grading.parsed import Parsed, parse
from review_app.grading.reasons import REASONS
from review_app.grading.reference import boxed, reference_of
from review_app.grading.rules import RULES
from review_app.grading.syntax.latex import latex
from review_app.grading.syntax.tree import Node, Reading

GRADER = "2.0"

# Says whether two expressions are equal; None where it does not know.
Prove = Callable[[Node, Node], bool | None]
# The name of a rule and what it found.
Said = tuple[str, Finding]

# A verdict quotes at most this much of an answer.
QUOTE_LIMIT = 500
# Evidence shows at most this much of a text that is not understood.
SHOWN = 100
# Many responses to one problem follow each other: its reference is read once.
CACHED_PROBLEMS = 1_024
# More of a problem's wording is not read for what it asks.
STATEMENT_LIMIT = 20_000
# A longer reference is cut anew each time, so that memory stays small.
KEPT_LIMIT = 20_000


def grade(problem: Problem, text: str) -> Verdict:
    r"""The verdict on a response; never raises.

    >>> problem = Problem("p", "math", "test", "How many?", reference="18")
    >>> grade(problem, r"So there are \boxed{18} eggs.").outcome
    <Outcome.CORRECT: 'correct'>
    """
    return grade_answer(problem, extract(text))


def grade_answer(problem: Problem, answer: Answer) -> Verdict:
    """The verdict on what was cut out of a response: the same for all responses of a case; never raises."""
    return decide_fast(problem, answer) or decide_slow(problem, answer)


def decide_fast(problem: Problem, answer: Answer) -> Verdict | None:
    """The verdict where plain arithmetic settles it, in a millisecond; None asks for `decide_slow`."""
    try:
        return _graded(problem, answer, _postponed)
    except NeedsAlgebraError:
        return None


def decide_slow(problem: Problem, answer: Answer) -> Verdict:
    """The verdict where algebra is needed: may take seconds and much memory, so it belongs into a child."""
    from review_app.grading.algebra.proof import prove  # loads sympy

    return _graded(problem, answer, prove)


def _postponed(_: Node, __: Node) -> bool | None:
    raise NeedsAlgebraError


def _graded(problem: Problem, answer: Answer, prove: Prove) -> Verdict:
    started = time.perf_counter()
    expected = _expected(problem.reference, problem.solution, problem.statement)
    said = _doubted(expected, answer) or _compared(expected, parse(answer.text, expected.meant[0].statement), prove)
    return _verdict(said, expected.answer, answer, started)


def _verdict(said: Said, reference: Answer, answer: Answer, started: float) -> Verdict:
    rule, finding = said
    return Verdict(
        outcome=finding.outcome,
        rule=rule,
        evidence=finding.evidence,
        expected=reference.text[:QUOTE_LIMIT],
        found=answer.text[:QUOTE_LIMIT],
        grader=GRADER,
        seconds=time.perf_counter() - started,
    )


class Expected(NamedTuple):
    """A reference: what was cut out, and what may be meant by it, the likeliest first."""

    answer: Answer
    meant: tuple[Parsed, ...]


def _expected(reference: str, solution: str, statement: str) -> Expected:
    statement = statement[:STATEMENT_LIMIT]
    short = len(reference) + len(solution) <= KEPT_LIMIT
    return (_kept if short else _cut)(reference, solution, statement)


def _cut(reference: str, solution: str, statement: str) -> Expected:
    answer = reference_of(Problem("", "", "", statement, reference, solution))
    others = boxed(solution) if answer.doubt == "several_references" else []
    return Expected(answer, tuple(parse(text, statement) for text in dict.fromkeys((answer.text, *others))))


_kept = lru_cache(maxsize=CACHED_PROBLEMS)(_cut)


def _doubted(expected: Expected, answer: Answer) -> Said | None:
    """No comparison is worth more than the two texts it compares."""
    for side in (expected.answer, answer):
        if side.strength is not Strength.SURE and side.doubt != "several_references":
            return side.doubt, Finding(Outcome.UNCERTAIN, REASONS[side.doubt])
    return None


def _compared(expected: Expected, found: Parsed, prove: Prove) -> Said:
    """Of several answers in a reference the likeliest must be equal, or all of them must differ."""
    first = _decided(expected.meant[0], found, prove)
    if first[1].outcome is Outcome.CORRECT or len(expected.meant) == 1:
        return first
    others = [_decided(other, found, prove) for other in expected.meant[1:]]
    if all(finding.outcome is Outcome.INCORRECT for _, finding in (first, *others)):
        return first
    return "several_references", Finding(Outcome.UNCERTAIN, REASONS["several_references"])


def _decided(expected: Parsed, found: Parsed, prove: Prove) -> Said:
    """Rules for plain numbers first; anything else is read as a whole and compared by its kind."""
    for row in RULES:
        finding = row.rule(expected, found)
        if finding is not None:
            return row.name, finding
    return _by_kind(expected, found, prove)


def _by_kind(expected: Parsed, found: Parsed, prove: Prove) -> Said:
    theirs, ours = expected.reading, found.reading
    if theirs is None or ours is None:
        likeness = Likeness("unread", f"{expected.text if theirs is None else found.text}"[:SHOWN])
    else:
        likeness = relate(theirs, ours, expected.statement, prove)
    outcome, sentence = LIKENESSES[likeness.reason]
    parts = [sentence, f"({likeness.detail})" if likeness.detail else "", _understood(theirs, ours)]
    return likeness.reason, Finding(outcome, " ".join(part for part in parts if part))


def _understood(theirs: Reading | None, ours: Reading | None) -> str:
    """What was compared, as LaTeX: the reference first."""
    sides = ("Reference", theirs), ("answer", ours)
    return ", ".join(f"{name}: ${latex(side)}$" for name, side in sides if side is not None)
