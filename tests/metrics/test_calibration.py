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
