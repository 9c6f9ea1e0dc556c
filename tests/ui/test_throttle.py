from __future__ import annotations

from dataclasses import dataclass

import pytest

from review_app.ui.throttle import FORGET_SECONDS, PATIENCE, Key, Kind, Throttle

ADA: Key = (Kind.NAME, "ada")
BOB: Key = (Kind.NAME, "bob")
OFFICE: Key = (Kind.ADDRESS, "192.0.2.1")
ADAS_BROWSER: Key = (Kind.BROWSER, "b1")


@dataclass
class Clock:
    """Stands still until it is set."""

    at: float = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(clock)


def fail(throttle: Throttle, clock: Clock, times: int, *keys: Key) -> None:
    """Wrong passwords, each as soon as one may be tried."""
    for _ in range(times):
        while wait := throttle.attempt(keys):
            clock.at += wait


@pytest.mark.parametrize(
    ("failures", "wait"),
    [
        pytest.param(0, 0, id="the first attempt"),
        pytest.param(4, 0, id="a few slips"),
        pytest.param(5, 1, id="then a second"),
        pytest.param(6, 2, id="doubled"),
        pytest.param(8, 8, id="and doubled"),
        pytest.param(11, 60, id="up to a minute"),
        pytest.param(500, 60, id="never more than that"),
        pytest.param(10**9, 60, id="however many"),
    ],
)
def test_the_wait_grows_with_failures_up_to_a_minute(failures: int, wait: float) -> None:
    assert PATIENCE[Kind.NAME].wait(failures) == wait


def test_whoever_guesses_on_is_held_up(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, clock, 5, ADA)
    assert throttle.attempt([ADA]) == 1
    clock.at += 0.4
    assert throttle.attempt([ADA]) == pytest.approx(0.6), "asking again makes it no longer"
    clock.at += 0.7
    assert throttle.attempt([ADA]) == 0
    assert throttle.attempt([ADA]) == pytest.approx(2, rel=0.05)


def test_a_thousand_attempts_at_once_are_no_way_around(throttle: Throttle) -> None:
    passed = sum(throttle.attempt([ADA, OFFICE]) == 0 for _ in range(1_000))
    assert passed == PATIENCE[Kind.NAME].free


def test_a_day_of_guessing_at_a_name_is_few_guesses(throttle: Throttle, clock: Clock) -> None:
    start, guesses = clock.at, 0
    while clock.at < start + 24 * 3600:
        address = (Kind.ADDRESS, f"10.0.{guesses}.1")
        wait = throttle.attempt([ADA, address])
        guesses += wait == 0
        clock.at += wait
    assert guesses < 1_500


def test_guesses_at_one_name_hold_up_no_other(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, clock, 20, ADA)
    assert throttle.attempt([BOB]) == 0


def test_the_persons_own_browser_is_never_held_up_by_others(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, clock, 100, ADA, OFFICE)
    assert throttle.attempt([ADA, OFFICE]) > 0
    assert throttle.attempt([ADAS_BROWSER]) == 0


def test_but_guessing_on_it_is(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, clock, 12, ADAS_BROWSER)
    assert throttle.attempt([ADAS_BROWSER]) > 30


def test_a_new_browser_gets_in_within_a_minute_of_the_guesser(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, clock, 1_000, ADA)
    clock.at += 60
    assert throttle.attempt([ADA]) == 0


def test_many_names_from_one_address_are_held_up_too(throttle: Throttle) -> None:
    passed = sum(throttle.attempt([(Kind.NAME, f"n{number}"), OFFICE]) == 0 for number in range(1_000))
    assert passed == PATIENCE[Kind.ADDRESS].free


def test_the_right_password_starts_anew(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, clock, 4, ADA)
    throttle.attempt([ADA])
    throttle.forgive([ADA])
    assert all(throttle.attempt([ADA]) == 0 for _ in range(5))


def test_a_password_of_ones_own_is_no_way_to_go_on_guessing(throttle: Throttle) -> None:
    """Mallory signs in between guesses; the address counts all the same."""
    guesses = 0
    for number in range(200):
        guesses += throttle.attempt([(Kind.NAME, f"n{number}"), OFFICE]) == 0
        if throttle.attempt([(Kind.NAME, "mallory"), OFFICE]) == 0:
            throttle.forgive([(Kind.NAME, "mallory"), OFFICE])
    assert guesses == PATIENCE[Kind.ADDRESS].free


def test_an_office_that_types_badly_now_and_then_never_waits(throttle: Throttle, clock: Clock) -> None:
    for number in range(500):
        assert throttle.attempt([(Kind.NAME, f"n{number}"), OFFICE]) == 0
        clock.at += FORGET_SECONDS


def test_failures_are_forgotten_one_a_minute(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, clock, 5, ADA)
    clock.at += 5 * FORGET_SECONDS
    assert sum(throttle.attempt([ADA]) == 0 for _ in range(9)) == 5


def test_memory_is_bounded_and_the_oldest_goes_first(clock: Clock) -> None:
    throttle = Throttle(clock, most=10)
    fail(throttle, clock, 5, ADA)
    for number in range(9):
        throttle.attempt([(Kind.NAME, f"n{number}")])
    assert throttle.attempt([ADA]) > 0
    throttle.attempt([(Kind.NAME, "one too many")])
    assert throttle.attempt([ADA]) == 0
    assert len(throttle._counts) == 10
