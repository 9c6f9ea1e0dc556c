from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from review_app.metrics.macro import macro
from review_app.metrics.score import score


def right_of(right: int, of: int, **keys: object) -> list[dict[str, object]]:
    return [{"correct": 1, "problems": right, **keys}, {"problems": of - right, **keys}]


LEVELS = [*right_of(810, 900, level=1), *right_of(50, 100, level=2)]


def test_each_group_counts_alike(tally):
    found = macro(tally(LEVELS), "level").iloc[0]
    assert (found["groups"], found["n"]) == (2, 1000)
    assert (found["corrected_low"], found["corrected_high"]) == pytest.approx((0.7, 0.7))
    assert score(tally(LEVELS))["corrected_low"].item() == pytest.approx(0.86)


def test_the_interval_of_two_groups_is_newcombes_of_a_difference(tally):
    """The mean of p and q is half of p - (1 - q) plus 1, and its interval the same of Newcombe's."""
    found = macro(tally([*right_of(56, 70, level=1), *right_of(32, 80, level=2)]), "level").iloc[0]
    low, high = confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff")
    ends = found["corrected_interval_low"], found["corrected_interval_high"]
    assert ends == pytest.approx(((low + 1) / 2, (high + 1) / 2))


def test_of_one_group_it_is_that_groups_score(tally):
    rows = [*right_of(12, 20, level=3), {"uncertain": 1, "problems": 5, "level": 3}]
    found, single = macro(tally(rows), "level").iloc[0], score(tally(rows)).iloc[0]
    for name in ("corrected_low", "corrected_high", "corrected_interval_low", "corrected_interval_high"):
        assert found[name] == pytest.approx(single[name])


def test_problems_without_a_level_belong_to_no_level(tally):
    found = macro(tally([*LEVELS, *right_of(0, 50, level=None)]), "level").iloc[0]
    assert (found["groups"], found["n"], found["corrected_low"]) == (2, 1000, pytest.approx(0.7))


def test_an_average_that_lacks_a_group_is_another_average(tally):
    found = macro(tally([*LEVELS, {"level": 3, "tool_judged": 0, "tool_correct": 0}]), "level").iloc[0]
    assert np.isnan(found["tool_low"])
    assert not np.isnan(found["corrected_low"])


@pytest.mark.parametrize("by", [(), ("model",)], ids=str)
def test_nothing_gives_no_rows_but_all_columns(tally, by):
    full = macro(tally(LEVELS), "level", by)
    for rows in ([], right_of(1, 2, level=None)):
        empty = macro(tally(rows), "level", by)
        assert len(empty) == 0
        assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_each_group_of_by_has_its_average(tally):
    rows = [
        *right_of(9, 10, level=1, model="b"),
        *right_of(1, 10, level=2, model="b"),
        *right_of(3, 10, level=1, model="a"),
    ]
    found = macro(tally(rows), "level", ["model"])
    assert found["model"].tolist() == ["a", "b"]
    assert found["groups"].tolist() == [1, 2]
    assert found["corrected_low"].tolist() == pytest.approx([0.3, 0.5])
