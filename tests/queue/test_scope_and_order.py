from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_app.domain import Selection
from review_app.queue.item import Item
from review_app.queue.lane import Lane
from review_app.queue.order import ORDERS, Order
from review_app.queue.scope import weight

RUNS = (("r1", "ada", 3), ("r2", "boole", 1))


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        pytest.param({}, 4, id="nothing chosen means all responses"),
        pytest.param({"models": ("ada",)}, 3, id="a model's responses only"),
        pytest.param({"runs": ("r2",)}, 1, id="a run's responses only"),
        pytest.param({"runs": ("r1", "r2")}, 4, id="two runs together"),
        pytest.param({"runs": ("r1",), "models": ("boole",)}, 0, id="a run that is not the model's"),
        pytest.param({"benchmarks": ("math",)}, 4, id="its benchmark"),
        pytest.param({"benchmarks": ("gsm8k",)}, 0, id="another benchmark"),
        pytest.param({"levels": (5, 1)}, 4, id="one of two levels"),
        pytest.param({"levels": (1,)}, 0, id="another level"),
        pytest.param({"subjects": ("Algebra",), "rules": ("no_rule",)}, 4, id="all conditions hold"),
        pytest.param({"subjects": ("Algebra",), "rules": ("sign",)}, 0, id="one condition does not"),
    ],
)
def test_a_scope_weighs_the_responses_that_it_holds(item: Any, chosen: dict[str, Any], expected: int) -> None:
    one = item("c", runs=RUNS, subject="Algebra", level=5)
    assert weight(one, Selection(**chosen)) == expected


def test_what_has_no_subject_is_outside_of_every_chosen_subject(item: Any) -> None:
    assert weight(item("c", subject=None), Selection(subjects=("Algebra",))) == 0


# What each order puts first, of items that differ in one thing.
@pytest.mark.parametrize(
    ("order", "first", "second"),
    [
        pytest.param(Order.EFFECT, {"responses": 3}, {"responses": 2}, id="effect: many responses"),
        pytest.param(Order.EFFECT, {"promise": 0.9}, {"promise": 0.1}, id="effect: then what may flip"),
        pytest.param(Order.EFFECT, {"responses": 3, "promise": 0.1}, {"promise": 0.9}, id="effect: in this order"),
        pytest.param(Order.FLIPS, {"promise": 0.9}, {"promise": 0.1, "responses": 9}, id="flips: near misses"),
        pytest.param(Order.FLIPS, {"responses": 2}, {"responses": 1}, id="flips: then many responses"),
        pytest.param(Order.EASY_FIRST, {"seconds": 5.0}, {"seconds": 50.0}, id="easy: what takes little time"),
        pytest.param(Order.EASY_FIRST, {"level": 1}, {"level": 5}, id="easy: then a low level"),
        pytest.param(Order.HARD_FIRST, {"seconds": 50.0}, {"seconds": 5.0}, id="hard: what takes long"),
        pytest.param(Order.HARD_FIRST, {"level": 5}, {"level": None}, id="hard: a level before none"),
        pytest.param(Order.SEQUENTIAL, {"position": 2}, {"position": 10, "responses": 9}, id="as numbered"),
        pytest.param(Order.SEQUENTIAL, {"benchmark": "a", "position": 9}, {"benchmark": "b"}, id="by benchmark"),
    ],
)
def test_an_order_puts_first_what_its_name_says(
    item: Callable[..., Item], order: Order, first: dict[str, Any], second: dict[str, Any]
) -> None:
    for names in (("a", "b"), ("b", "a")):
        one, other = item(names[0], **first), item(names[1], **second)
        for items in ([one, other], [other, one]):
            assert Lane(items, Selection(), order).cases == [names[0], names[1]]


@pytest.mark.parametrize("order", Order)
def test_every_order_is_the_same_however_the_items_come(item: Callable[..., Item], order: Order) -> None:
    items = [item(f"c{number}") for number in range(30)]
    there, back = Lane(items, Selection(), order), Lane(reversed(items), Selection(), order)
    assert there.cases == back.cases
    assert sorted(there.cases) == sorted(one.case_id for one in items)


def test_every_order_has_a_name() -> None:
    assert set(ORDERS) == set(Order)


def test_the_random_order_is_no_order_of_names(item: Callable[..., Item]) -> None:
    cases = Lane([item(f"c{number:03}") for number in range(200)], Selection(), Order.RANDOM).cases
    assert cases != sorted(cases)
    early = sum(int(case[1:]) < 100 for case in cases[:100])
    assert 30 < early < 70, "the first half is a sample of all"


@given(st.lists(st.tuples(st.integers(1, 5), st.floats(0, 1), st.floats(0, 99)), max_size=12), st.sampled_from(Order))
def test_a_lane_holds_each_item_of_its_scope_once(values: list[tuple[int, float, float]], order: Order) -> None:
    items = [
        Item(f"c{at}", "p", "math", (("r", f"m{at % 2}", n),), "rule", promise=promise, seconds=seconds)
        for at, (n, promise, seconds) in enumerate(values)
    ]
    lane = Lane(items, Selection(models=("m0",)), order)
    assert sorted(lane.cases) == sorted(one.case_id for one in items[::2])
    assert sum(lane.weights.values()) == sum(one.runs[0][2] for one in items[::2])
