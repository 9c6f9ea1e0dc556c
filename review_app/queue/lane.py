"""Lane: the items of one scope and source in one order, and how much of them is still open.

What is closed for everybody costs nobody a look, and what a person is done with is passed over for them; so the next
case is found after a few steps, however long the lane is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from review_app.domain import Selection
from review_app.queue.item import Item
from review_app.queue.order import ORDERS, Order
from review_app.queue.scope import weight


class Lane:
    """`open` items want an opinion; `pending` ones have no outcome yet, and `pending_weight` responses hang on them."""

    def __init__(self, items: Iterable[Item], scope: Selection, order: Order) -> None:
        weighed = [(item, heavy) for item in items if (heavy := weight(item, scope))]
        key = ORDERS[order]
        weighed.sort(key=lambda pair: key(*pair))
        self.cases = [item.case_id for item, _ in weighed]
        self.weights = {item.case_id: heavy for item, heavy in weighed}
        self._places = {case_id: place for place, case_id in enumerate(self.cases)}
        # 1 at the place of each case that is open, or pending: the next one is found a thousand times as fast as by
        # asking case after case.
        self._open = bytearray(len(self.cases))
        self._pending = bytearray(len(self.cases))
        self._starts: dict[str, int] = {}
        self.open = 0
        self.pending = 0
        self.pending_weight = 0

    def __contains__(self, case_id: str) -> bool:
        return case_id in self.weights

    def count(self, case_id: str, *, open: bool, pending: bool, step: int) -> None:
        """Add (`step` 1) or take away (-1) what one item contributes."""
        place = self._places.get(case_id)
        if place is not None:
            self._open[place] += step * open
            self._pending[place] += step * pending
            self.open += step * open
            self.pending += step * pending
            self.pending_weight += step * pending * self.weights[case_id]

    def walk(self, annotator: str, done: Callable[[str], bool]) -> Iterator[str]:
        """The open items that this annotator is not done with, in order."""
        unbroken = True
        for place in places(self._open, self._starts.get(annotator, 0)):
            case_id = self.cases[place]
            if not done(case_id):
                unbroken = False
                yield case_id
            elif unbroken:
                self._starts[annotator] = place + 1

    def walk_pending(self) -> Iterator[str]:
        """The items that have no outcome yet, in order."""
        return (self.cases[place] for place in places(self._pending))

    def back(self, case_id: str) -> None:
        """The item may be wanted again: nobody passes it over any more."""
        place = self._places.get(case_id)
        if place is not None:
            self._starts = {name: min(start, place) for name, start in self._starts.items()}


def places(marks: bytearray, start: int = 0) -> Iterator[int]:
    """Where the marks are 1, from `start` on.

    >>> list(places(bytearray([0, 1, 0, 1, 1]), 2))
    [3, 4]
    """
    while (place := marks.find(1, start)) >= 0:
        yield place
        start = place + 1
