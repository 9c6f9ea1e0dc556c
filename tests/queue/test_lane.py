from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from review_app.domain import Selection
from review_app.queue.lane import Lane
from review_app.queue.order import Order


class Shelf:
    """A lane of the cases 0 to 5 and which of them are closed or done, with a count of the looks taken."""

    def __init__(self, item: Callable[..., Any]) -> None:
        items = [item(str(number), position=number) for number in range(6)]
        self.lane = Lane(items, Selection(), Order.SEQUENTIAL)
        for number in range(6):
            self.lane.count(str(number), open=True, pending=True, step=1)
        self.done: dict[str, set[str]] = {}
        self.looks = 0

    def close(self, *cases: str) -> None:
        for case_id in cases:
            self.lane.count(case_id, open=True, pending=True, step=-1)

    def open(self, case_id: str) -> None:
        self.lane.count(case_id, open=True, pending=True, step=1)
        self.lane.back(case_id)

    def walk(self, annotator: str = "ann") -> str:
        def done(case_id: str) -> bool:
            self.looks += 1
            return case_id in self.done.get(annotator, set())

        return "".join(self.lane.walk(annotator, done))


@pytest.fixture
def shelf(item: Callable[..., Any]) -> Shelf:
    return Shelf(item)


def test_a_lane_leaves_out_what_is_closed_for_all_or_done_by_this_person(shelf: Shelf) -> None:
    shelf.close("0", "3")
    shelf.done = {"ann": {"4"}}
    assert shelf.walk("ann") == "125"
    assert shelf.walk("bob") == "1245"


def test_what_is_closed_costs_nobody_a_look(shelf: Shelf) -> None:
    shelf.close("0", "2", "3")
    assert shelf.walk() == "145"
    assert shelf.looks == 3


def test_what_one_person_did_is_passed_over_for_them_alone(shelf: Shelf) -> None:
    shelf.done = {"ann": {"0", "1"}}
    assert shelf.walk("ann") == "2345"
    assert shelf.walk("bob") == "012345"
    shelf.looks = 0
    shelf.walk("ann")
    assert shelf.looks == 4


def test_a_gap_in_the_middle_keeps_what_stands_before_it(shelf: Shelf) -> None:
    shelf.close("1", "2")
    assert shelf.walk() == "0345"
    shelf.close("0")
    assert shelf.walk() == "345"


def test_what_comes_back_is_seen_by_everybody_again(shelf: Shelf) -> None:
    shelf.close("0", "1", "2")
    shelf.done = {"ann": {"3"}}
    assert (shelf.walk("ann"), shelf.walk("bob")) == ("45", "345")
    shelf.open("1")
    assert (shelf.walk("ann"), shelf.walk("bob")) == ("145", "1345")


def test_a_person_far_ahead_passes_nothing_over_for_the_others(shelf: Shelf) -> None:
    shelf.done = {"ann": {"0", "1"}}
    shelf.walk("ann")
    shelf.close("2", "3")
    assert shelf.walk("ann") == "45"
    assert shelf.walk("bob") == "0145"


def test_a_case_of_another_lane_neither_counts_nor_comes_back(shelf: Shelf) -> None:
    shelf.lane.count("x", open=True, pending=True, step=1)
    shelf.lane.back("x")
    assert (shelf.lane.open, shelf.lane.pending, shelf.lane.pending_weight) == (6, 6, 6)
    assert "x" not in shelf.lane


def test_counts_follow_what_is_added_and_taken_away(item: Callable[..., Any]) -> None:
    lane = Lane([item("a", 3), item("b", 2)], Selection(), Order.EFFECT)
    lane.count("a", open=True, pending=True, step=1)
    lane.count("b", open=True, pending=False, step=1)
    assert (lane.open, lane.pending, lane.pending_weight) == (2, 1, 3)
    lane.count("a", open=True, pending=True, step=-1)
    assert (lane.open, lane.pending, lane.pending_weight) == (1, 0, 0)
