"""Sameness: whether scores on two sets of problems may stand beside each other, and the sentence where they may not."""

from __future__ import annotations

import re
from collections.abc import Collection

from review_app.wording import Sentence, later, sentence

OTHER_PROBLEMS = later(
    "{first} was asked {first_problems} and {second} was asked {second_problems}: scores on different benchmarks or "
    "splits cannot be compared"
)
MATH_500 = later(
    "one figure is of MATH and the other of MATH-500, which holds 500 of MATH's 5,000 test problems and is not of the "
    "same difficulty: the two cannot be compared"
)

# (benchmark, split)
Source = tuple[str, str]


def refusal(
    first: str | Sentence, sources: Collection[Source], second: str | Sentence, other: Collection[Source]
) -> Sentence | None:
    """Why what `first` and `second` scored on these benchmarks and splits cannot be compared; None where it can.

    Names are told apart as people write them: `MATH-500`, `math500` and `Math 500` are one benchmark.
    """
    own, others = {plain(source) for source in sources}, {plain(source) for source in other}
    if own == others:
        return None
    if {name for name, _ in own ^ others} >= {"math", "math500"}:
        return sentence(MATH_500)
    return sentence(
        OTHER_PROBLEMS, first=first, first_problems=shown(sources), second=second, second_problems=shown(other)
    )


def plain(source: Source) -> Source:
    """The source in small letters and digits.

    >>> plain(("MATH-500", "test"))
    ('math500', 'test')
    """
    benchmark, split = (re.sub(r"[^a-z0-9]", "", part.lower()) for part in source)
    return benchmark, split


def shown(sources: Collection[Source]) -> str:
    """The sources by name: `gsm8k/test, math/test`."""
    return ", ".join(sorted("/".join(source) for source in sources))
