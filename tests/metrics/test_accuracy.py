from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from review_app.metrics import accuracy
from tests.work import at_most

LEVELS = [
    {"level": 1, "automatic": "correct", "tool_outcome": "correct"},
    {
        "level": 1,
        "automatic": "uncertain",
        "outcome": "correct",
        "status": "overridden",
        "tool_outcome": "incorrect",
    },
    {
        "level": 1,
        "automatic": "correct",
        "outcome": "incorrect",
        "status": "overridden",
        "tool_outcome": "correct",
    },
    {"level": 1, "automatic": "uncertain"},
    {"level": 5, "automatic": "incorrect"},
    {"level": 5, "automatic": "uncertain"},
    {"level": None, "automatic": "correct"},
]


def test_scores_of_all_responses_are_the_hand_computed_ones(outcomes_frame):
    row = accuracy.scores(outcomes_frame(LEVELS)).iloc[0]
    assert row.to_dict() == pytest.approx(
        {
            "n": 7,
            "automatic_low": 3 / 7,
            "automatic_high": 6 / 7,
            "corrected_low": 3 / 7,
            "corrected_high": 5 / 7,
            "amended_low": 3 / 7,
            "amended_high": 5 / 7,
            "tool": 2 / 3,
            "pending": 2,
            "correct_automatic": 3,
            "correct": 3,
        }
    )


def test_scores_by_level_rise_with_the_level_and_keep_a_row_without_one(outcomes_frame):
    found = accuracy.scores(outcomes_frame(LEVELS[::-1]), ["level"])
    assert found["level"].tolist() == [1, 5, accuracy.MISSING]
    assert found["n"].tolist() == [4, 2, 1]
    assert found["automatic_low"].tolist() == [0.5, 0, 1]
    assert found["automatic_high"].tolist() == [1, 0.5, 1]
    assert found["corrected_low"].tolist() == [0.5, 0, 1]
    assert found["corrected_high"].tolist() == [0.75, 0.5, 1]
    assert found["pending"].tolist() == [1, 1, 0]
    assert found["tool"].tolist() == pytest.approx([2 / 3, np.nan, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    ("by", "values", "expected"),
    [
        pytest.param(["subject"], {"subject": ["Number Theory", "Algebra", None]},
                     [("Algebra",), ("Number Theory",), ("—",)],
                     id="subjects are alphabetical and the missing one is last"),
        pytest.param(["level"], {"level": [None, None, None]}, [("—",)], id="no problem has a level"),
        pytest.param(["subject"], {"subject": [None, None, None]}, [("—",)], id="no problem has a subject"),
        pytest.param(["model", "level"], {"model": ["b", "a", "a"], "level": [2, None, 1]},
                     [("a", 1), ("a", "—"), ("b", 2)], id="two columns sort in their order"),
        pytest.param(["level", "subject"], {"level": [2, 2, None], "subject": [None, "Z", "A"]},
                     [(2, "Z"), (2, "—"), ("—", "A")], id="missing is last within each column"),
    ],
)  # fmt: skip
def test_groups_stand_in_a_sensible_order(outcomes_frame, by, values, expected):
    frame = outcomes_frame([{name: column[n] for name, column in values.items()} for n in range(3)])
    assert list(accuracy.scores(frame, by)[by].itertuples(index=False, name=None)) == expected


@pytest.mark.parametrize("by", [(), ("level",), ("level", "subject")], ids=str)
def test_no_responses_give_no_rows_but_all_columns(outcomes_frame, by):
    full = accuracy.scores(outcomes_frame(LEVELS), by)
    empty = accuracy.scores(outcomes_frame([]), by)
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_columns_without_any_value_may_be_of_type_object(outcomes_frame):
    frame = outcomes_frame(LEVELS).assign(
        subject=pd.Series([None] * 7, dtype=object), tool_outcome=pd.Series([None] * 7, dtype=object)
    )
    found = accuracy.scores(frame, ["subject"])
    assert found["subject"].tolist() == ["—"]
    assert np.isnan(found["tool"].item())


def test_the_frame_is_left_as_it_was(outcomes_frame):
    frame = outcomes_frame(LEVELS)
    before = frame.copy()
    accuracy.scores(frame, ["level"])
    accuracy.shares(frame, "level")
    pd.testing.assert_frame_equal(frame, before)


def test_pending_answers_are_counted_wrong_in_low_and_right_in_high(outcomes_frame):
    found = accuracy.scores(outcomes_frame([{"automatic": "uncertain"}] * 4)).iloc[0]
    assert (found["corrected_low"], found["corrected_high"], found["pending"]) == (0, 1, 4)


def test_a_corrected_reference_moves_the_amended_score_alone(outcomes_frame):
    rows = [{}, {"automatic": "incorrect"}, {"automatic": "incorrect"}, {}]
    moved = [{"amended_outcome": "incorrect"}, {"amended_outcome": "correct"}, {"amended_outcome": "uncertain"}, {}]
    found = accuracy.scores(outcomes_frame([row | new for row, new in zip(rows, moved, strict=True)])).iloc[0]
    assert (found["corrected_low"], found["corrected_high"]) == (0.5, 0.5)
    assert (found["amended_low"], found["amended_high"]) == (0.5, 0.75)
    assert found["pending"] == 0, "what waits is counted by the printed references"


def test_a_frame_that_tells_of_no_corrected_reference_has_none(outcomes_frame):
    found = accuracy.scores(outcomes_frame(LEVELS).drop(columns="amended_outcome")).iloc[0]
    assert (found["amended_low"], found["amended_high"]) == (found["corrected_low"], found["corrected_high"])


def test_shares_of_correct_answers_are_the_hand_computed_ones(outcomes_frame):
    rows = [{"level": 1}] * 6 + [{"level": 2}] * 2 + [{"level": 2, "automatic": "uncertain"}] * 2
    rows += [{"level": 3, "automatic": "incorrect", "outcome": "correct"}] * 2
    found = accuracy.shares(outcomes_frame(rows), "level").set_index("level")
    assert found["automatic"].tolist() == [0.75, 0.25, 0]
    assert found["corrected"].tolist() == [0.6, 0.2, 0.2]
    assert found["corrected_low"].tolist() == pytest.approx([6 / 12, 2 / 10, 2 / 12])
    assert found["corrected_high"].tolist() == pytest.approx([6 / 10, 4 / 12, 2 / 10])
    assert found["automatic_high"].tolist() == pytest.approx([6 / 8, 4 / 10, 0])
    assert found["correct"].tolist() == [6, 2, 2]
    assert found["correct_automatic"].tolist() == [6, 2, 0]


def test_shares_are_unknown_where_nothing_is_correct(outcomes_frame):
    found = accuracy.shares(outcomes_frame([{"level": 1, "automatic": "incorrect"}]), "level")
    assert found[["automatic", "corrected", "corrected_low", "corrected_high"]].isna().all(axis=None)


def test_shares_of_no_responses_have_all_columns(outcomes_frame):
    full, empty = (
        accuracy.shares(outcomes_frame(LEVELS), "level"),
        accuracy.shares(outcomes_frame([]), "level"),
    )
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_half_a_million_responses_are_scored_in_seconds(outcomes_frame):
    small = outcomes_frame([{"level": n % 5 + 1, "subject": f"Subject {n % 7}"} for n in range(1000)])
    frame = small.iloc[np.arange(500_000) % 1000][["level", "subject", "automatic", "outcome", "tool_outcome"]]
    with at_most(5):
        found = accuracy.scores(frame, ["level", "subject"])
    assert found["n"].sum() == 500_000
