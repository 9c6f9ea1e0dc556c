from __future__ import annotations

import asyncio

import pytest

from review_app.llm.pace import MINUTE, Pace


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += seconds


def moments(per_minute: float | None, amounts: list[float], back: float = 0.0, pause: float = 0.0) -> list[float]:
    """When takers who come all at once are let through, in seconds from then."""

    async def main() -> list[float]:
        clock = Clock()
        pace = Pace(per_minute, lambda: clock.now, clock.sleep)
        if pause:
            pace.pause(pause)

        async def taker(amount: float) -> float:
            await pace.take(amount)
            came = clock.now - 100.0
            pace.give_back(back)
            return came

        return list(await asyncio.gather(*(taker(amount) for amount in amounts)))

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("per_minute", "amounts"),
    [
        pytest.param(30.0, [1.0] * 100, id="requests"),
        pytest.param(10_000.0, [700.0] * 60, id="tokens, all questions alike"),
        pytest.param(10_000.0, [5_000.0, 10.0, 3_000.0, 900.0] * 9, id="tokens, long and short questions"),
    ],
)
def test_no_minute_has_more_than_it_may(per_minute: float, amounts: list[float]) -> None:
    came = moments(per_minute, amounts)
    for begin in came:
        within = [amount for moment, amount in zip(came, amounts, strict=True) if begin <= moment < begin + MINUTE]
        assert sum(within[:-1]) <= per_minute
    assert came[-1] == pytest.approx(sum(amounts[:-1]) / (0.98 * per_minute) * MINUTE), "and none is wasted"


def test_requests_a_minute_are_held_to_the_last_one() -> None:
    came = moments(30.0, [1.0] * 100)
    assert max(sum(begin <= moment < begin + MINUTE for moment in came) for begin in came) <= 30


def test_without_a_bound_nobody_waits() -> None:
    assert moments(None, [1e9] * 3) == [0, 0, 0]


def test_what_was_not_used_is_there_for_the_next() -> None:
    assert moments(60.0, [10.0] * 3, back=10.0) == [0, 0, 0]


@pytest.mark.parametrize("per_minute", [pytest.param(None, id="no bound"), pytest.param(1e9, id="a wide bound")])
def test_a_pause_holds_everybody(per_minute: float | None) -> None:
    assert moments(per_minute, [1.0] * 3, pause=7.5) == pytest.approx([7.5] * 3)
