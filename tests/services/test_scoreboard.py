from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from review_app.domain import Outcome, Problem, Selection
from review_app.errors import ExportError
from review_app.grading import grade
from review_app.metrics.scoreboard import AUDITED, DECIDED
from review_app.services import review
from review_app.services.export import export
from review_app.services.grade import grade_all
from review_app.services.scoreboard import OURS, Truth, scoreboard
from review_app.store import Store, open_store
from review_app.store.database import now

Find = Callable[[Store, int, int | str], str]
Answers = Mapping[str, list[object]]
TOOL = "responses · exact"


@pytest.fixture(scope="module")
def judged(add_run: Callable[..., None], answer_case: Find, contest_answers: Answers) -> Iterator[Store]:
    """Seven cases decided: of four called correct one is wrong, of two called incorrect one is right, and the one that
    the grader left is right. A tool judged three cases, one of them both ways; one case was drawn by an audit."""
    with open_store(":memory:") as contest:
        for model, answers in contest_answers.items():
            add_run(contest, model, answers)
        grade_all(contest)
        said = {
            Outcome.CORRECT: [(1, 101), (2, 102), (3, 103), (10, 7), (11, "")],
            Outcome.INCORRECT: [(4, 104), (3, 7)],
        }
        for outcome, places in said.items():
            review.decide(contest, "Ann", [answer_case(contest, *place) for place in places], outcome, "seen")
        tool = {(1, 101): ["correct", "incorrect"], (2, 102): ["correct"] * 2, (10, 7): ["incorrect"] * 2}
        for place, outcomes in tool.items():
            case = {"case": answer_case(contest, *place)}
            ids = [row["response_id"] for row in contest.rows("FROM outcomes WHERE case_id = $case", case)]
            contest.append("tool_verdicts", {"response_id": ids, "grader": ["exact"] * 2, "outcome": outcomes,
                                             "answer": [None] * 2})  # fmt: skip
        drawn = {"case_id": answer_case(contest, 2, 102), "batch": "b", "stratum": "s", "automatic": "correct",
                 "drawn_by": "Ann", "drawn_at": now(), "responses": 2, "stratum_cases": 1,
                 "stratum_responses": 2}  # fmt: skip
        contest.append("audit_items", {name: [value] for name, value in drawn.items()})
        yield contest


def test_graders_are_measured_against_people_as_computed_by_hand(judged: Store) -> None:
    found = scoreboard(judged, Selection())
    assert found.truth == Truth(cases=7, audited=1, doubtful=1, chosen=5)
    rows = found.overall.set_index(["grader", "sample"])
    ours, tool = rows.loc[(OURS, DECIDED)], rows.loc[(TOOL, DECIDED)]
    assert ours[["cases", "uncertain", "wrong", "correct"]].tolist() == [7, 1, 2, 5]
    assert ours[["precision", "recall", "accuracy"]].tolist() == pytest.approx([3 / 4, 3 / 5, 4 / 6])
    assert tool[["cases", "uncertain", "wrong", "responses"]].tolist() == [3, 1, 1, 6]
    assert tool[["precision", "recall", "accuracy"]].tolist() == pytest.approx([1, 1 / 3, 1 / 2])
    assert rows.loc[(OURS, AUDITED)][["cases", "wrong"]].tolist() == [1, 0]
    assert found.overall["grader"].iloc[0] == OURS


def test_rules_and_kinds_part_the_cases(judged: Store) -> None:
    found = scoreboard(judged, Selection())
    rules = found.by_rule[found.by_rule["sample"] == DECIDED].set_index("rule")
    assert rules["cases"].to_dict() == {"same_text": 4, "different_number": 2, "no_answer": 1}
    assert rules["wrong"].to_dict() == {"same_text": 1, "different_number": 1, "no_answer": 0}
    assert set(found.by_kind["kind"]) == {"integer"}


def test_disagreements_are_listed_the_costliest_first(judged: Store) -> None:
    found = scoreboard(judged, Selection())
    told = [(row["answer"], row["said"], row["decision"], row["responses"]) for row in found.costliest]
    assert told == [("7", "incorrect", "correct", 2), ("104", "correct", "incorrect", 1)]
    assert found.disagreements == 2


@pytest.mark.parametrize(
    ("selection", "cases"),
    [
        pytest.param(Selection(models=("quine",)), 4, id="what one model answered"),
        pytest.param(Selection(rules=("same_text",)), 4, id="what one rule judged"),
        pytest.param(Selection(levels=(1,)), 5, id="one level"),
        pytest.param(Selection(benchmarks=("none",)), 0, id="nothing"),
    ],
)
def test_a_selection_narrows_the_truth(judged: Store, selection: Selection, cases: int) -> None:
    assert scoreboard(judged, selection).truth.cases == cases


def test_a_past_moment_knows_nothing_of_later_decisions(judged: Store, answer_case: Find) -> None:
    moment, before = now(), scoreboard(judged, Selection())
    review.decide(judged, "Ann", [answer_case(judged, 5, 105)], Outcome.INCORRECT, "later")
    now_there, past = scoreboard(judged, Selection()), scoreboard(judged, Selection(), moment)
    with judged.cursor() as cursor:
        cursor.execute("DELETE FROM decisions WHERE note = 'later'")
    assert now_there.disagreements == 3
    assert (past.truth, past.disagreements) == (before.truth, before.disagreements)
    assert past.overall.equals(before.overall)


def test_the_exported_disagreements_are_cases_that_the_grader_judges_again(judged: Store, tmp_path: Path) -> None:
    [path, manifest] = export(judged, "disagreements", tmp_path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(row["reference"], row["answer"], row["outcome"], row["rule"]) for row in rows] == sorted(
        [("104", "104", "incorrect", "same_text"), ("110", "7", "correct", "different_number")],
        key=lambda row: next(one["problem"] for one in rows if one["reference"] == row[0]),
    )
    for row in rows:
        verdict = grade(Problem("p", "sums", "test", row["statement"], row["reference"]), row["response"])
        assert (verdict.outcome, verdict.rule, verdict.grader) == (row["grader_outcome"], row["rule"], row["grader"])
        assert row["outcome"] != row["grader_outcome"]
        assert (row["why"], row["decided_by"]) == ("seen", "Ann")
    assert {row["reference"]: row["responses"] for row in rows} == {"104": 1, "110": 2}
    assert json.loads(manifest.read_text(encoding="utf-8"))["format"] == "disagreements"


def test_where_people_agree_with_the_grader_there_is_nothing_to_export(contest: Store, answer_case: Find, tmp_path):
    review.decide(contest, "Ann", [answer_case(contest, 1, 101), answer_case(contest, 11, "")], Outcome.CORRECT)
    with pytest.raises(ExportError, match="the opposite of no verdict"):
        export(contest, "disagreements", tmp_path)


def test_nothing_decided_gives_no_rows(contest: Store) -> None:
    found = scoreboard(contest, Selection())
    assert found.truth == Truth(0, 0, 0, 0)
    assert [len(frame) for frame in (found.overall, found.by_rule, found.by_kind)] == [0, 0, 0]
