from __future__ import annotations

import pytest
from statsmodels.stats.proportion import proportion_confint

from review_app.charts.intervals import intervals


def test_the_interval_is_wilsons(insight):
    rows = [{"level": 1}] * 9 + [{"level": 1, "automatic": "incorrect"}]
    row = intervals(insight(rows).tally, ["level"]).iloc[0]
    assert (row["corrected_from"], row["corrected_to"]) == pytest.approx(proportion_confint(9, 10, method="wilson"))
    assert (row["corrected_from"], row["corrected_to"]) == pytest.approx((0.5958, 0.9821), abs=5e-4)
    assert row["problems"] == 10


def test_more_samples_of_the_same_problems_promise_no_more(insight):
    once = [{"problem_id": f"p{n}", "automatic": "correct" if n < 6 else "incorrect"} for n in range(10)]
    eight = [row | {"sample": sample} for row in once for sample in range(8)]
    first, second = (intervals(insight(rows).tally).iloc[0] for rows in (once, eight))
    assert (second["n"], second["problems"]) == (80, 10)
    assert (second["corrected_from"], second["corrected_to"]) == (first["corrected_from"], first["corrected_to"])


def test_pending_responses_stretch_it_to_both_sides(insight):
    row = intervals(insight([{}] * 4 + [{"automatic": "uncertain"}] * 4 + [{"automatic": "incorrect"}] * 2).tally).iloc[
        0
    ]
    assert row["corrected_from"] == pytest.approx(proportion_confint(4, 10, method="wilson")[0])
    assert row["corrected_to"] == pytest.approx(proportion_confint(8, 10, method="wilson")[1])


def test_without_responses_there_are_the_columns_alone(insight):
    empty, full = (intervals(insight(rows).tally, ["level"]) for rows in ([], [{}]))
    assert len(empty) == 0
    assert set(empty.columns) == set(full.columns)
