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

    `promise` is the share of decided cases of the same rule that people found correct, `seconds` the time that
    such cases took them: what the queue expects of this one.
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
