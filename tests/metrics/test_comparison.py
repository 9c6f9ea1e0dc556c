from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from review_app.metrics.accuracy import MISSING
from review_app.metrics.comparison import MCNEMAR, T_TEST, compare, compare_all, compare_by, flips, holm, own_scores
from review_app.metrics.estimate import NOTHING
from review_app.metrics.pairing import FEW_SHARED, NO_RESPONSES, OTHER_SAMPLES, Pairing, paired
from review_app.metrics.sameness import MATH_500, OTHER_PROBLEMS
from review_app.wording import Sentence


def of(frame, first: str = "a", second: str = "b") -> Pairing:
    found = paired(frame, first, second)
    assert isinstance(found, Pairing)
    return found


def test_one_sample_is_compared_as_computed_by_hand(pairs):
    """9 right in a alone, 1 in b alone, 30 in both, 10 in none."""
    found = compare(of(pairs({"a": "c" * 9 + "i" + "c" * 30 + "i" * 10, "b": "i" * 9 + "c" + "c" * 30 + "i" * 10})))
    assert (found.problems, found.samples, found.pending, found.alone) == (50, 1, 0, 0)
    assert (found.first_share, found.second_share) == (39 / 50, 31 / 50)
    assert (found.wins, found.losses, found.test) == (9, 1, MCNEMAR)
    assert found.difference.value == pytest.approx(0.16)
    assert found.p_value == pytest.approx(2 * (1 + 10) / 2**10)
    assert found.p_value == mcnemar([[30, 9], [1, 10]], exact=True).pvalue
    centre, error = 8 / 52, np.sqrt((12 / 52 - (8 / 52) ** 2) / 52)
    assert (found.difference.low, found.difference.high) == pytest.approx(
        (centre - 1.959964 * error, centre + 1.959964 * error), abs=1e-6
    )


def test_the_interval_is_bonett_and_prices(pairs):
    """Bonett and Price (2012), Adjusted Wald confidence interval for a difference of binomial proportions based on
    paired data: with f12 and f21 discordant pairs of n, (f + 1) / (n + 2) each. Here 14 and 5 of 100."""
    found = compare(of(pairs({"a": "c" * 14 + "i" * 86, "b": "i" * 14 + "c" * 5 + "i" * 81})))
    p12, p21 = 15 / 102, 6 / 102
    margin = stats.norm.ppf(0.975) * np.sqrt((p12 + p21 - (p12 - p21) ** 2) / 102)
    ends = found.difference.low, found.difference.high
    assert ends == pytest.approx((p12 - p21 - margin, p12 - p21 + margin))


def test_many_problems_with_several_samples_have_the_paired_t_test(pairs):
    random = np.random.default_rng(5)
    ability = random.beta(1, 1, 2000)
    right = {
        name: random.binomial(8, np.clip(ability + shift, 0, 1)).tolist() for name, shift in (("a", 0.01), ("b", 0))
    }
    found = compare(of(pairs(right, samples=8)))
    expected = stats.ttest_rel(np.array(right["a"]) / 8, np.array(right["b"]) / 8)
    assert found.test == T_TEST
    assert found.difference.value == pytest.approx(np.mean(right["a"]) / 8 - np.mean(right["b"]) / 8)
    assert found.p_value == pytest.approx(expected.pvalue, rel=0.02)
    interval = expected.confidence_interval()
    for own in (found.difference, found.bootstrap):
        assert (own.low, own.high) == pytest.approx((interval.low, interval.high), abs=8e-4)


def test_the_bootstrap_is_scipys(pairs):
    random = np.random.default_rng(6)
    said = {name: random.choice(["c", "i"], 200) for name in "ab"}
    found = compare(of(pairs(said)))
    apart = (said["a"] == "c").astype(float) - (said["b"] == "c")
    expected = stats.bootstrap((apart,), np.mean, method="percentile", rng=1, n_resamples=4000).confidence_interval
    assert (found.bootstrap.low, found.bootstrap.high) == pytest.approx(expected, abs=0.012)
    assert compare(of(pairs(said))).bootstrap == found.bootstrap, "seeded"


def test_open_problems_are_left_out_and_bound_how_far_the_difference_may_move(pairs):
    found = compare(of(pairs({"a": "cciu", "b": "ciuc"})))
    assert (found.problems, found.pending) == (2, 2)
    assert found.difference.value == 0.5
    assert found.reach == ((0 + 1 - 1 - 1) / 4, (0 + 1 + 0 + 0) / 4)


def test_what_one_run_did_not_answer_is_left_out(pairs):
    found = compare(of(pairs({"a": "ccciiccccc.", "b": "ccccccccc.c"})))
    assert (found.problems, found.alone) == (9, 2)


def test_where_everything_is_open_there_is_no_figure(pairs):
    found = compare(of(pairs({"a": "uu", "b": "uc"})))
    assert (found.difference.reason, found.bootstrap.reason) == (NOTHING, NOTHING)
    assert (found.p_value, found.first_share) == (None, None)
    assert found.reach == (-1, 0.5)


@pytest.mark.parametrize(
    ("said", "columns", "text"),
    [
        pytest.param({"a": "cc", "c": "cc"}, {}, NO_RESPONSES, id="a run that is not there"),
        pytest.param({"a": "c" * 9 + "......", "b": "......" + "c" * 9}, {}, FEW_SHARED, id="other problems"),
        pytest.param({"a": [1, 0, 2], "b": "cic"}, {"samples": 2}, OTHER_SAMPLES, id="another number of samples"),
        pytest.param({"a": "ccc...", "b": "...ccc"}, {"benchmark": ["math"] * 3 + ["math500"] * 3}, MATH_500,
                     id="MATH against MATH-500"),
        pytest.param({"a": "ccc...", "b": "...ccc"}, {"split": ["test"] * 3 + ["train"] * 3}, OTHER_PROBLEMS,
                     id="another split"),
    ],
)  # fmt: skip
def test_what_would_mislead_is_refused_with_the_reason(pairs, said, columns, text):
    refused = paired(pairs(said, **columns), "a", "b")
    assert isinstance(refused, Sentence)
    assert refused.text == text
    assert "{" not in refused.said()


def test_a_run_on_a_part_of_the_problems_is_compared_on_that_part(pairs):
    found = compare(of(pairs({"a": "cc" + "." * 48, "b": "c" * 50})))
    assert (found.problems, found.alone) == (2, 48)


def test_one_problem_that_lost_a_sample_is_no_other_number_of_samples(pairs):
    frame = pairs({"a": [2, 1, 0], "b": [2, 2, 2]}, samples=2)
    frame.loc[0, ["samples", "correct"]] = 1
    assert compare(of(frame)).difference.value == pytest.approx((0 - 0.5 - 1) / 3)


def test_flips_name_the_problems_and_their_direction_the_largest_first(pairs):
    frame = pairs({"a": [4, 2, 1, 3], "b": [3, 2, 4, 2]}, samples=4, level=[1, 2, 3, None])
    found = flips(of(frame))
    assert found["problem_id"].tolist() == ["p2", "p0", "p3"]
    assert found["better"].tolist() == ["second", "first", "first"]
    assert found["first"].tolist() == [0.25, 1, 0.75]
    assert found["level"].isna().tolist() == [False, False, True]


def test_an_open_problem_is_no_flip(pairs):
    assert flips(of(pairs({"a": "cu", "b": "cc"})))["problem_id"].tolist() == []


def test_levels_are_compared_each_with_p_values_for_their_number(pairs):
    said = {"a": "c" * 8 + "c" * 4 + "iu" + "i", "b": "i" * 8 + "c" * 4 + "iu" + "c"}
    levels = [1] * 8 + [2] * 4 + [None] * 2 + [3]
    found = compare_by(of(pairs(said, level=levels)), "level")
    assert found["level"].tolist() == [1, 2, 3, MISSING]
    assert found["problems"].tolist() == [8, 4, 1, 1]
    assert found["pending"].tolist() == [0, 0, 0, 1]
    assert found["difference"].tolist() == [1, 0, -1, 0]
    assert found["p_value"].tolist() == pytest.approx([2 / 2**8, 1, 1, 1])
    assert found["p_adjusted"].tolist() == pytest.approx([8 / 2**8, 1, 1, 1])


def test_a_level_where_all_is_open_has_no_figures_and_counts_for_no_test(pairs):
    found = compare_by(of(pairs({"a": "uccccc", "b": "uiiiii"}, level=[1, 2, 2, 2, 2, 2])), "level")
    assert found["difference"].isna().tolist() == [True, False]
    assert found["p_adjusted"].tolist() == pytest.approx([np.nan, 2 / 2**5], nan_ok=True)


def test_each_two_of_several_runs_are_compared_or_refused(pairs):
    frame = pairs({"a": "c" * 8, "b": "i" * 8, "c": "c" * 7 + "i", "d": "." * 9 + "c" * 9})
    found = compare_all({two: paired(frame, *two, "corrected") for two in combinations("abcd", 2)})
    assert [two for two, one in found.items() if isinstance(one, Sentence)] == [("a", "d"), ("b", "d"), ("c", "d")]
    assert [found[two].p_adjusted for two in (("a", "b"), ("a", "c"), ("b", "c"))] == pytest.approx(
        [6 / 256, 1, 4 / 128]
    )


def test_holm_is_the_hand_computed_one():
    """Sorted, times 3, 2, 1, never falling."""
    assert holm([0.03, None, 0.01, 0.04]) == [pytest.approx(0.06), None, pytest.approx(0.03), pytest.approx(0.06)]
    assert holm([None]) == [None]


@settings(max_examples=8, deadline=None)
@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_is_that_of_statsmodels(values):
    assert holm(values) == pytest.approx(multipletests(values, method="holm")[1].tolist())


answers = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


@settings(max_examples=15, deadline=None)
@given(both=answers)
def test_a_difference_lies_in_its_interval_and_turns_round_with_the_runs(pairs, both):
    frame = pairs({"a": [one for one, _ in both], "b": [other for _, other in both]}, samples=4)
    one, other = compare(of(frame)), compare(of(frame, "b", "a"))
    assert -1 <= one.difference.low <= one.difference.value + 1e-9
    assert one.difference.value - 1e-9 <= one.difference.high <= 1
    assert (one.difference.low, one.p_value) == pytest.approx((-other.difference.high, other.p_value))
    assert (one.p_value < 0.05) == (one.difference.low > 0 or one.difference.high < 0)


def test_each_run_has_its_own_score_on_the_problems_that_count(pairs):
    """Four settled problems, a right on 3 and b on 1; the fifth is open."""
    frame = pairs({"a": "ccciu", "b": "ciiic"})
    one, other = own_scores(frame, of(frame))
    for found, right in ((one, 3), (other, 1)):
        low, high = proportion_confint(right, 4, method="wilson")
        assert (found.value, found.low, found.high, found.n) == pytest.approx((right / 4, low, high, 4))
    assert own_scores(frame, of(frame), "tool")[0].value == pytest.approx(3 / 4)


def test_where_nothing_is_settled_neither_run_has_a_score(pairs):
    frame = pairs({"a": "uu", "b": "cc"})
    assert [found.reason for found in own_scores(frame, of(frame))] == [NOTHING, NOTHING]
