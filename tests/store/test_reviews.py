from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from review_app.domain import Decision, Kind, Outcome, Selection
from review_app.errors import NotFound
from review_app.store import evidence, reviews

EVERYTHING = Selection()


def listed(desk: Any, selection: Selection = EVERYTHING) -> list[str]:
    """The cases that wait, as the table lists them."""
    return [row["case_id"] for row in reviews.doubtful(desk.store, selection, skip=0, size=10)]


def test_cases_that_cover_more_responses_come_first(desk: Any) -> None:
    few, many, some = desk.case("few", responses=1), desk.case("many", responses=3), desk.case("some", responses=2)
    assert listed(desk) == [many, some, few]


def test_only_what_the_grader_left_to_people_waits(desk: Any) -> None:
    desk.case("sure", "correct")
    desk.case("surely not", "incorrect")
    doubt = desk.case("doubt", "uncertain")
    assert listed(desk) == [doubt]
    assert reviews.doubtful_count(desk.store, EVERYTHING) == 1


def test_an_empty_store_has_nothing_to_review(desk: Any) -> None:
    assert listed(desk) == []
    assert reviews.doubtful_count(desk.store, EVERYTHING) == 0


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        pytest.param("ann:correct", False, id="decided is done"),
        pytest.param("ann:uncertain", True, id="who cannot tell leaves it where it was"),
        pytest.param("ann:correct bob:incorrect", False, id="a dispute waits for an adjudicator"),
        pytest.param("ann:correct ann:undo", True, id="taken back, it waits again"),
    ],
)
def test_a_case_waits_until_somebody_decided_it(said: str, waits: bool, desk: Any) -> None:
    case = desk.case("1 + 1?")
    for step in said.split():
        annotator, _, word = step.partition(":")
        if word == "undo":
            reviews.withdraw_last(desk.store, annotator)
        else:
            desk.decide(annotator, word, case)
    assert listed(desk) == ([case] if waits else [])


@pytest.mark.parametrize(
    ("said", "state", "stands"),
    [
        pytest.param(
            ["opinion correct", "opinion incorrect"], ("disputed", "uncertain"), (Outcome.INCORRECT, False),
            id="two people differ",
        ),
        pytest.param(
            ["opinion correct", "opinion incorrect", "adjudication correct"], ("overridden", "correct"),
            (Outcome.INCORRECT, True), id="an adjudication settles it",
        ),
        pytest.param(
            ["adjudication incorrect", "opinion correct"], ("overridden", "incorrect"), (Outcome.CORRECT, True),
            id="and holds before what is said later",
        ),
        pytest.param(
            ["gold correct", "opinion incorrect", "opinion incorrect"], ("overridden", "correct"),
            (Outcome.INCORRECT, True), id="a known answer holds before all opinions",
        ),
        pytest.param(
            ["adjudication uncertain", "opinion correct"], ("overridden", "correct"), (Outcome.CORRECT, False),
            id="an adjudicator who cannot tell settles nothing",
        ),
    ],
)  # fmt: skip
def test_what_settles_a_case_holds_before_opinions(said: list[str], state: Any, stands: Any, desk: Any) -> None:
    case = desk.case("1 + 1?")
    for number, step in enumerate(said):
        kind, word = step.split()
        moment = datetime(2025, 1, 1 + number)
        decision = Decision(f"d{number}", case, f"p{number}", Outcome(word), moment, kind=Kind(kind))
        reviews.add_decisions(desk.store, [decision])
    assert desk.state(case) == state
    last = next(f"p{number}" for number in reversed(range(len(said))) if said[number].startswith("opinion"))
    assert reviews.what_stands(desk.store, last, case) == stands


def test_filters_narrow_the_list_and_its_count(desk: Any) -> None:
    algebra = desk.case("a?", level=1, subject="Algebra", model="ada")
    geometry = desk.case("g?", level=5, subject="Geometry", model="boole", responses=2)
    chosen = Selection(subjects=("Algebra",))
    assert listed(desk) == [geometry, algebra]
    assert reviews.doubtful_count(desk.store, Selection(models=("boole",), levels=(5,))) == 1
    assert listed(desk, Selection(levels=(3,))) == []
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
    [found] = evidence.cases(desk.store, [case])
    assert (found["statement"], found["reference"], found["solution"], found["level"]) == ("1 + 1?", "2", "a sum", 3)
    assert (found["rule"], desk.state(case)[0]) == ("no_rule", "overridden")
    responses = evidence.responses(desk.store, [case])
    assert [(row["sample"], row["text"], row["start"], row["finish"], row["total"]) for row in responses] == [
        (0, "0", 0, 1, 2),
        (1, "1", 0, 1, 2),
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
    assert [row["response_id"] for row in evidence.responses(desk.store, [old])] == [stays["id"]]
    assert [row["answer"] for row in evidence.responses(desk.store, ["cnew"])] == ["3"]


@pytest.mark.parametrize("case", ["c0", "", "'; DROP TABLE cases; --", "\x00"])
def test_an_unknown_case_is_not_found(case: str, desk: Any) -> None:
    assert list(evidence.cases(desk.store, [case])) == []
    assert evidence.responses(desk.store, [case]) == []
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
    given = Decision(
        "d1", case, "Ann 👩‍🔬", Outcome.INCORRECT, moment, "other", "NUL \x00 note", 1.5, True, Kind.GOLD, 3
    )
    reviews.add_decisions(desk.store, [given])
    [row] = desk.store.rows("SELECT * EXCLUDE (seq) FROM decisions")
    assert Decision(**{**row, "outcome": Outcome(row["outcome"]), "kind": Kind(row["kind"])}) == given


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
