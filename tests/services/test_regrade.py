"""A new version of the grader beside what the old one and people said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from review_app import grading
from review_app.domain import Answer, Decision, Outcome, Problem, Selection, Strength, Verdict
from review_app.grading import pool
from review_app.services.grade import grade_all, pending_work
from review_app.services.regrade import Change, Departure, Regraded, lines, regrade_all
from review_app.store import Store, gradebook, reviews
from review_app.store.outcomes import totals

NEW = "new version"


@pytest.fixture
def upgraded(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`upgraded({"3": Outcome.CORRECT}, {"?": "7"})`: a version that thinks so of an answer, cuts 7 out of a text."""

    def made(thinks: dict[str, Outcome], cuts: dict[str, str] | None = None, name: str = NEW) -> None:
        fast, extract = grading.decide_fast, grading.extract

        def decide(problem: Problem, answer: Answer) -> Verdict | None:
            said = fast(problem, answer)
            assert said, "all cases of these tests are easy ones"
            changed = {"outcome": thinks[answer.text], "rule": "new_rule"} if answer.text in thinks else {}
            return replace(said, grader=name, **changed)

        def cut(text: str) -> Answer:
            for part, answer in (cuts or {}).items():
                if part in text:
                    return Answer(answer, 0, len(answer), "box", Strength.SURE)
            return extract(text)

        monkeypatch.setattr(grading, "GRADER", name)
        monkeypatch.setattr(pool, "decide_fast", decide)
        monkeypatch.setattr(pool, "extract", cut)

    return made


def case_of(store: Store, answer: str) -> str:
    found: str = store.value("SELECT any_value(case_id) FROM extractions WHERE answer = $answer", {"answer": answer})
    return found


def decide(store: Store, case: str, outcome: Outcome) -> None:
    number = store.value("SELECT count(*) FROM decisions")
    reviews.add_decisions(
        store, [Decision(f"d{number}", case, "ann", outcome, datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None))]
    )


def changed(done: Regraded) -> dict[tuple[str, str], int]:
    return {(change.old, change.new): change.responses for change in done.changes}


def test_without_a_new_version_nothing_is_done_and_nothing_compared(graded: Store) -> None:
    before = graded.value("SELECT count(*) FROM verdicts")
    done = regrade_all(graded)
    assert (done.graded.responses, done.graded.cases, done.compared, done.changes) == (0, 0, 0, ())
    assert graded.value("SELECT count(*) FROM verdicts") == before


def test_every_response_and_case_gets_a_word_of_the_new_version_beside_the_old(
    graded: Store, upgraded: Callable[..., None]
) -> None:
    old = graded.rows("SELECT * FROM verdicts ORDER BY seq")
    upgraded({"3": Outcome.CORRECT})
    assert (pending_work(graded), pending_work(graded, regrade=True)) == (0, 12)
    steps: list[int] = []
    judged: list[tuple[int, int]] = []
    done = regrade_all(graded, steps.append, lambda *step: judged.append(step))
    assert (done.graded.responses, done.graded.cases, sum(steps), judged) == (12, 5, 12, [(5, 5)])
    assert graded.rows("SELECT * FROM verdicts ORDER BY seq")[: len(old)] == old
    assert {row["grader"] for row in graded.rows("SELECT grader FROM outcomes")} == {NEW}


def test_what_changed_is_told_by_outcome_and_rule(graded: Store, upgraded: Callable[..., None]) -> None:
    upgraded({"3": Outcome.CORRECT})
    done = regrade_all(graded)
    [change] = done.changes
    assert change == Change("incorrect", "correct", change.old_rule, "new_rule", 2)
    assert change.old_rule != "new_rule"
    assert (done.grader, done.compared) == (NEW, 12)
    said = list(lines(done))
    assert said[0] == f"grader {NEW}: 12 responses had a verdict of another version, 2 have another outcome now"
    assert said[1:] == [
        "  incorrect -> correct: 2", f"    {change.old_rule} -> new_rule: 2", "0 human decisions are contradicted",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("decision", "now", "contradicted"),
    [
        pytest.param(Outcome.INCORRECT, Outcome.CORRECT, True, id="the opposite"),
        pytest.param(Outcome.CORRECT, Outcome.CORRECT, False, id="the same"),
        pytest.param(Outcome.INCORRECT, Outcome.UNCERTAIN, False, id="doubt contradicts nobody"),
        pytest.param(Outcome.UNCERTAIN, Outcome.CORRECT, False, id="a person who could not tell is not contradicted"),
    ],
)
def test_a_decision_is_contradicted_by_the_opposite_only(
    decision: Outcome, now: Outcome, contradicted: bool, graded: Store, upgraded: Callable[..., None]
) -> None:
    case = case_of(graded, "3")
    decide(graded, case, decision)
    upgraded({"3": now})
    done = regrade_all(graded)
    assert [found.case_id for found in done.contradictions] == [case] * contradicted
    if contradicted:
        assert f"  {case}: ann decided incorrect, now correct by new_rule" in list(lines(done))
    standing = "uncertain" if decision is Outcome.UNCERTAIN and now is Outcome.UNCERTAIN else None
    final = graded.value("SELECT any_value(outcome) FROM outcomes WHERE case_id = $case", {"case": case})
    assert final == (standing or (now if decision is Outcome.UNCERTAIN else decision)), "the decision still counts"


def test_a_decision_stays_with_its_case_when_a_response_leaves_it(graded: Store, upgraded: Callable[..., None]) -> None:
    [case] = {row["case_id"] for row in graded.rows("SELECT case_id FROM extractions WHERE strength = 'none'")}
    decide(graded, case, Outcome.INCORRECT)
    before = graded.value("SELECT count(*) FROM verdicts WHERE case_id = $case", {"case": case})
    upgraded({}, {"do not know": "7"})
    done = regrade_all(graded)
    assert done.departures == (Departure(case, 2),)
    assert [(found.case_id, found.decision, found.new) for found in done.contradictions] == [
        (case, "incorrect", "correct")
    ]
    assert changed(done) == {("uncertain", "correct"): 2}
    assert graded.value("SELECT count(*) FROM outcomes WHERE case_id = $case", {"case": case}) == 0
    assert graded.value("SELECT count(*) FROM verdicts WHERE case_id = $case", {"case": case}) == before, (
        "nobody is in it"
    )
    assert graded.value("SELECT count(*) FROM outcomes WHERE answer = '7' AND status = 'auto'") == 4
    assert f"  {case}: 2" in list(lines(done))


@pytest.mark.parametrize("stop_in", ["extractions", "verdicts"])
def test_stopped_and_called_again_it_goes_on_and_tells_the_whole(
    stop_in: str, graded: Store, upgraded: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    upgraded({"3": Outcome.CORRECT, "5": Outcome.UNCERTAIN})
    monkeypatch.setattr(gradebook, "BATCH", 2)
    keep, calls = getattr(gradebook, f"save_{stop_in}"), []

    def stopped(*given: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        keep(*given)

    with monkeypatch.context() as patch:
        patch.setattr(gradebook, f"save_{stop_in}", stopped)
        with pytest.raises(KeyboardInterrupt):
            regrade_all(graded)
    done = regrade_all(graded)
    assert done.graded.responses == (10 if stop_in == "extractions" else 0)
    assert changed(done) == {("correct", "uncertain"): 4, ("incorrect", "correct"): 2}
    assert graded.value("SELECT count(*) FROM verdicts") == 10
    again = regrade_all(graded)
    assert (again.graded.cases, again.changes) == (0, done.changes), "asked once more, it tells the same"


def test_going_back_to_the_old_version_is_a_regrade_too(
    graded: Store, upgraded: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    upgraded({"3": Outcome.CORRECT})
    regrade_all(graded)
    monkeypatch.undo()
    upgraded({}, name=graded.value("SELECT min_by(grader, seq) FROM verdicts"))
    done = regrade_all(graded)
    assert (done.graded.responses, done.graded.cases) == (12, 5)
    assert graded.value("SELECT automatic FROM case_states WHERE case_id = $case", {"case": case_of(graded, "3")}) == (
        "incorrect"
    )


def test_plain_grading_leaves_what_an_older_version_said(graded: Store, upgraded: Callable[..., None]) -> None:
    upgraded({"3": Outcome.CORRECT})
    assert grade_all(graded).cases == 0


def test_a_case_that_its_responses_left_waits_for_nobody(graded: Store, upgraded: Callable[..., None]) -> None:
    before = totals(graded)
    upgraded({"7": Outcome.CORRECT}, {"I do not know": "7"})
    regrade_all(graded)
    after = totals(graded)
    waiting = reviews.doubtful_count(graded, Selection())
    assert after["pending"] == waiting < before["pending"]
    assert after["cases"] < graded.value("SELECT count(*) FROM cases")
