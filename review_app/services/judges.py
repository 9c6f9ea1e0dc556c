"""Judges: every judge that was ever asked: what it said, what it took, and how far people say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from review_app.services.scoreboard import judges_measured
from review_app.store import Store, judgments
from review_app.store.judgments import Judge


@dataclass(frozen=True, slots=True)
class Standing:
    """A judge. It gave `replies` on so many `targets` (cases, or responses where it scores), `unreadable` ones among
    them; to `failed` questions it gave none. `cost` is None where nothing had a price. `agreement` is its row of the
    scoreboard, None before people decided a case that it judged."""

    judge: Judge
    targets: int
    replies: int
    unreadable: int
    failed: int
    tokens: int
    cost: float | None
    agreement: Mapping[Any, Any] | None = None


def judges(store: Store) -> list[Standing]:
    """All of them, the one that was asked last first."""
    rows = judgments.judges(store)
    measured = judges_measured(store) if rows else {}
    return [
        Standing(
            row["who"],
            row["targets"],
            row["replies"],
            row["unreadable"],
            row["failed"],
            row["tokens"],
            row["cost"],
            measured.get(row["judge"]),
        )
        for row in rows
    ]
