from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from review_app.metrics.at_k import FEW_SAMPLES, MIXED_SAMPLES, NOT_JUDGED, chances, choices, maj_at_k, pass_at_k
from review_app.metrics.score import score


def by_k(frame, column="low"):
    return dict(zip(frame["k"], frame[column], strict=True))


def test_pass_at_k_of_one_right_in_four_is_the_hand_computed_one(tally):
    found = pass_at_k(tally([{"samples": 4, "correct": 1}]))
    assert by_k(found) == pytest.approx({1: 0.25, 2: 0.5, 4: 1})


def test_it_is_the_share_of_all_choices_of_k_samples_that_hold_a_right_one():
    for n, c, k in ((5, 2, 3), (6, 1, 2), (7, 4, 4)):
        chosen = list(combinations([True] * c + [False] * (n - c), k))
        assert chances([n], [c], k)[0] == pytest.approx(sum(map(any, chosen)) / len(chosen))


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n))))
def test_the_product_is_the_quotient_of_binomials(case):
    n, c, k = case
    exact = 1 - comb(n - c, k) / comb(n, k)
    assert chances([n], [c], k)[0] == pytest.approx(exact, rel=1e-9, abs=1e-12)


def test_many_samples_neither_overflow_nor_lose_digits():
    assert chances([100_000], [1], 1000)[0] == pytest.approx(0.01, rel=1e-9)


def test_pass_at_1_is_the_mean_of_the_problems_shares(tally):
    rows = [{"samples": 8, "correct": c, "problems": c + 1} for c in range(9)]
    one = pass_at_k(tally(rows)).iloc[0]
    whole = score(tally(rows)).iloc[0]
    assert one["k"] == 1
    for end in ("low", "interval_low", "interval_high", "error"):
        assert one[end] == pytest.approx(whole[f"corrected_{end}"])


def test_pass_at_all_samples_has_wilsons_interval_over_problems(tally):
    last = pass_at_k(tally([{"samples": 4, "correct": 1, "problems": 12}, {"samples": 4, "problems": 8}])).iloc[-1]
    assert (last["k"], last["n"], last["low"]) == (4, 20, 0.6)
    expected = proportion_confint(12, 20, method="wilson")
    assert (last["interval_low"], last["interval_high"]) == pytest.approx(expected)


def test_four_samples_hold_at_most_two_independent_looks_at_pass_at_2(tally):
    two = pass_at_k(tally([{"samples": 4, "correct": 2, "problems": 50}])).iloc[1]
    expected = proportion_confint(5 / 6 * 100, 100, method="wilson")
    assert (two["interval_low"], two["interval_high"]) == pytest.approx(expected, abs=2e-3)


def test_open_cases_make_bounds(tally):
    found = pass_at_k(tally([{"samples": 4, "correct": 1, "uncertain": 1}]))
    assert by_k(found, "low") == pytest.approx({1: 1 / 4, 2: 1 / 2, 4: 1})
    assert by_k(found, "high") == pytest.approx({1: 2 / 4, 2: 5 / 6, 4: 1})


def test_a_k_that_some_problem_has_too_few_samples_for_is_refused_with_the_reason(tally):
    found = pass_at_k(tally([{"samples": 4, "correct": 2, "problems": 9}, {"samples": 3, "correct": 1}]))
    assert found["k"].tolist() == [1, 2, 4]
    assert found["reason"].isna().tolist() == [True, True, False]
    last = found.iloc[-1]
    assert np.isnan(last["low"])
    assert last["reason"].text == FEW_SAMPLES
    assert last["reason"].said() == "1 of 10 problems have fewer than 4 samples"


def test_groups_have_their_own_ks(tally):
    rows = [{"model": "a", "samples": 1, "correct": 1}, {"model": "b", "samples": 2, "correct": 1}]
    found = pass_at_k(tally(rows), ["model"])
    assert found[["model", "k"]].values.tolist() == [["a", 1], ["a", 2], ["b", 1], ["b", 2]]
    assert found["low"].tolist() == pytest.approx([1, np.nan, 0.5, 1], nan_ok=True)


def test_what_the_tool_did_not_judge_has_no_figure(tally):
    rows = [{"samples": 2, "tool_judged": 0, "tool_correct": 0}, {"samples": 2, "tool_correct": 1, "correct": 2}]
    found = pass_at_k(tally(rows), measure="tool")
    assert found["n"].tolist() == [1, 1]
    assert found["low"].tolist() == [0.5, 1]
    (nothing,) = pass_at_k(tally(rows[:1]), measure="tool")["reason"]
    assert nothing.text == NOT_JUDGED


def test_the_majority_is_right_where_most_samples_are_and_shares_a_tie(tally):
    rows = [
        {"samples": 4, "correct": 3, "majority_correct": 1},
        {"samples": 4, "correct": 2, "majority_correct": 0.5},
        {"samples": 4, "correct": 1, "majority_correct": 0, "majority_uncertain": 1},
        {"samples": 4, "correct": 1, "majority_correct": 0},
    ]
    found = maj_at_k(tally(rows)).iloc[0]
    assert (found["k"], found["n"], found["low"], found["high"], found["reason"]) == (4, 4, 0.375, 0.625, None)
    assert found["interval_low"] < 0.375
    assert found["interval_high"] > 0.625


def test_there_is_no_majority_among_different_numbers_of_samples(tally):
    found = maj_at_k(tally([{"samples": 4}, {"samples": 3}])).iloc[0]
    assert (found["k"], found["n"], found["reason"].text) == (0, 0, MIXED_SAMPLES)
    assert np.isnan(found["low"])


@pytest.mark.parametrize("at_k", [pass_at_k, maj_at_k])
def test_nothing_gives_no_rows_but_all_columns(tally, at_k):
    full, empty = at_k(tally([{}]), ["model"]), at_k(tally([]), ["model"])
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(st.tuples(st.integers(0, 8), st.integers(1, 20)), min_size=1, max_size=6))
def test_pass_at_k_grows_with_k_and_lies_in_its_interval(tally, rows):
    found = pass_at_k(tally([{"samples": 8, "correct": c, "problems": often} for c, often in rows]))
    assert found["low"].is_monotonic_increasing
    assert (found["interval_low"] <= found["low"] + 1e-9).all()
    assert (found["low"] <= found["interval_high"] + 1e-9).all()


def test_the_ks_are_the_powers_of_two_and_all():
    assert [choices(most) for most in (1, 2, 3, 8)] == [[1], [1, 2], [1, 2, 3], [1, 2, 4, 8]]
