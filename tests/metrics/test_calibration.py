"""What grader and tool were sure of, against what people hold."""

from __future__ import annotations

import pandas as pd

from review_app.metrics.calibration import calibration


def test_decided_cases_are_counted_by_what_was_said_of_them() -> None:
    rows = [
        ("confirmed", "correct", "incorrect", "correct", 4),
        ("overridden", "correct", None, "incorrect", 1),
        ("overridden", "uncertain", "incorrect", "correct", 7),
        ("auto", "incorrect", "correct", "incorrect", 100),
    ]
    cells = pd.DataFrame(rows, columns=["status", "automatic", "tool_outcome", "outcome", "cases"])
    found = calibration(cells)[["source", "said", "correct", "n"]].to_dict("records")
    assert found == [
        {"source": "grader", "said": 1.0, "correct": 4, "n": 5},
        {"source": "tool", "said": 0.0, "correct": 11, "n": 11},
    ]


def test_nothing_decided_is_nothing_to_calibrate() -> None:
    assert calibration(pd.DataFrame(columns=["status", "automatic", "tool_outcome", "outcome", "cases"])).empty
