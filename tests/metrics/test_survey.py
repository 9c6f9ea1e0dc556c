from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from review_app.metrics.survey import Piece, interval, mean_share, variance, weighed, wilson

# 100 responses of a large stratum, ten draws, none of them wrong.
PIECE = Piece(batch="one", whole=False, mass=100, share=0.0, draws=10, seen=0)


def piece(**changes: object) -> Piece:
    return replace(PIECE, **changes)


@pytest.mark.parametrize(("wrong", "draws"), [(0, 10), (3, 40), (40, 40), (1, 1)])
def test_one_piece_of_a_large_stratum_has_wilsons_interval(wrong, draws):
    found = [piece(share=wrong / draws, draws=draws)]
    expected = proportion_confint(wrong, draws, method="wilson")
    assert wilson(wrong / draws, draws) == pytest.approx(expected)
    assert interval(wrong / draws, found) == pytest.approx(expected)


def test_pieces_of_one_share_are_as_good_as_one_piece():
    halves = [piece(mass=50, draws=20, share=0.1), piece(mass=50, draws=20, share=0.1)]
    assert interval(0.1, halves) == pytest.approx(proportion_confint(4, 40, method="wilson"))


def test_no_error_found_still_has_an_upper_bound_and_more_draws_lower_it():
    highs = [interval(0.0, [piece(draws=draws)])[1] for draws in (10, 100, 1000)]
    assert highs == sorted(highs, reverse=True)
    assert highs[-1] > 0


def test_a_heavy_piece_with_few_draws_makes_the_interval_long():
    even = [piece(mass=50, draws=50), piece(mass=50, draws=50)]
    uneven = [piece(mass=95, draws=10), piece(mass=5, draws=90)]
    assert interval(0.0, uneven)[1] > 2 * interval(0.0, even)[1]


def test_a_stratum_with_many_errors_and_few_draws_is_not_taken_for_as_good_as_the_others():
    found = [piece(mass=80, draws=150, share=0.0), piece(mass=20, draws=5, share=0.6)]
    alike = [replace(one, share=0.12) for one in found]
    assert variance(found) > variance(alike)


def test_what_was_looked_at_is_known():
    assert interval(0.3, [piece(share=0.3, seen=100)]) == (0.3, 0.3)
    partly, unseen = interval(0.3, [piece(share=0.3, seen=50)]), interval(0.3, [piece(share=0.3)])
    assert unseen[0] < partly[0] < 0.3 < partly[1] < unseen[1]
    assert wilson(0.3, inf) == (0.3, 0.3)


@pytest.mark.parametrize(
    ("found", "responses", "expected"),
    [
        pytest.param([piece(mass=30), piece(mass=10)], 80, [60, 20], id="one batch: its strata as they were"),
        pytest.param(
            [piece(mass=100, draws=30), piece(batch="two", mass=100, draws=10)], 80, [60, 20], id="batches by draws"
        ),
        pytest.param(
            [piece(mass=30, whole=True), piece(mass=500)], 80, [30, 50], id="what was taken whole weighs what it is"
        ),
        pytest.param([piece(mass=30, whole=True)], 80, [80], id="taken whole, and more came since"),
        pytest.param([piece(mass=90, whole=True), piece(mass=5)], 80, [80], id="nothing is left for the rest"),
        pytest.param([piece(mass=30)], 0, [], id="a cell that is empty now"),
        pytest.param([], 80, [], id="nothing decided"),
    ],
)
def test_pieces_weigh_as_much_as_their_cell(found, responses, expected):
    assert [one.mass for one in weighed(found, responses)] == pytest.approx(expected)


pieces = st.builds(
    Piece,
    batch=st.sampled_from(["one", "two"]),
    whole=st.booleans(),
    mass=st.floats(1, 1e6),
    share=st.floats(0, 1),
    draws=st.floats(1, 1e4),
    seen=st.just(0.0),
)


@given(st.lists(pieces, min_size=1, max_size=8))
def test_the_interval_holds_the_share_and_stays_between_0_and_1(found):
    share = mean_share(found)
    low, high = interval(share, found)
    assert -1e-12 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1 + 1e-12
    assert low < high
