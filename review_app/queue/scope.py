"""Scope: which items a selection means, and how much each of them weighs in it."""

from __future__ import annotations

from review_app.domain import Selection
from review_app.queue.item import Item


def weight(item: Item, scope: Selection) -> int:
    """The responses of the item that the scope holds; 0 where it is outside.

    >>> item = Item("c1", "p1", "math", (("r1", "ada", 3), ("r2", "boole", 1)), "no_rule", level=5)
    >>> weight(item, Selection()), weight(item, Selection(models=("ada",))), weight(item, Selection(levels=(1,)))
    (4, 3, 0)
    """
    if not (
        fits(item.benchmark, scope.benchmarks)
        and fits(item.subject, scope.subjects)
        and fits(item.level, scope.levels)
        and fits(item.rule, scope.rules)
    ):
        return 0
    return sum(count for run, model, count in item.runs if fits(run, scope.runs) and fits(model, scope.models))


def fits(value: str | int | None, wanted: tuple[str, ...] | tuple[int, ...]) -> bool:
    """Whether a value is among those wanted; nothing wanted means anything."""
    return not wanted or value in wanted
