from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_app.domain import Cause, Outcome
from review_app.grading import REASONS
from review_app.metrics.accuracy import MISSING
from review_app.metrics.steps import PLAIN_RULES, UNIT_RULES, steps

OUTCOMES = [outcome.value for outcome in Outcome]

# 20 responses. The tool found 10 right; 13 are, and 1 waits; by the corrected references 14.
WAY = [
    {"responses": 8},
    {"responses": 4, "outcome": "incorrect"},
    {"responses": 2, "tool_outcome": "incorrect", "rule": "same_text"},
    {"responses": 1, "tool_outcome": "correct", "outcome": "incorrect", "rule": "different_value"},
    {"responses": 2, "tool_outcome": "incorrect", "automatic": "uncertain", "cause": "unit"},
    {"responses": 1, "tool_outcome": "uncertain", "automatic": "uncertain"},
    {"responses": 1, "tool_outcome": "correct", "outcome": "uncertain"},
    {"responses": 1, "tool_outcome": "incorrect", "outcome": "incorrect", "amended_outcome": "correct"},
]


def told(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(frame[["stage", "name", "gained", "lost", "responses", "uncertain"]].itertuples(index=False, name=None))


def test_the_way_is_the_hand_computed_one(cells):
    found = steps(cells(WAY))
    assert told(found) == [
        ("score", "tool", 0, 0, 10, 1),
        ("grader", "extraction", 2, 0, 2, 0),
        ("grader", "equivalent_form", 0, 1, -1, 0),
        ("people", "unit", 2, 0, 2, 0),
        ("people", "other", 1, 0, 1, 0),
        ("open", "pending", 0, 1, -1, 0),
        ("score", "corrected", 0, 0, 13, 1),
        ("reference", "reference_wrong", 1, 0, 1, 0),
        ("score", "amended", 0, 0, 14, 1),
    ]
    assert found["n"].unique().tolist() == [20]
    assert found["share"].tolist() == pytest.approx(found["responses"] / 20)


@pytest.mark.parametrize(
    ("row", "stage", "cause"),
    [
        pytest.param({"rule": "same_number"}, "grader", "extraction", id="plain numbers compare themselves"),
        pytest.param({"rule": "same_value"}, "grader", "equivalent_form", id="forms do not"),
        pytest.param({"rule": "same_value", "strength": "weak"}, "grader", "extraction", id="hard to cut out"),
        pytest.param({"rule": "percent_sign"}, "grader", "unit", id="a sign of a unit"),
        pytest.param({"status": "confirmed", "cause": "rounding"}, "grader", "rounding", id="people said why"),
        pytest.param({"status": "confirmed", "rule": "same_text"}, "grader", "extraction", id="people agreed silently"),
        pytest.param({"automatic": "incorrect", "cause": "form_asked"}, "people", "form_asked", id="people overrode"),
        pytest.param({"automatic": "incorrect"}, "people", "other", id="people overrode silently"),
        pytest.param({"automatic": "incorrect", "cause": "whatever"}, "people", "other", id="a cause of no list"),
        pytest.param({"rule": "same_text", "cause": "unit", "status": "auto"}, "grader", "extraction",
                     id="a cause without a decision that holds"),
    ],
)  # fmt: skip
def test_each_difference_has_its_cause(cells, row, stage, cause):
    found = steps(cells([{"tool_outcome": "incorrect", **row}]))
    assert found.loc[1, ["stage", "name"]].tolist() == [stage, cause]


def test_where_no_tool_judged_the_way_starts_at_the_grader(cells):
    rows = [
        {"responses": 3},
        {"automatic": "uncertain", "cause": "truncated"},
        {"automatic": "correct", "outcome": "incorrect"},
    ]
    frame = cells([row | {"tool_outcome": None} for row in rows])
    assert len(steps(frame)) == 0
    assert told(steps(frame, start="automatic"))[:4] == [
        ("score", "automatic", 0, 0, 4, 1),
        ("people", "truncated", 1, 0, 1, 0),
        ("people", "other", 0, 1, -1, 0),
        ("score", "corrected", 0, 0, 4, 0),
    ]


def test_only_responses_that_the_tool_judged_are_on_its_way(cells):
    found = steps(cells([{"responses": 3}, {"responses": 5, "tool_outcome": None}]))
    assert found["n"].unique().tolist() == [3]


def test_groups_have_ways_of_their_own(cells):
    found = steps(cells([{"level": 5}, {"level": None, "tool_outcome": "incorrect"}, {"level": 1}]), ["level"])
    assert found["level"].tolist() == [1] * 3 + [5] * 3 + [MISSING] * 4
    assert found["responses"].tolist() == [1, 1, 1, 1, 1, 1, 0, 1, 1, 1]


@pytest.mark.parametrize("by", [(), ("level",)], ids=str)
def test_nothing_has_no_way_but_all_columns(cells, by):
    full, empty = steps(cells(WAY), by), steps(cells([]), by)
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)


def test_the_rules_that_tell_a_cause_are_rules_of_the_grader():
    assert {*PLAIN_RULES, *UNIT_RULES} <= set(REASONS)


row = st.fixed_dictionaries({
    "tool_outcome": st.sampled_from([*OUTCOMES, None]),
    "automatic": st.sampled_from(OUTCOMES),
    "outcome": st.sampled_from(OUTCOMES),
    "amended_outcome": st.sampled_from(OUTCOMES),
    "status": st.sampled_from(["auto", "confirmed", "overridden", "disputed", "pending"]),
    "rule": st.sampled_from([*PLAIN_RULES, *UNIT_RULES, "same_value", None]),
    "cause": st.sampled_from([*Cause, None]),
    "strength": st.sampled_from(["sure", "weak", "none", None]),
    "responses": st.integers(0, 1000),
    "model": st.sampled_from("ab"),
})  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(row, max_size=12), start=st.sampled_from(["tool", "automatic"]))
def test_steps_add_up_to_the_difference_exactly(cells, rows, start):
    frame = cells(rows)
    for model, way in steps(frame, ["model"], start).groupby("model"):
        scores = way[way["stage"] == "score"].set_index("name")["responses"]
        taken = way[way["stage"] != "score"]
        first = taken[taken["stage"] != "reference"]
        assert scores[start] + first["responses"].sum() == scores["corrected"]
        assert scores[start] + taken["responses"].sum() == scores["amended"]
        assert (taken["responses"] == taken["gained"] - taken["lost"]).all()
        mine = frame[(frame["model"] == model) & frame["tool_outcome" if start == "tool" else "automatic"].notna()]
        assert scores["corrected"] == mine.loc[mine["outcome"] == "correct", "responses"].sum()
