"""Flagged references: who may flag, who may rule, and which verdicts follow a correction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from review_app import grading
from review_app.domain import Outcome
from review_app.errors import InputError, NotAllowed, NotFound
from review_app.services import docket
from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.services.review import MAX_ANSWER, MAX_NOTE
from review_app.services.review_desk import ReviewDesk, Submission
from review_app.store import Store
from review_app.store import docket as kept


def case_of(store: Store, answer: str, name: str = "B") -> str:
    """The case of an answer to the problem that begins so: A (reference 5), B (8) or C (7)."""
    found: str = store.value(
        "SELECT any_value(case_id) FROM outcomes WHERE answer = $answer AND statement[1] = $name",
        {"answer": answer, "name": name},
    )
    return found


def amended(store: Store, name: str = "B") -> dict[str | None, str]:
    """Answer -> outcome by the corrected reference, of one problem."""
    rows = store.rows("SELECT answer, amended_outcome FROM outcomes WHERE statement[1] = $name", {"name": name})
    return {row["answer"]: row["amended_outcome"] for row in rows}


@pytest.fixture
def flagged(graded: Store) -> str:
    """Ann and Bob hold that 3, not 8, is right for the second problem; the problem's id."""
    docket.flag(graded, "Ann", case_of(graded, "3"), " 3 ", "nine less six")
    docket.flag(graded, "Bob", case_of(graded, "3"), "3.0")
    found: str = graded.value("SELECT id FROM problems WHERE statement[1] = 'B'")
    return found


def test_a_flag_is_kept_with_its_answer_and_note(graded: Store, flagged: str) -> None:
    rows = kept.flags(graded, flagged)
    assert [(row["annotator"], row["answer"], row["note"]) for row in rows] == [
        ("Ann", "3", "nine less six"),
        ("Bob", "3.0", ""),
    ]


@pytest.mark.parametrize(
    ("answer", "note", "match"),
    [
        pytest.param("", "", "write the right answer", id="no answer"),
        pytest.param(" \n\t ", "", "write the right answer", id="only white space"),
        pytest.param("x" * (MAX_ANSWER + 1), "", "501 characters", id="a whole solution"),
        pytest.param("8", "", "says the same", id="the reference itself"),
        pytest.param(" 8.0 ", "", "says the same", id="the reference in another form"),
        pytest.param("3", "x" * (MAX_NOTE + 1), "shorten it", id="an essay as a note"),
    ],
)
def test_a_flag_that_nobody_could_rule_on_is_refused(graded: Store, answer: str, note: str, match: str) -> None:
    with pytest.raises(InputError, match=match):
        docket.flag(graded, "Ann", case_of(graded, "3"), answer, note)
    assert kept.entries(graded) == []


def test_a_flag_needs_a_case(graded: Store) -> None:
    with pytest.raises(NotFound, match="case <b>: there is none"):
        docket.flag(graded, "Ann", "<b>", "3")


def test_half_a_surrogate_pair_from_a_browser_does_no_harm(graded: Store, flagged: str) -> None:
    docket.flag(graded, "Cleo", case_of(graded, "3"), "4\ud800", "\udfff")
    assert kept.flags(graded, flagged)[-1]["answer"] == "4?"


def test_a_later_flag_of_the_same_person_replaces_the_earlier(graded: Store, flagged: str) -> None:
    docket.flag(graded, "Ann", case_of(graded, "3"), "4")
    assert [(row["annotator"], row["answer"]) for row in kept.flags(graded, flagged)][-1] == ("Ann", "4")
    assert len(kept.flags(graded, flagged)) == 2


def test_a_flag_goes_when_the_decision_it_came_with_is_taken_back(graded: Store) -> None:
    desk, case = ReviewDesk(graded), case_of(graded, "3")
    desk.submit("Ann", Submission("first", case, Outcome.INCORRECT, right_answer="3"))
    [entry] = kept.entries(graded)
    assert (entry["people"], entry["answers"], entry["state"]) == (1, ["3"], "open")
    desk.undo("Ann", "first")
    assert kept.entries(graded) == []


# --- ruling


def test_a_confirmed_answer_is_what_all_cases_are_graded_by(graded: Store, flagged: str) -> None:
    assert docket.confirm(graded, "Cleo", flagged, "3", "they are right") == 2
    assert amended(graded) == {"3": "correct", "9": "uncertain"}
    assert amended(graded, "A") == {"5": "correct"}, "no other problem is touched"
    rows = graded.rows("SELECT DISTINCT automatic, outcome FROM outcomes WHERE answer = '3'")
    assert rows == [{"automatic": "incorrect", "outcome": "incorrect"}], "by the printed reference nothing changed"
    assert kept.entries(graded)[0]["state"] == "confirmed"


def test_what_people_decided_by_the_printed_reference_stays(graded: Store, flagged: str) -> None:
    ReviewDesk(graded).decide("Ann", [case_of(graded, "3")], Outcome.INCORRECT)
    docket.confirm(graded, "Cleo", flagged, "3")
    row = graded.row("SELECT decision, outcome, amended_outcome FROM outcomes WHERE answer = '3' LIMIT 1")
    assert row == {"decision": "incorrect", "outcome": "incorrect", "amended_outcome": "correct"}


@pytest.mark.parametrize(
    ("flags", "by", "answer", "match"),
    [
        pytest.param({"Ann": "3"}, "Ann", "3", "nobody but you", id="the only one who flagged it"),
        pytest.param({"Ann": "3"}, "Ann", "4", "nobody but you", id="neither with another answer"),
        pytest.param({"Ann": "3", "Bob": "4"}, "Ann", "3", "you alone proposed", id="the only one for this answer"),
        pytest.param({"Ann": "3", "Bob": "4"}, "Ann", " 3.0", "you alone proposed", id="nor in another form"),
        pytest.param({"Ann": "3", "Bob": "4"}, "Ann", "4", "", id="somebody else's answer"),
        pytest.param({"Ann": "3", "Bob": "3"}, "Ann", "3", "", id="two people propose it"),
        pytest.param({"Ann": "3"}, "Cleo", "3", "", id="somebody who did not flag it"),
        pytest.param({"Ann": "3"}, "Cleo", "6", "", id="somebody else who edits the answer"),
    ],
)
def test_a_correction_takes_two_people(graded: Store, flags: dict[str, str], by: str, answer: str, match: str) -> None:
    case = case_of(graded, "3")
    for who, proposed in flags.items():
        docket.flag(graded, who, case, proposed)
    problem = kept.problem_of(graded, case)
    if match:
        with pytest.raises(NotAllowed, match=match):
            docket.confirm(graded, by, problem, answer)
        assert kept.entries(graded)[0]["amended"] is None
    else:
        docket.confirm(graded, by, problem, answer)
        assert kept.entries(graded)[0]["amended"] == answer.strip()


@pytest.mark.parametrize(
    ("rule", "match"),
    [
        pytest.param(lambda s, p: docket.confirm(s, "Cleo", p, ""), "write the right answer", id="no answer"),
        pytest.param(lambda s, p: docket.confirm(s, "Cleo", p, "8"), "says the same", id="the printed answer"),
        pytest.param(lambda s, p: docket.reopen(s, "Cleo", p), "nobody has ruled", id="nothing to reopen"),
    ],
)
def test_a_ruling_that_says_nothing_is_refused(
    graded: Store, flagged: str, rule: Callable[[Store, str], None], match: str
) -> None:
    with pytest.raises(InputError, match=match):
        rule(graded, flagged)
    assert kept.rulings(graded, flagged) == []


@pytest.mark.parametrize("rule", [docket.reject, docket.reopen])
def test_only_a_flagged_reference_is_ruled_on(graded: Store, rule: Callable[..., None]) -> None:
    problem = graded.value("SELECT min(id) FROM problems")
    with pytest.raises(InputError, match="nobody has flagged"):
        rule(graded, "Cleo", problem)
    with pytest.raises(InputError, match="nobody has flagged"):
        docket.confirm(graded, "Cleo", problem, "99")


def test_a_ruling_made_twice_says_who_was_first(graded: Store, flagged: str) -> None:
    docket.confirm(graded, "Cleo", flagged, "3")
    with pytest.raises(InputError, match="Cleo confirmed exactly this already"):
        docket.confirm(graded, "Dora", flagged, "3")
    docket.reject(graded, "Dora", flagged)
    with pytest.raises(InputError, match="rejected already"):
        docket.reject(graded, "Emil", flagged)


def test_rulings_follow_each_other_and_the_last_one_holds(graded: Store, flagged: str) -> None:
    docket.confirm(graded, "Cleo", flagged, "3")
    docket.reopen(graded, "Dora", flagged, "let us look again")
    assert (kept.entries(graded)[0]["state"], amended(graded)["3"]) == ("open", "incorrect")
    docket.reject(graded, "Cleo", flagged)
    assert (kept.entries(graded)[0]["state"], amended(graded)["3"]) == ("rejected", "incorrect")
    docket.confirm(graded, "Dora", flagged, "3")
    assert (kept.entries(graded)[0]["state"], amended(graded)["3"]) == ("confirmed", "correct")
    assert [row["ruling"] for row in kept.rulings(graded, flagged)] == [
        "confirmed", "reopened", "rejected", "confirmed",
    ]  # fmt: skip
    assert graded.value("SELECT count(*) FROM amended_verdicts") == 2, "the same answer is not graded twice"


def test_a_new_flag_opens_a_ruled_reference_and_the_correction_holds_meanwhile(graded: Store, flagged: str) -> None:
    docket.confirm(graded, "Cleo", flagged, "3")
    docket.flag(graded, "Emil", case_of(graded, "3"), "4")
    entry = kept.entries(graded)[0]
    assert (entry["state"], entry["amended"], amended(graded)["3"]) == ("open", "3", "correct")


def test_another_right_answer_is_graded_anew(graded: Store, flagged: str) -> None:
    docket.confirm(graded, "Cleo", flagged, "3")
    docket.confirm(graded, "Cleo", flagged, "4")
    assert amended(graded)["3"] == "incorrect"


def test_a_confirmed_correction_stays_in_sight_when_its_flags_are_gone(graded: Store) -> None:
    desk, case = ReviewDesk(graded), case_of(graded, "3")
    desk.submit("Ann", Submission("first", case, Outcome.INCORRECT, right_answer="3"))
    problem = kept.problem_of(graded, case)
    docket.confirm(graded, "Cleo", problem, "3")
    desk.undo("Ann", "first")
    assert [(entry["problem_id"], entry["state"]) for entry in kept.entries(graded)] == [(problem, "confirmed")]
    docket.reopen(graded, "Cleo", problem)
    assert kept.entries(graded) == [], "nobody stands for it any more"


# --- people decide what the grader cannot tell


def test_people_tell_what_the_grader_cannot_and_may_change_it(graded: Store, flagged: str) -> None:
    docket.confirm(graded, "Cleo", flagged, "3")
    doubtful = graded.value(
        "SELECT any_value(case_id) FROM outcomes WHERE amended_outcome = 'uncertain' AND answer = '9'"
    )
    docket.decide_amended(graded, "Cleo", doubtful, Outcome.INCORRECT, "two boxes")
    assert amended(graded)["9"] == "incorrect"
    docket.decide_amended(graded, "Dora", doubtful, Outcome.CORRECT)
    assert amended(graded)["9"] == "correct"
    said = graded.rows("SELECT rule, grader, evidence FROM amended_verdicts WHERE rule = 'people' ORDER BY seq")
    assert said == [
        {"rule": "people", "grader": "Cleo", "evidence": "two boxes"},
        {"rule": "people", "grader": "Dora", "evidence": ""},
    ]
    status = graded.value("SELECT any_value(status) FROM outcomes WHERE case_id = $case", {"case": doubtful})
    assert status == "pending", "by the printed reference it waits as before"


def test_people_decide_only_what_is_left_to_them(graded: Store, flagged: str) -> None:
    sure, doubtful = case_of(graded, "3"), case_of(graded, "9")
    with pytest.raises(InputError, match="is not corrected"):
        docket.decide_amended(graded, "Cleo", doubtful, Outcome.CORRECT)
    docket.confirm(graded, "Cleo", flagged, "3")
    with pytest.raises(InputError, match="could tell"):
        docket.decide_amended(graded, "Cleo", sure, Outcome.INCORRECT)
    with pytest.raises(InputError, match="leave it"):
        docket.decide_amended(graded, "Cleo", doubtful, Outcome.UNCERTAIN)
    with pytest.raises(NotFound):
        docket.decide_amended(graded, "Cleo", "no case", Outcome.CORRECT)
    with pytest.raises(InputError, match="nobody has flagged"):
        docket.decide_amended(graded, "Cleo", case_of(graded, "5", "A"), Outcome.CORRECT)


# --- what comes later


def test_responses_imported_later_are_graded_by_the_corrected_reference_too(
    graded: Store, flagged: str, write: Callable[..., Path]
) -> None:
    docket.confirm(graded, "Cleo", flagged, "3")
    statement = graded.value("SELECT statement FROM problems WHERE id = $id", {"id": flagged})
    row = {"benchmark": "gsm8k", "problem": statement, "model": "cantor", "sample": 0}
    file = write("later.jsonl", {**row, "response": r"\boxed{4}"}, {**row, "sample": 1, "response": r"\boxed{3.0}"})
    ingest(graded, "responses", file)
    assert amended(graded)[None] == "uncertain", "nobody has cut an answer out of it yet"
    grade_all(graded)
    assert amended(graded) == {"3": "correct", "9": "uncertain", "4": "incorrect", "3.0": "correct"}
    before = graded.value("SELECT count(*) FROM amended_verdicts")
    grade_all(graded)
    assert graded.value("SELECT count(*) FROM amended_verdicts") == before, "and only once"


def test_a_new_grader_judges_by_the_corrected_reference_too_but_leaves_people_alone(
    graded: Store, flagged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    docket.confirm(graded, "Cleo", flagged, "3")
    docket.decide_amended(graded, "Cleo", case_of(graded, "9"), Outcome.CORRECT)
    monkeypatch.setattr(grading, "GRADER", "next version")
    grade_all(graded, regrade=True)
    rows = graded.rows("SELECT case_id, count(*) AS n FROM amended_verdicts GROUP BY case_id ORDER BY n")
    told = {row["case_id"]: row["n"] for row in rows}
    assert told == {case_of(graded, "3"): 2, case_of(graded, "9"): 2}
    assert amended(graded)["9"] == "correct"


def test_grading_that_was_stopped_after_a_ruling_goes_on_with_the_next_grading(
    graded: Store, flagged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(kept, "save_amended", stopped)
        with pytest.raises(KeyboardInterrupt):
            docket.confirm(graded, "Cleo", flagged, "3")
    assert set(amended(graded).values()) == {"uncertain"}, "doubt, not the old outcome, until it is graded"
    grade_all(graded)
    assert amended(graded)["3"] == "correct"


def test_a_solution_with_another_answer_does_not_speak_against_the_corrected_one(graded: Store) -> None:
    problem = graded.value("SELECT id FROM problems WHERE statement[1] = 'A'")
    with graded.cursor() as cursor:
        cursor.execute(r"UPDATE problems SET solution = 'So \boxed{5} or \boxed{6}.' WHERE id = ?", [problem])
    docket.flag(graded, "Ann", case_of(graded, "5", "A"), "6")
    docket.confirm(graded, "Cleo", problem, "6")
    assert amended(graded, "A") == {"5": "incorrect"}
