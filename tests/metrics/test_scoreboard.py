from __future__ import annotations

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from review_app.metrics.scoreboard import AUDITED, DECIDED, FIGURES, disagreements, scoreboard

NAMES = {"c": "correct", "i": "incorrect", "u": "uncertain"}


def decided(said: str, people: str, grader: str = "review_app", **columns: object) -> pd.DataFrame:
    """A row a letter: what the grader said and what people hold; `c` correct, `i` incorrect, `u` uncertain."""
    rows = [
        {"grader": grader, "rule": "same_value", "kind": "number", "said": NAMES[one], "people": NAMES[other],
         "responses": number + 1, "case_id": f"c{number}"}
        for number, (one, other) in enumerate(zip(said, people, strict=True))
    ]  # fmt: skip
    names = ["grader", "rule", "kind", "said", "people", "responses", "case_id"]
    return pd.DataFrame(rows, columns=names).assign(**columns)


#            called correct, 2 of 3 right; called incorrect, 3 of 4 right; uncertain of 3
FRAME = decided("ccciiiiuuu", "cciiiiccci")


def test_the_figures_are_the_hand_computed_ones():
    row = scoreboard(FRAME).iloc[0]
    assert row[["sample", "grader", "cases", "uncertain", "wrong", "correct", "responses"]].tolist() == [
        DECIDED, "review_app", 10, 3, 2, 5, 55,
    ]  # fmt: skip
    assert row[list(FIGURES)].tolist() == pytest.approx([2 / 3, 2 / 5, 5 / 7])
    assert row[[f"{name}_n" for name in FIGURES]].tolist() == [3, 5, 7]


@pytest.mark.parametrize(("figure", "right", "of"), [("precision", 2, 3), ("recall", 2, 5), ("accuracy", 5, 7)])
def test_the_intervals_are_wilsons(figure, right, of):
    row = scoreboard(FRAME).iloc[0]
    expected = proportion_confint(right, of, method="wilson")
    assert (row[f"{figure}_low"], row[f"{figure}_high"]) == pytest.approx(expected)


def test_graders_stand_beside_each_other_and_rules_and_kinds_apart():
    frame = pd.concat([
        FRAME, decided("cc", "ci", "judge", kind="interval"), decided("ii", "ci", "lm_eval", rule=None)
    ])  # fmt: skip
    assert scoreboard(frame)["grader"].tolist() == ["judge", "lm_eval", "review_app"]
    by_kind = scoreboard(frame, ["kind"])
    assert by_kind[["grader", "kind", "cases"]].values.tolist() == [
        ["judge", "interval", 2], ["lm_eval", "number", 2], ["review_app", "number", 10],
    ]  # fmt: skip
    assert scoreboard(frame, ["rule"])["rule"].tolist() == ["same_value", "—", "same_value"]


@pytest.mark.parametrize(
    ("said", "people", "missing"),
    [
        pytest.param("iu", "ii", ["precision", "recall"], id="nothing correct, nothing called so"),
        pytest.param("uu", "ci", ["precision", "accuracy"], id="a grader that never says"),
        pytest.param("cc", "ii", ["recall"], id="nothing is correct"),
    ],
)
def test_what_cannot_be_told_is_missing(said, people, missing):
    row = scoreboard(decided(said, people)).iloc[0]
    assert [name for name in FIGURES if pd.isna(row[name])] == missing
    assert [name for name in FIGURES if pd.isna(row[f"{name}_low"])] == missing


def test_cases_on_which_people_are_uncertain_count_for_nothing():
    assert scoreboard(decided("cci", "cuu")).iloc[0]["cases"] == 1


def test_the_cases_that_audits_drew_have_figures_of_their_own():
    found = scoreboard(FRAME.assign(audited=[True] * 4 + [None] * 6)).set_index("sample")
    assert found["cases"].to_dict() == {DECIDED: 10, AUDITED: 4}
    assert found.loc[AUDITED, "precision"] == pytest.approx(2 / 3)
    assert found.loc[AUDITED, "recall"] == 1


def test_disagreements_are_listed_the_costliest_first():
    found = disagreements(FRAME)
    assert found[["case_id", "said", "people", "responses"]].values.tolist() == [
        ["c6", "incorrect", "correct", 7], ["c2", "correct", "incorrect", 3],
    ]  # fmt: skip
    assert list(found.columns) == list(FRAME.columns)
    assert len(disagreements(FRAME, "judge")) == 0


def test_nothing_decided_gives_no_rows_but_all_columns():
    empty, full = scoreboard(FRAME.iloc[:0], ["rule"]), scoreboard(FRAME, ["rule"])
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)
    assert len(disagreements(FRAME.iloc[:0])) == 0
