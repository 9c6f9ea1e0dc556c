"""The bank of problems: draws from every family until each statement is new."""

from collections.abc import Callable, Iterator
from random import Random
from types import ModuleType

from generator import (
    algebra,
    counting,
    geometry,
    intermediate,
    number_theory,
    prealgebra,
    precalculus,
    word_problems,
)
from generator.problem import Draft, Problem

SUBJECTS = (algebra, counting, geometry, intermediate, number_theory, prealgebra, precalculus)
CLOSINGS = ("The answer is", "So we find", "Therefore the answer is", "Altogether this gives")


def math_problems(rng: Random) -> list[Problem]:
    """At least four problems for each of the 35 pairs of subject and level."""
    return [problem for subject in SUBJECTS for problem in _subject(subject, rng)]


def _subject(subject: ModuleType, rng: Random) -> Iterator[Problem]:
    for level, family, count in subject.FAMILIES:
        for draft in _distinct(family, count, rng):
            yield Problem(subject.SUBJECT, level, *draft, closing=rng.choice(CLOSINGS))


def gsm8k_problems(rng: Random) -> list[Problem]:
    """At least fifty word problems; they have neither subject nor level."""
    return [
        Problem("", 0, *draft, benchmark="sample-gsm8k")
        for family, count in word_problems.FAMILIES
        for draft in _distinct(family, count, rng)
    ]


def _distinct(family: Callable[[Random], Draft], count: int, rng: Random) -> Iterator[Draft]:
    seen: set[str] = set()
    while len(seen) < count:
        draft = family(rng)
        if draft.statement not in seen:
            seen.add(draft.statement)
            yield draft
