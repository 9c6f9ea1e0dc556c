"""Sampling: which automatic verdicts people check, drawn by chance in strata, each with a known probability.

A stratum is what the grader said × benchmark × rule, because errors differ by rule; rules too small for two draws
of their own are one stratum together. The sample is shared out in proportion to responses, with at least two cases
a stratum while the size allows it (an allocation by variance would need the error rates, which nobody knows yet).
Within a stratum a case is drawn with a chance in proportion to its responses, because a wrong verdict on an answer
that 40 responses give costs the score as much as 40 wrong ones. Each drawn case then counts alike, and the
share of wrong ones among them estimates the share of wrongly judged responses.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from random import Random

from review_app.wording import later

# With one case a stratum would say nothing of its spread.
FLOOR = 2

SEPARATOR = " · "
OTHER_RULES = later("other rules")
LARGEST = later("largest cases")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may be drawn: what the grader said of it, by which rule, and how many responses give it."""

    case_id: str
    said: str
    benchmark: str
    rule: str
    responses: int


@dataclass(frozen=True)
class Stratum:
    """Cases that are drawn from together."""

    name: str
    cases: tuple[Candidate, ...]

    @cached_property
    def responses(self) -> int:
        """What the cases weigh together."""
        return sum(case.responses for case in self.cases)


@dataclass(frozen=True, slots=True)
class Draw:
    """A drawn case and the stratum it stands for, as it was before the drawing."""

    case: Candidate
    stratum: Stratum


def draw(candidates: Sequence[Candidate], size: int, random: Random) -> list[Draw]:
    """`size` different cases, or all where there are no more. The same seed gives the same cases, whatever the
    order of the candidates."""
    chosen: list[Draw] = []
    groups = strata(sorted(candidates, key=lambda case: case.case_id), size)
    for stratum, count in zip(groups, allocation(groups, size), strict=True):
        chosen += taken(stratum, count, random)
    return chosen


def strata(candidates: Sequence[Candidate], size: int) -> list[Stratum]:
    """The candidates parted by outcome, benchmark and rule."""
    total = sum(case.responses for case in candidates)
    by_rule: dict[tuple[str, str, str], list[Candidate]] = defaultdict(list)
    for case in candidates:
        by_rule[case.said, case.benchmark, case.rule].append(case)
    merged: dict[tuple[str, str, str], list[Candidate]] = defaultdict(list)
    for (said, benchmark, rule), cases in sorted(by_rule.items()):
        expected = size * sum(case.responses for case in cases) / total
        merged[said, benchmark, rule if expected >= FLOOR else OTHER_RULES] += cases
    return [Stratum(SEPARATOR.join(key[1:]), tuple(cases)) for key, cases in merged.items()]


def allocation(groups: Sequence[Stratum], size: int) -> list[int]:
    """How many cases each stratum gives. One after the other goes to the stratum that is furthest below its share
    (Webster's method); strata below the floor come first, those with the most responses before the others."""
    counts = [0] * len(groups)
    heap: list[tuple[int, float, int]] = [(0, -stratum.responses, at) for at, stratum in enumerate(groups)]
    heapq.heapify(heap)
    for _ in range(min(size, sum(len(stratum.cases) for stratum in groups))):
        *_, at = heapq.heappop(heap)
        counts[at] += 1
        if counts[at] < len(groups[at].cases):
            stage = min(counts[at], FLOOR)
            heapq.heappush(heap, (stage, -groups[at].responses / (2 * counts[at] + 1), at))
    return counts


def taken(stratum: Stratum, count: int, random: Random) -> Iterator[Draw]:
    """`count` cases of a stratum. Those so large that they are certain to be drawn become a stratum of their own."""
    if count == len(stratum.cases):
        yield from (Draw(case, stratum) for case in stratum.cases)
        return
    largest, rest = parted(stratum, count)
    yield from (Draw(case, largest) for case in largest.cases)
    yield from (Draw(case, rest) for case in systematic(rest.cases, count - len(largest.cases), random))


def parted(stratum: Stratum, count: int) -> tuple[Stratum, Stratum]:
    """The cases whose share of the responses is at least one draw, and the rest."""
    ordered = sorted(stratum.cases, key=lambda case: (-case.responses, case.case_id))
    left, at = stratum.responses, 0
    while at < count and ordered[at].responses * (count - at) >= left:
        left -= ordered[at].responses
        at += 1
    largest = Stratum(SEPARATOR.join((stratum.name, LARGEST)), tuple(ordered[:at]))
    return largest, Stratum(stratum.name, tuple(ordered[at:]))


def systematic(cases: Sequence[Candidate], count: int, random: Random) -> list[Candidate]:
    """`count` different cases, each with the chance `count` × its responses / all responses: laid end to end in
    random order, each as long as it has responses, and picked at equal steps from a random start."""
    if not count:
        return []
    shuffled = random.sample(cases, len(cases))
    # In whole numbers: everything is `count` times as long, so that a step is as long as all responses.
    step = sum(case.responses for case in cases)
    ends = list(accumulate(case.responses * count for case in shuffled))
    start = random.randrange(step)
    return [shuffled[bisect_right(ends, start + step * turn)] for turn in range(count)]
