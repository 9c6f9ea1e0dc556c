from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from review_app.domain import Outcome, Selection
from review_app.queue.item import Source
from review_app.queue.order import Order
from review_app.queue.outlook import FEWEST, Outlook, outlook

Make = Callable[..., Any]


def look(queue: Any, responses: int, scope: Selection | None = None) -> Outlook:
    return outlook(queue.lane(Source.DOUBTFUL, scope or Selection(), Order.EFFECT), responses)


def test_the_bounds_are_half_of_what_is_pending(item: Make, queue: Make) -> None:
    """10 of 100 responses are pending: the score is somewhere within 10 points, so known to ± 5."""
    seen = look(queue([item("a", 6), item("b", 4)]), 100)
    assert (seen.total, seen.open, seen.half, seen.responses) == (2, 2, 5.0, 100)


@pytest.mark.parametrize(
    ("weights", "responses", "more", "goal"),
    [
        # 30 cases of one response in 1,000: ± 1.5. 20 decisions leave 10 responses: ± 0.5, better than the goal 0.6.
        pytest.param([1] * 30, 1_000, 20, 0.6, id="twenty decisions reach what they reach"),
        # 100 of one in 1,000: ± 5. After 20: 80 left, ± 4, a goal of its own.
        pytest.param([1] * 100, 1_000, 20, 4, id="exactly a goal"),
        # 1,000 of one in 2,000: ± 25. The goal ± 20 leaves 800: 200 decisions.
        pytest.param([1] * 1_000, 2_000, 200, 20, id="a far goal takes as many as it takes"),
        # Three cases alone: all of them make the score exact.
        pytest.param([5, 3, 2], 100, 3, 0, id="all that is left"),
        # 25 cases; the first covers 60 of 84 responses in 100: ± 42; twenty decisions leave 5: ± 2.5, reaching 3.
        pytest.param([60] + [1] * 24, 100, 20, 3, id="heavy cases first"),
        # 2 of 1,000,000: ± 0.0001, and after both ± 0.
        pytest.param([1, 1], 1_000_000, 2, 0, id="next to nothing"),
    ],
)
def test_so_many_decisions_bring_the_score_so_far(
    item: Make, queue: Make, weights: list[int], responses: int, more: int, goal: float
) -> None:
    seen = look(queue([item(f"c{at:04}", weight) for at, weight in enumerate(weights)]), responses)
    assert (seen.more, seen.goal) == (more, goal)
    left = sum(sorted(weights, reverse=True)[more:])
    assert 50 * left / responses <= goal + 1e-9, "what is promised comes true"
    assert goal < seen.half


def test_decided_cases_are_not_promised_again(item: Make, queue: Make) -> None:
    made = queue([item(f"c{at:02}") for at in range(40)])
    for at in range(10):
        made.decide(f"c{at:02}", "ann", Outcome.CORRECT)
    seen = look(made, 100)
    assert (seen.total, seen.open, seen.half) == (40, 30, 15.0)
    assert (seen.more, seen.goal) == (FEWEST, 5)


def test_nothing_pending_promises_nothing(item: Make, queue: Make) -> None:
    made = queue([item("a")])
    made.decide("a", "ann", Outcome.CORRECT)
    assert look(made, 10) == Outlook(total=1, open=0, half=0.0, more=0, goal=0.0, responses=10)


@pytest.mark.parametrize("responses", [0, 10])
def test_an_empty_queue_has_no_outlook(queue: Make, responses: int) -> None:
    seen = look(queue([]), responses)
    assert (seen.total, seen.open, seen.half, seen.more) == (0, 0, 0.0, 0)


def test_a_dispute_is_pending_and_wants_nobody(item: Make, queue: Make) -> None:
    made = queue([item("a", 2), item("b", 2)], overlap=2)
    made.decide("a", "ann", Outcome.CORRECT)
    assert (look(made, 100).open, look(made, 100).half) == (2, 1.0), "one opinion of two holds until the second"
    made.decide("a", "bob", Outcome.INCORRECT)
    assert (look(made, 100).open, look(made, 100).half) == (1, 2.0)
    made.settle("a")
    assert (look(made, 100).open, look(made, 100).half) == (1, 1.0)


def test_who_cannot_tell_leaves_the_score_as_it_was(item: Make, queue: Make) -> None:
    made = queue([item("a", 2)])
    made.decide("a", "ann", Outcome.UNCERTAIN)
    assert (look(made, 100).open, look(made, 100).half) == (1, 1.0)


def test_a_scope_has_an_outlook_of_its_own(item: Make, queue: Make) -> None:
    made = queue([item("a", runs=(("r1", "ada", 3), ("r2", "boole", 1))), item("b", runs=(("r2", "boole", 5),))])
    seen = look(made, 10, Selection(models=("ada",)))
    assert (seen.total, seen.half) == (1, 15.0)


def test_audits_and_gold_leave_the_bounds_alone(item: Make, queue: Make) -> None:
    seen = look(queue([item("a", source=Source.AUDIT), item("b", source=Source.GOLD), item("c")]), 10)
    assert (seen.total, seen.half) == (1, 5.0)
