"""Order: which of the open cases comes first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from review_app.queue.item import Item


class Order(StrEnum):
    """The orders that a team can choose."""

    EFFECT = "effect"
    FLIPS = "flips"
    EASY_FIRST = "easy_first"
    HARD_FIRST = "hard_first"
    SEQUENTIAL = "sequential"
    RANDOM = "random"


Key = Callable[[Item, int], Any]


def effect(item: Item, weight: int) -> Any:
    """What moves the reported score most: many responses first, then what probably turns out correct."""
    return -weight, -item.promise, item.benchmark, item.problem_id, item.case_id


def flips(item: Item, weight: int) -> Any:
    """What probably turns out correct first: the near misses."""
    return -item.promise, -weight, item.benchmark, item.problem_id, item.case_id


def easy_first(item: Item, weight: int) -> Any:
    """What takes people least time first; hard kinds last."""
    return item.seconds, item.level or 0, -weight, item.problem_id, item.case_id


def hard_first(item: Item, weight: int) -> Any:
    """The kinds that take people longest first, while they are fresh."""
    return -item.seconds, -(item.level or 0), -weight, item.problem_id, item.case_id


def sequential(item: Item, weight: int) -> Any:
    """As the benchmark's problems are numbered."""
    return item.benchmark, item.position, item.case_id


def shuffled(item: Item, weight: int) -> Any:
    """By chance, the same for everybody: each prefix of the queue is a random sample of it."""
    return hashlib.sha256(item.case_id.encode()).digest()


ORDERS: dict[Order, Key] = {
    Order.EFFECT: effect,
    Order.FLIPS: flips,
    Order.EASY_FIRST: easy_first,
    Order.HARD_FIRST: hard_first,
    Order.SEQUENTIAL: sequential,
    Order.RANDOM: shuffled,
}
