from __future__ import annotations

import pytest

from review_app.domain import Outcome
from review_app.errors import NotFound
from review_app.services import answers
from review_app.services.answers import answered, case_file
from review_app.services.review_desk import ReviewDesk
from review_app.store.database import now

BOB = "Bob has 9 and eats 1. How many?"


@pytest.fixture
def problem(graded) -> str:
    return str(graded.value("SELECT id FROM problems WHERE statement = $asked", {"asked": BOB}))


def cases(store, problem) -> list[str]:
    return [row["case_id"] for row in answered(store, problem).cases]


def test_a_problem_has_one_row_an_answer(graded, problem):
    found = answered(graded, problem)
    rows = {row["answer"]: (row["responses"], row["models"], row["automatic"]) for row in found.cases}
    assert rows["3"] == (2, ["ada"], "incorrect")
    assert sum(responses for responses, _, _ in rows.values()) == found.total == 4
    assert (found.problem["statement"], found.problem["amended_reference"], found.problem["flags"]) == (BOB, None, 0)


def test_every_response_has_its_text_and_the_place_of_its_answer(graded, problem):
    found = answered(graded, problem)
    assert [(row["model"], row["sample"]) for row in found.responses] == [
        ("ada", 0), ("ada", 1), ("boole", 0), ("boole", 1),
    ]  # fmt: skip
    first = found.responses[0]
    assert first["text"][first["start"] : first["finish"]] == first["answer"] == "3"
    assert found.case_of(first)["answer"] == "3"


def test_what_people_said_is_in_the_rows(graded, problem):
    [case, *_] = [row["case_id"] for row in answered(graded, problem).cases if row["answer"] == "3"]
    ReviewDesk(graded).decide("Ada", [case], Outcome.CORRECT)
    [row] = [row for row in answered(graded, problem).cases if row["case_id"] == case]
    assert (row["annotator"], row["status"], row["outcome"]) == ("Ada", "overridden", "correct")


@pytest.mark.parametrize(("page", "shown"), [(1, 1), (2, 2), (0, 1), (-3, 1), (99, 2)])
def test_responses_come_by_the_page(graded, problem, monkeypatch, page, shown):
    monkeypatch.setattr(answers, "PAGE_SIZE", 3)
    found = answered(graded, problem, page)
    assert (found.page, found.pages, len(found.responses)) == (shown, 2, 3 if shown == 1 else 1)


def test_a_problem_that_nobody_graded_or_answered_is_shown(graded, problem):
    with graded.cursor() as cursor:
        cursor.execute("DELETE FROM extractions")
        ungraded = answered(graded, problem)
        cursor.execute("DELETE FROM responses")
        nobody = answered(graded, problem)
    assert [(row["case_id"], row["responses"]) for row in ungraded.cases] == [(None, 4)]
    assert ungraded.case_of(ungraded.responses[0])["status"] == "pending"
    assert (nobody.cases, nobody.responses, nobody.pages) == ([], [], 1)


@pytest.mark.parametrize("problem", ["", "no/such/problem", "' OR 1 = 1 --"])
def test_a_problem_that_there_is_not_is_not_found(graded, problem):
    with pytest.raises(NotFound, match="there is none here"):
        answered(graded, problem)


def test_a_case_knows_its_neighbours(graded, problem):
    ids = cases(graded, problem)
    first, last = case_file(graded, ids[0], now()), case_file(graded, ids[-1], now())
    assert len(ids) > 1
    assert (first.place, first.beside(-1), first.beside(1)) == (0, None, ids[1])
    assert (last.place, last.beside(-1), last.beside(1)) == (len(ids) - 1, ids[-2], None)


def test_a_case_that_its_responses_left_still_has_its_history(graded, problem):
    [case] = [row["case_id"] for row in answered(graded, problem).cases if row["answer"] == "3"]
    ReviewDesk(graded).decide("Ada", [case], Outcome.CORRECT)
    with graded.cursor() as cursor:
        cursor.execute(
            "INSERT INTO extractions SELECT nextval('event_seq'), * EXCLUDE (seq) REPLACE ('cother' AS case_id) "
            "FROM extractions WHERE case_id = $case",
            {"case": case},
        )
    found = case_file(graded, case, now())
    assert (found.card, found.place, found.beside(1)) == (None, None, None)
    assert [event.facts["annotator"] for event in found.events if event.what == "decided"] == ["Ada"]
    assert "left" in [event.what for event in found.events]


@pytest.mark.parametrize("case", ["", "cnope", "' OR 1 = 1 --"])
def test_a_case_that_there_is_not_is_not_found(graded, case):
    with pytest.raises(NotFound, match="there is none here"):
        case_file(graded, case, now())
