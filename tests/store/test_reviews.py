from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from review_app.domain import Decision, Outcome
from review_app.errors import NotFound
from review_app.store import reviews
from review_app.store.outcomes import Selection

EVERYTHING = Selection()


def order(desk: Any, annotator: str, selection: Selection = EVERYTHING) -> list[str]:
    """The cases in the order this person would get them, by deciding each; nothing stays decided."""
    seen = []
    while (case := reviews.standing(desk.store, annotator, selection)["next"]) is not None:
        seen.append(case)
        desk.decide(annotator, "uncertain", case)
    for _ in seen:
        reviews.withdraw_last(desk.store, annotator)
    return seen


def test_cases_that_cover_more_responses_come_first(desk: Any) -> None:
    few, many, some = desk.case("few", responses=1), desk.case("many", responses=3), desk.case("some", responses=2)
    assert order(desk, "ann") == [many, some, few]
    assert [row["case_id"] for row in reviews.doubtful(desk.store, EVERYTHING, skip=0, size=10)] == [many, some, few]


def test_the_order_is_the_same_every_time(desk: Any) -> None:
    cases = desk.cases([f"{number}?" for number in range(4)])
    first = order(desk, "ann")
    assert sorted(first) == sorted(cases)
    assert order(desk, "ann") == first == order(desk, "bob")


def test_only_what_the_grader_left_to_people_waits(desk: Any) -> None:
    desk.case("sure", "correct")
    desk.case("surely not", "incorrect")
    doubt = desk.case("doubt", "uncertain")
    assert reviews.standing(desk.store, "ann", EVERYTHING) == {"next": doubt, "waiting": 1, "total": 1, "decided": 0}


def test_an_empty_store_has_nothing_to_review(desk: Any) -> None:
    assert reviews.standing(desk.store, "ann", EVERYTHING) == {"next": None, "waiting": 0, "total": 0, "decided": 0}
    assert reviews.doubtful(desk.store, EVERYTHING, skip=0, size=10) == []
    assert reviews.doubtful_count(desk.store, EVERYTHING) == 0


def test_skipped_cases_come_last_in_the_order_they_were_skipped(desk: Any) -> None:
    desk.cases(["a?", "b?", "c?"])
    first, second, third = order(desk, "ann")
    reviews.skip(desk.store, second, "ann")
    reviews.skip(desk.store, first, "ann")
    assert order(desk, "ann") == [third, second, first]
    reviews.skip(desk.store, second, "ann")
    assert order(desk, "ann") == [third, first, second]
    assert order(desk, "bob") == [first, second, third], "what one person skips is no concern of another"
    assert reviews.standing(desk.store, "ann", EVERYTHING)["waiting"] == 3


@pytest.mark.parametrize(
    ("said", "for_ann", "for_bob", "decided"),
    [
        pytest.param("ann:correct", 0, 0, 1, id="decided is done for everybody"),
        pytest.param("ann:uncertain", 0, 1, 0, id="who cannot tell leaves it to others"),
        pytest.param("ann:uncertain bob:uncertain", 0, 0, 0, id="nobody sees a case again"),
        pytest.param("ann:correct bob:incorrect", 0, 0, 0, id="a dispute is not settled by the queue"),
        pytest.param("ann:correct ann:undo", 1, 1, 0, id="taken back, it waits again"),
        pytest.param("ann:uncertain ann:undo", 1, 1, 0, id="also for the one who could not tell"),
    ],
)
def test_a_case_waits_for_those_who_said_nothing_yet(
    said: str, for_ann: int, for_bob: int, decided: int, desk: Any
) -> None:
    case = desk.case("1 + 1?")
    for step in said.split():
        annotator, _, word = step.partition(":")
        if word == "undo":
            reviews.withdraw_last(desk.store, annotator)
        else:
            desk.decide(annotator, word, case)
    for annotator, waiting in (("ann", for_ann), ("bob", for_bob)):
        standing = reviews.standing(desk.store, annotator, EVERYTHING)
        assert standing == {"next": case if waiting else None, "waiting": waiting, "total": 1, "decided": decided}


def test_filters_narrow_the_queue_and_its_counts(desk: Any) -> None:
    algebra = desk.case("a?", level=1, subject="Algebra", model="ada")
    geometry = desk.case("g?", level=5, subject="Geometry", model="boole", responses=2)
    chosen = Selection(subjects=("Algebra",))
    assert order(desk, "ann") == [geometry, algebra]
    assert reviews.standing(desk.store, "ann", chosen) == {"next": algebra, "waiting": 1, "total": 1, "decided": 0}
    assert reviews.doubtful_count(desk.store, Selection(models=("boole",), levels=(5,))) == 1
    assert reviews.standing(desk.store, "ann", Selection(levels=(3,)))["next"] is None
    [row] = reviews.doubtful(desk.store, chosen, skip=0, size=10)
    assert (row["case_id"], row["models"], row["responses"], row["level"]) == (algebra, "ada", 1, 1)


def test_pages_of_the_table_part_the_cases(desk: Any) -> None:
    cases = desk.cases([f"{number}?" for number in range(7)])
    pages = [reviews.doubtful(desk.store, EVERYTHING, skip=skip, size=3) for skip in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert sorted(row["case_id"] for page in pages for row in page) == sorted(cases)


def test_a_case_comes_with_its_problem_responses_and_opinions(desk: Any) -> None:
    case = desk.case("1 + 1?", responses=2, level=3, solution="a sum")
    desk.decide("ann", "correct", case)
    desk.decide("bob", "incorrect", case)
    reviews.withdraw_last(desk.store, "bob")
    found = reviews.case(desk.store, case)
    assert (found["statement"], found["reference"], found["solution"], found["level"]) == ("1 + 1?", "2", "a sum", 3)
    assert (found["status"], found["rule"]) == ("overridden", "no_rule")
    responses = reviews.case_responses(desk.store, case)
    assert [(row["sample"], row["text"], row["start"], row["finish"]) for row in responses] == [
        (0, "0", 0, 1),
        (1, "1", 0, 1),
    ]
    assert [row["annotator"] for row in reviews.opinions(desk.store, case)] == ["ann"]


def test_a_response_that_a_newer_grader_cuts_otherwise_leaves_its_old_case(desk: Any) -> None:
    from review_app.domain import Answer, Case, Strength
    from review_app.store import gradebook

    old = desk.case("1 + 1?", responses=2)
    [moved, stays] = desk.store.rows("SELECT id, problem_id FROM responses ORDER BY sample DESC")
    new = Case("cnew", moved["problem_id"], "answer 3")
    gradebook.save_extractions(
        desk.store, [gradebook.Extraction(moved["id"], new, Answer("3", 0, 1, "box", Strength.SURE))], "2.0"
    )
    assert [row["response_id"] for row in reviews.case_responses(desk.store, old)] == [stays["id"]]
    assert [row["answer"] for row in reviews.case_responses(desk.store, "cnew")] == ["3"]


@pytest.mark.parametrize("case", ["c0", "", "'; DROP TABLE cases; --", "\x00"])
def test_an_unknown_case_is_not_found(case: str, desk: Any) -> None:
    with pytest.raises(NotFound, match="there is none in :memory:"):
        reviews.case(desk.store, case)
    assert reviews.case_responses(desk.store, case) == []
    assert reviews.opinions(desk.store, case) == []


def test_of_decisions_made_at_once_all_or_none_are_kept(desk: Any) -> None:
    case = desk.case("1 + 1?")
    with pytest.raises(NotFound, match="1 of 2 cases are not in :memory:"):
        desk.decide("ann", "correct", case, "c0")
    assert desk.store.value("SELECT count(*) FROM decisions") == 0


def test_a_decision_with_an_id_that_exists_is_refused_with_all_beside_it(desk: Any) -> None:
    import duckdb

    one, two = desk.cases(["a?", "b?"])
    moment = datetime(2025, 1, 1)
    twice = [Decision("d", case, "ann", Outcome.CORRECT, moment) for case in (one, two)]
    with pytest.raises(duckdb.ConstraintException):
        reviews.add_decisions(desk.store, twice)
    assert desk.store.value("SELECT count(*) FROM decisions") == 0


def test_every_field_of_a_decision_is_kept(desk: Any) -> None:
    case, moment = desk.case("1 + 1?"), datetime(2025, 3, 1, 9, 30, 0, 123456)
    given = Decision("d1", case, "Ann 👩‍🔬", Outcome.INCORRECT, moment, "typo", "NUL \x00 note", 1.5, blind=True)
    reviews.add_decisions(desk.store, [given])
    [row] = desk.store.rows("SELECT * EXCLUDE (seq) FROM decisions")
    assert Decision(**{**row, "outcome": Outcome(row["outcome"])}) == given


def test_undo_takes_back_what_was_decided_in_one_go(desk: Any) -> None:
    one, two, three = desk.cases(["a?", "b?", "c?"])
    desk.decide("ann", "correct", one)
    desk.decide("ann", "incorrect", two, three)
    desk.decide("bob", "correct", one)
    assert sorted(reviews.withdraw_last(desk.store, "ann")) == sorted([two, three])
    assert [desk.state(case)[0] for case in (one, two, three)] == ["overridden", "pending", "pending"]
    assert reviews.withdraw_last(desk.store, "ann") == [one]
    assert desk.state(one) == ("overridden", "correct"), "the other's decision stays"
    assert reviews.withdraw_last(desk.store, "ann") == []
    assert desk.store.value("SELECT count(*) FROM decisions") == 4, "nothing is ever deleted"


def test_undo_by_somebody_who_decided_nothing_is_nothing(desk: Any) -> None:
    desk.decide("ann", "correct", desk.case("1 + 1?"))
    assert reviews.withdraw_last(desk.store, "bob") == []
