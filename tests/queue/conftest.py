"""What the queue's tests share: items made to order, a queue of them, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

import pytest

from review_app.queue.item import Item
from review_app.queue.queue import Queue
from review_app.queue.rules import Rules

NOON = datetime(2025, 1, 1, 12)


@pytest.fixture(scope="session")
def noon() -> datetime:
    return NOON


@pytest.fixture(scope="session")
def item() -> Callable[..., Item]:
    """`item("c1", 3)` is a case with three responses of one run; keywords change what else there is of it."""

    def made(name: str, responses: int = 1, **more: Any) -> Item:
        values = {
            "problem_id": f"p-{name}",
            "benchmark": "math",
            "rule": "no_rule",
            "runs": (("r1", "ada", responses),),
        }
        return Item(name, **{**values, **more})

    return made


@pytest.fixture(scope="session")
def queue() -> Callable[..., Queue]:
    """`queue([item, item], overlap=2)`; what it does by chance is the same every time for a seed."""

    def made(items: list[Item], seed: int = 1, **rules: Any) -> Queue:
        return Queue(items, Rules(**rules), Random(seed))

    return made
