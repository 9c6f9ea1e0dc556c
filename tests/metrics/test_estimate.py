from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_app.metrics.estimate import NOTHING, difference, share


def test_the_interval_of_a_share_is_the_published_one():
    """Newcombe (1998), Two-sided confidence intervals for the single proportion, table I: 81 of 263."""
    found = share(81, 263)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_the_interval_of_a_difference_is_the_published_one():
    """Newcombe (1998), Interval estimation for the difference, table II, method 10: 56 of 70 less 48 of 80."""
    found = difference(56, 70, 48, 80)
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found.n == 150


def test_a_perfect_share_still_has_an_interval():
    found = share(5, 5)
    assert found.value == 1
    assert (found.low, found.high) == pytest.approx((0.5655, 1), abs=5e-5)


def test_pairs_on_one_case_are_no_independent_observations():
    assert share(30, 30, cases=10).low == pytest.approx(share(10, 10).low)
    assert share(30, 30, cases=10).n == 10


@pytest.mark.parametrize("found", [share(0, 0), share(0, 0, 0), difference(0, 0, 1, 2), difference(1, 2, 0, 0)])
def test_of_nothing_there_is_no_share(found):
    assert (found.value, found.low, found.high, found.reason) == (None, None, None, NOTHING)


@given(st.integers(0, 300).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_a_share_lies_in_its_interval(counts):
    count, total = counts
    found = share(count, total)
    if total:
        assert -1e-12 <= found.low <= found.value + 1e-12
        assert found.value - 1e-12 <= found.high <= 1 + 1e-12
