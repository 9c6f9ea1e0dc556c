"""Rules: what a team asked of its queue."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from review_app.queue.order import Order


@dataclass(frozen=True, slots=True)
class Rules:
    """What a team asked for: see `services.preferences.Preferences`."""

    overlap: int = 1
    second_share: float = 0.0
    audit_share: float = 0.0
    gold_share: float = 0.0
    blind_share: float = 0.0
    order: Order = Order.EFFECT
    lease: timedelta = timedelta(minutes=10)


def part_of(case_id: str, purpose: str) -> float:
    """A number from 0 to 1 that is always the same for a case and purpose, and evenly spread over all cases."""
    return int.from_bytes(hashlib.sha256(f"{purpose} {case_id}".encode()).digest()[:6], "big") / 2**48
