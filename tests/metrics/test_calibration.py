"""What grader and tool were sure of, against what people hold."""

from __future__ import annotations

import pandas as pd

from review_app.metrics.calibration import calibration


def test_a_verdict_is_sure_of_what_it_says() -> None:
    rows = [("grader", "correct", 5, 4), ("grader", "incorrect", 8, 0), ("tool", "incorrect", 11, 7)]
    found = calibration(pd.DataFrame(rows, columns=["source", "said", "n", "correct"]))
    assert found[["source", "name", "said", "correct", "n"]].values.tolist() == [
        ["grader", "grader", 1.0, 4, 5],
        ["grader", "grader", 0.0, 0, 8],
        ["tool", "tool", 0.0, 7, 11],
    ]


def test_nothing_decided_is_nothing_to_calibrate() -> None:
    assert calibration(pd.DataFrame(columns=["source", "said", "n", "correct"])).empty


def test_a_judge_is_as_sure_as_the_share_of_its_votes() -> None:
    """Of judge a: three cases at 1 (one wrong), two at 0.82 and 0.88 (one right), one at 0; of b one at a half."""
    votes = [("a", 1.0, True), ("a", 1.0, True), ("a", 1.0, False), ("a", 0.82, True), ("a", 0.88, False),
             ("a", 0.0, False), ("b", 0.5, True)]  # fmt: skip
    decided = pd.DataFrame([("grader", "correct", 5, 4)], columns=["source", "said", "n", "correct"])
    found = calibration(decided, pd.DataFrame(votes, columns=["name", "said", "correct"]))
    assert found.round(3)[["source", "name", "low", "high", "said", "correct", "n"]].values.tolist() == [
        ["grader", "grader", 0.5, 1.0, 1.0, 4, 5],
        ["judge", "a", 0.0, 0.1, 0.0, 0, 1],
        ["judge", "a", 0.8, 0.9, 0.85, 1, 2],
        ["judge", "a", 0.9, 1.0, 1.0, 2, 3],
        ["judge", "b", 0.5, 0.6, 0.5, 1, 1],
    ]
