from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_app.errors import BudgetSpent, InputError
from review_app.llm import Budget, Price, Usage
from review_app.llm.price import at_most, price_of


async def request(budget: Budget, worst: float, cost: float, turns: int) -> float | None:
    """One that takes some turns of the loop and costs less than it might; None where there was no money for it."""
    try:
        async with budget.hold(worst) as hold:
            for _ in range(turns):
                await asyncio.sleep(0)
            hold.cost = cost
    except BudgetSpent:
        return None
    return cost


cents = st.integers(0, 100)


@given(st.lists(st.tuples(cents, cents, st.integers(0, 5)), max_size=30), st.integers(0, 500))
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_at_once_no_more_is_spent_than_may_be(
    requests: list[tuple[int, int, int]], limit: int
) -> None:
    async def main() -> tuple[list[float | None], float]:
        budget = Budget(limit / 100)
        calls = [request(budget, worst / 100, min(cost, worst) / 100, turns) for worst, cost, turns in requests]
        return await asyncio.gather(*calls), budget.spent

    costs, spent = asyncio.run(main())
    paid = [cost for cost in costs if cost is not None]
    assert sum(paid) == pytest.approx(spent)
    assert spent <= limit / 100 + 1e-6
    if len(paid) < len(requests):
        assert any(sum(paid) + worst / 100 > limit / 100 for worst, _, _ in requests), "one was refused without need"


def test_one_that_might_not_fit_waits_for_those_on_their_way() -> None:
    async def main() -> list[float | None]:
        budget = Budget(10.0)
        return list(await asyncio.gather(request(budget, 8, 1, 3), request(budget, 8, 1, 0), request(budget, 9, 1, 0)))

    assert asyncio.run(main()) == [1, 1, None], "the last would fit into 8 only"


def test_what_was_spent_before_counts() -> None:
    assert asyncio.run(request(Budget(10.0, spent=9.5), 1, 1, 0)) is None


@pytest.mark.parametrize(
    ("text", "price"),
    [
        pytest.param("0.15/0.60", Price(0.15, 0.6), id="asked and answered"),
        pytest.param("0/0", Price(0, 0), id="a server of one's own"),
        pytest.param("0.15", None, id="one price only"),
        pytest.param("a/b", None, id="no numbers"),
        pytest.param("-1/2", None, id="less than nothing"),
        pytest.param("nan/1", None, id="not a number"),
        pytest.param("inf/1", None, id="all the money there is"),
    ],
)
def test_a_price_is_read_as_people_write_it(text: str, price: Price | None) -> None:
    if price is None:
        with pytest.raises(InputError, match=r"like 0\.15/0\.60"):
            price_of(text)
    else:
        assert price_of(text) == price


@pytest.mark.parametrize("text", ["", "What is 2 + 2?", "函数的导数", "\\frac{1}{2}", "🦉" * 9])
def test_the_most_tokens_are_no_less_than_the_bytes(text: str) -> None:
    messages: Any = [{"role": "user", "content": text}]
    assert at_most(messages, 7).prompt > len(text.encode())
    assert at_most(messages, 7) == Usage(at_most(messages, 7).prompt, 7, estimated=True)
