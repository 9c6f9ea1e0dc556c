"""Grade: text in, verdict out. Correct or incorrect only where a rule can show it, else uncertain."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache

from review_app.domain import Answer, Finding, Outcome, Problem, Strength, Verdict
from review_app.grading.extract import extract
from review_app.grading.kinds.likeness import LIKENESSES, Likeness, NeedsAlgebraError
from review_app.grading.kinds.relate import relate
from review_app.grading.parsed import Parsed, parse
from review_app.grading.reasons import REASONS
from review_app.grading.reference import reference_of
from review_app.grading.rules import RULES
from review_app.grading.syntax.tree import Node

GRADER = "2.0"

# Says whether two expressions are equal; None where it does not know.
Prove = Callable[[Node, Node], bool | None]

# A verdict quotes at most this much of an answer.
QUOTE_LIMIT = 500
# Evidence shows at most this much of a text that is not understood.
SHOWN = 100
# Many responses to one problem follow each other: its reference is read once.
CACHED_PROBLEMS = 1_024
# More of a problem's wording is not read for what it asks.
STATEMENT_LIMIT = 20_000


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
    reference, expected = _expected(problem.reference, problem.solution, problem.statement)
    said = _doubted(reference, answer) or _decided(expected, parse(answer.text, expected.statement), prove)
    return _verdict(said, reference, answer, started)


def _verdict(said: tuple[str, Finding], reference: Answer, answer: Answer, started: float) -> Verdict:
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


@lru_cache(maxsize=CACHED_PROBLEMS)
def _expected(reference: str, solution: str, statement: str) -> tuple[Answer, Parsed]:
    statement = statement[:STATEMENT_LIMIT]
    answer = reference_of(Problem("", "", "", statement, reference, solution))
    return answer, parse(answer.text, statement)


def _doubted(reference: Answer, answer: Answer) -> tuple[str, Finding] | None:
    """No comparison is worth more than the two texts it compares."""
    for side in (reference, answer):
        if side.strength is not Strength.SURE:
            return side.doubt, Finding(Outcome.UNCERTAIN, REASONS[side.doubt])
    return None


def _decided(expected: Parsed, found: Parsed, prove: Prove) -> tuple[str, Finding]:
    """Rules for plain numbers first; anything else is read as a whole and compared by its kind."""
    for row in RULES:
        finding = row.rule(expected, found)
        if finding is not None:
            return row.name, finding
    return _by_kind(expected, found, prove)


def _by_kind(expected: Parsed, found: Parsed, prove: Prove) -> tuple[str, Finding]:
    theirs, ours = expected.reading, found.reading
    if theirs is None or ours is None:
        likeness = Likeness("unread", f"{expected.text if theirs is None else found.text}"[:SHOWN])
    else:
        likeness = relate(theirs, ours, expected.statement, prove)
    outcome, sentence = LIKENESSES[likeness.reason]
    return likeness.reason, Finding(outcome, f"{sentence} {likeness.detail}".strip())
