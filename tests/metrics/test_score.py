from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from review_app.metrics.accuracy import MISSING
from review_app.metrics.score import MEASURES, score
from tests.work import at_most

# 20 problems with one sample: 12 right, 5 wrong, 3 open; the grader alone left 6 open, the tool saw 18.
SINGLE = [
    {"problems": 9, "correct": 1},
    {"problems": 3, "correct": 1, "automatic_correct": 0, "automatic_uncertain": 1, "tool_correct": 0},
    {"problems": 3, "tool_correct": 1, "amended_correct": 1},
    {"problems": 2, "tool_judged": 0},
    {"problems": 3, "uncertain": 1},
]


def only(frame: pd.DataFrame) -> pd.Series:
    (row,) = (frame.iloc[at] for at in range(len(frame)))
    return row


def test_the_scores_are_the_hand_computed_ones(tally):
    row = only(score(tally(SINGLE)))
    counts = row[["n", "problems", "samples_least", "samples_most", "pending", "tool_n"]].tolist()
    assert counts == [20, 20, 1, 1, 3, 18]
    assert row[["tool_low", "automatic_low", "corrected_low", "amended_low"]].tolist() == pytest.approx(
        [12 / 18, 9 / 20, 12 / 20, 15 / 20]
    )
    assert row[["tool_high", "automatic_high", "corrected_high", "amended_high"]].tolist() == pytest.approx(
        [12 / 18, 15 / 20, 15 / 20, 18 / 20]
    )


def test_with_one_sample_a_problem_the_interval_is_wilsons_from_the_lower_bound_to_the_upper(tally):
    row = only(score(tally(SINGLE)))
    assert row["corrected_interval_low"] == pytest.approx(proportion_confint(12, 20, method="wilson")[0], abs=1e-12)
    assert row["corrected_interval_high"] == pytest.approx(proportion_confint(15, 20, method="wilson")[1], abs=1e-12)
    tool = row["tool_interval_low"], row["tool_interval_high"]
    assert tool == pytest.approx(proportion_confint(12, 18, method="wilson"), abs=1e-12)


def test_the_interval_is_the_published_one(tally):
    """Newcombe (1998), Two-sided confidence intervals for the single proportion, table I: 81 of 263."""
    row = only(score(tally([{"problems": 81, "correct": 1}, {"problems": 182}])))
    assert (row["corrected_interval_low"], row["corrected_interval_high"]) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_the_standard_error_is_the_clustered_one_of_statsmodels(tally):
    random = np.random.default_rng(4)
    sizes = random.integers(1, 9, 60)
    right = random.binomial(sizes, random.beta(1, 1, 60))
    rows = [{"samples": int(n), "correct": int(c)} for n, c in zip(sizes, right, strict=True)]
    said = np.concatenate([np.r_[np.ones(c), np.zeros(n - c)] for n, c in zip(sizes, right, strict=True)])
    fitted = sm.OLS(said, np.ones(len(said))).fit(
        cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(60), sizes)}
    )
    row = only(score(tally(rows)))
    assert row["corrected_low"] == pytest.approx(fitted.params[0])
    assert row["corrected_error"] == pytest.approx(fitted.bse[0])


def test_the_error_of_avg_at_k_is_that_of_the_mean_over_problems(tally):
    shares = [0.25, 0.5, 1, 1, 0]
    row = only(score(tally([{"samples": 4, "correct": int(4 * share)} for share in shares])))
    assert row["corrected_error"] == pytest.approx(np.std(shares, ddof=1) / np.sqrt(5))
    assert (row["n"], row["samples_least"], row["samples_most"]) == (20, 4, 4)


@pytest.mark.parametrize(
    ("rows", "same_as"),
    [
        pytest.param([{"samples": 4, "correct": 4, "problems": 30}, {"samples": 4, "problems": 20}], (30, 50),
                     id="samples that always agree say as much as one"),
        pytest.param([{"samples": 8, "correct": 8, "problems": 40}], (40, 40),
                     id="nothing wrong was seen, so nothing tells that samples differ"),
        pytest.param([{"samples": 4, "correct": 2, "problems": 50}], (100, 200),
                     id="samples that never agree say no more than as many problems"),
        pytest.param([{"samples": 16, "correct": 16}], (1, 1), id="one problem says little of others"),
    ],
)  # fmt: skip
def test_several_samples_count_as_many_problems_between_one_a_problem_and_all(tally, rows, same_as):
    row = only(score(tally(rows)))
    expected = proportion_confint(*same_as, method="wilson")
    found = row["corrected_interval_low"], row["corrected_interval_high"]
    assert found == pytest.approx(expected, abs=0.004)


def test_runs_on_the_same_problems_are_no_new_problems(tally):
    one = [{"problems": 30, "correct": 1}, {"problems": 20}]
    both = [row | {"model": model} for model in ("a", "b") for row in one]
    row, alone = only(score(tally(both))), only(score(tally(one)))
    assert (row["n"], row["problems"]) == (100, 50)
    assert row["corrected_interval_low"] == pytest.approx(alone["corrected_interval_low"])
    assert row["corrected_error"] == pytest.approx(alone["corrected_error"])


def test_how_far_runs_lie_apart_is_no_uncertainty(tally):
    """A run that always answers right and one that never does: of other problems their mean would be the same."""
    row = only(score(tally([{"model": "a", "correct": 1, "problems": 50}, {"model": "b", "problems": 50}])))
    assert (row["corrected_low"], row["corrected_error"]) == (0.5, 0)


def test_parts_of_one_benchmark_in_several_runs_are_new_problems(tally):
    """evalscope writes a file for each level."""
    parts = [
        {"run_id": f"r{level}", "level": level, "correct": right, "problems": 10}
        for level in (1, 2)
        for right in (0, 1)
    ]
    row = only(score(tally(parts)))
    assert row["problems"] == 40
    expected = proportion_confint(20, 40, method="wilson")
    assert (row["corrected_interval_low"], row["corrected_interval_high"]) == pytest.approx(expected)


def test_groups_are_sorted_and_keep_a_row_for_those_without_a_level(tally):
    rows = [{"level": 5}, {"level": None, "correct": 1}, {"level": 1, "problems": 3}]
    found = score(tally(rows), ["level"])
    assert found["level"].tolist() == [1, 5, MISSING]
    assert found["n"].tolist() == [3, 1, 1]
    assert found["corrected_low"].tolist() == [0, 0, 1]


@pytest.mark.parametrize("by", [(), ("level",), ("model", "subject")], ids=str)
def test_no_responses_give_no_rows_but_all_columns(tally, by):
    empty, full = score(tally([]), by), score(tally(SINGLE), by)
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_where_the_tool_judged_nothing_it_has_no_score(tally):
    row = only(score(tally([{"tool_judged": 0, "problems": 4}])))
    assert row["tool_n"] == 0
    assert row[["tool_low", "tool_high", "tool_interval_low", "tool_error"]].isna().all()


def test_the_tally_is_left_as_it_was(tally):
    frame = tally(SINGLE)
    before = frame.copy()
    score(frame, ["level"])
    pd.testing.assert_frame_equal(frame, before)


problems = st.integers(1, 16).flatmap(
    lambda n: st.integers(0, n).flatmap(
        lambda c: st.fixed_dictionaries({
            "samples": st.just(n), "correct": st.just(c), "uncertain": st.integers(0, n - c),
            "problems": st.integers(1, 50), "level": st.sampled_from([1, 2, None]), "model": st.sampled_from("ab"),
        })
    )
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(problems, min_size=1, max_size=8))
def test_intervals_hold_their_bounds_and_stay_between_0_and_1(tally, rows):
    for by in ((), ("level",)):
        found = score(tally(rows), by)
        for name in MEASURES:
            ends = ("interval_low", "low", "high", "interval_high")
            low, least, most, high = (found[f"{name}_{end}"].to_numpy() for end in ends)
            assert (low >= 0).all()
            assert (low <= least + 1e-9).all()
            assert (least <= most).all()
            assert (most <= high + 1e-9).all()
            assert (high <= 1).all()


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(problems, min_size=1, max_size=8))
def test_problems_that_are_alike_count_as_if_each_had_a_row(tally, rows):
    apart = [row | {"problems": 1} for row in rows for _ in range(row["problems"])]
    pd.testing.assert_frame_equal(score(tally(rows), ["level"]), score(tally(apart), ["level"]))


def test_a_tally_of_ten_thousand_rows_is_scored_at_once(tally):
    random = np.random.default_rng(1)
    small = tally([{"samples": 4, "correct": n % 5, "level": n % 5 + 1, "model": f"m{n % 20}"} for n in range(1000)])
    frame = pd.concat([small] * 10, ignore_index=True).assign(problems=random.integers(1, 50, 10_000))
    score(frame, ["model"])
    with at_most(0.5):
        found = score(frame, ["model", "level"])
    assert found["n"].sum() == 4 * frame["problems"].sum()
