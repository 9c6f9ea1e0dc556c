"""What whoever rules on a reference is shown: proposals, what they would change, what is left to decide, the file."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from review_app.domain import Outcome
from review_app.errors import ExportError, InputError, NotFound
from review_app.services import corrections, docket
from review_app.services.corrections import correction
from review_app.store import Store


def case_of(store: Store, answer: str) -> str:
    found: str = store.value("SELECT any_value(case_id) FROM outcomes WHERE answer = $answer", {"answer": answer})
    return found


@pytest.fixture
def flagged(graded: Store) -> str:
    """Three people hold the reference 8 of the second problem to be wrong, two of them for 3; the problem's id."""
    for who, answer in (("Emil", "4"), ("Ann", "3"), ("Bob", "3.0")):
        docket.flag(graded, who, case_of(graded, "3"), answer, f"by {who}")
    found: str = graded.value("SELECT id FROM problems WHERE statement[1] = 'B'")
    return found


def test_equal_proposals_are_one_and_those_of_most_people_come_first(graded: Store, flagged: str) -> None:
    found = correction(graded, flagged)
    assert (found.printed, found.answer, found.entry["state"]) == ("8", "3", "open")
    assert [(one.answer, [row["annotator"] for row in one.flags]) for one in found.proposals] == [
        ("3", ["Ann", "Bob"]),
        ("4", ["Emil"]),
    ]


def test_each_proposal_tells_what_the_responses_would_be(graded: Store, flagged: str) -> None:
    # ada answers 3 twice, boole two boxes twice.
    first, second = correction(graded, flagged).proposals
    assert first.responses == Counter({Outcome.CORRECT: 2, Outcome.UNCERTAIN: 2})
    assert second.responses == Counter({Outcome.INCORRECT: 2, Outcome.UNCERTAIN: 2})


def test_the_effect_on_each_models_score_is_the_hand_computed_one(graded: Store, flagged: str) -> None:
    # Of 6 responses each. ada: 2 right, 2 wrong (here), 2 without an answer; boole: 4 right, 2 open (here).
    effects = {one.model: one for one in correction(graded, flagged).effects}
    assert effects["ada"].printed == pytest.approx((2 / 6, 4 / 6))
    assert effects["ada"].corrected == pytest.approx((4 / 6, 6 / 6))
    assert effects["boole"].printed == effects["boole"].corrected == pytest.approx((4 / 6, 6 / 6))


def test_the_effect_of_another_answer_can_be_asked_for(graded: Store, flagged: str) -> None:
    effects = {one.model: one for one in correction(graded, flagged, "4").effects}
    assert effects["ada"].printed == effects["ada"].corrected


def test_after_the_ruling_the_effect_is_what_the_grader_and_people_said(graded: Store, flagged: str) -> None:
    docket.confirm(graded, "Cleo", flagged, "3")
    doubtful = case_of(graded, "9")
    assert [row["case_id"] for row in correction(graded, flagged).unsure] == [doubtful]
    docket.decide_amended(graded, "Cleo", doubtful, Outcome.INCORRECT)
    found = correction(graded, flagged)
    assert found.unsure == ()
    assert [(row["case_id"], row["said"], row["amended_grader"]) for row in found.told] == [
        (doubtful, "incorrect", "Cleo")
    ]
    effects = {one.model: one for one in found.effects}
    assert effects["ada"].corrected == pytest.approx((4 / 6, 6 / 6))
    assert effects["boole"].corrected == pytest.approx((4 / 6, 4 / 6))
    assert [row["ruling"] for row in found.rulings] == ["confirmed"]


def test_the_case_to_decide_is_the_asked_one_or_the_first_that_is_open(graded: Store, flagged: str) -> None:
    assert corrections.case_to_decide(graded, correction(graded, flagged)) is None, "nothing is confirmed"
    docket.confirm(graded, "Cleo", flagged, "3")
    doubtful = case_of(graded, "9")
    card = corrections.case_to_decide(graded, correction(graded, flagged), "no case of it")
    assert card
    assert card.case_id == doubtful
    docket.decide_amended(graded, "Cleo", doubtful, Outcome.CORRECT)
    assert corrections.case_to_decide(graded, correction(graded, flagged)) is None
    again = corrections.case_to_decide(graded, correction(graded, flagged), doubtful)
    assert again, "what was said may be changed"


def test_the_list_begins_with_what_is_to_be_done(graded: Store, flagged: str) -> None:
    other = case_of(graded, "5")
    docket.flag(graded, "Ann", other, "6")
    assert len(corrections.to_do(corrections.entries(graded))) == 2
    docket.confirm(graded, "Cleo", flagged, "3")
    rows = corrections.entries(graded)
    assert [(row["state"], row["unsure"], row["responses"]) for row in rows] == [("open", 0, 4), ("confirmed", 1, 4)]
    docket.decide_amended(graded, "Cleo", case_of(graded, "9"), Outcome.CORRECT)
    assert corrections.to_do(corrections.entries(graded)) == [rows[0]["problem_id"]]
    docket.reject(graded, "Cleo", rows[0]["problem_id"])
    assert len(corrections.to_do(corrections.entries(graded))) == 2, "where nothing is to be done all are shown"


def test_only_flagged_problems_are_shown(graded: Store) -> None:
    with pytest.raises(InputError, match="nobody has flagged"):
        correction(graded, graded.value("SELECT min(id) FROM problems"))
    with pytest.raises(NotFound, match="problem <b>"):
        correction(graded, "<b>")


def test_the_file_holds_every_flag_and_ruling(graded: Store, flagged: str, tmp_path: Path) -> None:
    docket.confirm(graded, "Cleo", flagged, "3", "说得对\n")
    docket.flag(graded, "Ann", case_of(graded, "5"), "6")
    path = corrections.write(graded, tmp_path / "new")
    rows = {row["reference"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    assert set(rows) == {"8", "5"}
    assert (rows["8"]["problem"], rows["8"]["right_answer"], rows["8"]["state"]) == (flagged, "3", "confirmed")
    assert [(one["annotator"], one["answer"], one["note"]) for one in rows["8"]["flags"]] == [
        ("Emil", "4", "by Emil"),
        ("Ann", "3", "by Ann"),
        ("Bob", "3.0", "by Bob"),
    ]
    [ruling] = rows["8"]["rulings"]
    assert (ruling["annotator"], ruling["ruling"], ruling["answer"], ruling["note"]) == (
        "Cleo", "confirmed", "3", "说得对",
    )  # fmt: skip
    assert ruling["ruled_at"].endswith("Z")
    assert (rows["5"]["right_answer"], rows["5"]["rulings"]) == (None, [])
    assert "说得对" in path.read_text(encoding="utf-8"), "text stands as it is"


def test_an_empty_docket_is_not_written(graded: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no docket to export"):
        corrections.write(graded, tmp_path / "new")
    assert not (tmp_path / "new").exists()
