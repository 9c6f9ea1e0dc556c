from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review_app.metrics import accuracy, insight

SAID = ("correct", "incorrect", "uncertain")
GROUPS = pytest.mark.parametrize("by", [(), ("level",), ("model", "subject"), ("benchmark", "level")], ids=str)

responses = st.fixed_dictionaries(
    {
        "run_id": st.sampled_from(["r1", "r2"]),
        "problem_id": st.sampled_from(["p1", "p2", "p3"]),
        "case_id": st.sampled_from(["c1", "c2", None]),
        "automatic": st.sampled_from(SAID),
        "outcome": st.sampled_from(SAID),
        "amended_outcome": st.sampled_from(SAID),
        "tool_outcome": st.sampled_from(["correct", "incorrect", None]),
    }
)


def of_problems(rows):
    """The rows with what their run and problem say of them."""
    level = {"p1": 1, "p2": None, "p3": 5}
    return [
        row | {"model": "m" + row["run_id"], "level": level[row["problem_id"]], "subject": row["problem_id"]}
        for row in rows
    ]


@GROUPS
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(responses, min_size=1, max_size=20))
def test_the_tally_and_the_cells_give_the_scores_of_the_responses(outcomes_frame, by, rows):
    frame = outcomes_frame(of_problems(rows))
    expected = accuracy.scores(frame, by)
    for counted in (insight.tally(frame), insight.cells(frame)):
        pd.testing.assert_frame_equal(accuracy.scores(counted, by), expected)
        assert accuracy.responses(counted).sum() == len(frame)


def test_shares_of_correct_answers_are_those_of_the_responses(outcomes_frame):
    frame = outcomes_frame([{"level": 1}] * 6 + [{"level": 2}] * 2 + [{"level": 2, "automatic": "uncertain"}])
    expected = accuracy.shares(frame, "level")
    for counted in (insight.tally(frame), insight.cells(frame)):
        pd.testing.assert_frame_equal(accuracy.shares(counted, "level"), expected)


def test_problems_that_are_alike_are_one_row_of_the_tally(outcomes_frame):
    rows = [{"level": 1}, {"level": 1}, {"level": 1, "automatic": "incorrect"}, {"level": 2}]
    found = insight.tally(outcomes_frame(rows))
    assert found[["level", "correct", "problems"]].values.tolist() == [[1, 0, 1], [1, 1, 2], [2, 1, 1]]


WRONG = {"case_id": "b", "automatic": "incorrect"}
UNGRADED = {"case_id": None, "automatic": "uncertain"}


@pytest.mark.parametrize(
    ("samples", "correct", "uncertain"),
    [
        pytest.param([{"case_id": "a"}] * 2 + [WRONG], 1, 0, id="two of three are right"),
        pytest.param([{"case_id": "a"}] + [WRONG] * 2, 0, 0, id="two of three are wrong"),
        pytest.param([{"case_id": "a"}, WRONG], 0.5, 0, id="a tie is shared"),
        pytest.param([{"case_id": "a"}, WRONG, {"case_id": "c", "automatic": "uncertain"}], 1 / 3, 1 / 3, id="of 3"),
        pytest.param([UNGRADED] * 2 + [WRONG] * 2, 0, 0, id="the ungraded agree with none"),
    ],
)  # fmt: skip
def test_the_majority_is_the_answer_of_most_samples(outcomes_frame, samples, correct, uncertain):
    frame = outcomes_frame([{"problem_id": "p"} | row for row in samples])
    row = insight.tally(frame).iloc[0]
    assert (row["majority_correct"], row["majority_uncertain"]) == pytest.approx((correct, uncertain))


def test_cells_count_responses_and_cases(outcomes_frame):
    rows = [{"case_id": "a"}, {"case_id": "a"}, {"case_id": "b"}, {"automatic": "uncertain", "case_id": None}]
    found = insight.cells(outcomes_frame(rows)).set_index("automatic")
    assert found[["responses", "cases"]].to_dict("index") == {
        "correct": {"responses": 3, "cases": 2},
        "uncertain": {"responses": 1, "cases": 0},
    }


def test_lengths_are_scored_like_the_tally():
    frame = pd.DataFrame(
        {"shortest": [0, 500], "responses": [4, 2], "automatic_correct": [2, 1], "automatic_uncertain": [1, 0],
         "correct": [3, 1], "uncertain": [0, 1]}
    )  # fmt: skip
    found = accuracy.scores(frame, ["shortest"])
    assert found["corrected_low"].tolist() == [0.75, 0.5]
    assert found["corrected_high"].tolist() == [0.75, 1.0]
    assert found["tool"].isna().all()


def test_without_responses_every_frame_has_its_columns(outcomes_frame):
    found = insight.counted(outcomes_frame([]))
    assert list(found.tally.columns) == [*insight.KEYS, *insight.COUNTS, *insight.MAJORITY, "problems"]
    assert list(found.cells.columns) == [*insight.CELLS, "responses", "cases"]
    assert list(found.days.columns) == list(insight.DAYS)
    assert found.tally.empty
    assert found.lengths.empty


def test_the_counts_are_the_columns_of_the_tally(outcomes_frame):
    """A count that `scores` reads and the tally does not hold would silently be nothing."""
    assert set(accuracy.TALLIED.values()) <= set(insight.COUNTS)
