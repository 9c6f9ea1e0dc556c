"""Item: what the queue knows of a case, enough to choose it and to weigh it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Why a case is in the queue. Annotators are not told."""

    DOUBTFUL = "doubtful"
    AUDIT = "audit"
    GOLD = "gold"


@dataclass(frozen=True, slots=True)
class Item:
    """One case. `runs` are its responses, counted: (run id, model, how many); `position` is the problem's place in
    its benchmark.

    `promise` is how probably people will find it correct, from the share of decided cases of the same rule that they
    found so and from the votes of judges; `seconds` is the time that such cases took them.
    """

    case_id: str
    problem_id: str
    benchmark: str
    runs: tuple[tuple[str, str, int], ...]
    rule: str
    subject: str | None = None
    level: int | None = None
    position: int = 0
    source: Source = Source.DOUBTFUL
    promise: float = 0.5
    seconds: float = 0.0
