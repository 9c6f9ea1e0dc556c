from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from review_app.domain import Decision, Kind, Outcome
from review_app.errors import NotFound
from review_app.store import gold, reviews

NOON = datetime(2025, 3, 1, 12)


def known(desk, case: str, outcome: str = "correct", by: str = "Root", note: str = "") -> str:
    """Make the case gold; its id."""
    count = desk.store.value("SELECT count(*) FROM decisions")
    gold.add(desk.store, [Decision(f"g{count}", case, by, Outcome(outcome), NOON, note=note, kind=Kind.GOLD)])
    return case


def success(desk) -> list[tuple[str, int, int, int]]:
    return [(row["outcome"], row["asked"], row["right_answers"], row["against"]) for row in gold.items(desk.store)]


def test_gold_holds_before_all_opinions(desk):
    case = desk.case("p")
    desk.decide("Ada", "incorrect", case)
    known(desk, case)
    assert desk.state(case) == ("overridden", "correct")
    desk.decide("Bob", "incorrect", case)
    assert desk.state(case) == ("overridden", "correct")


def test_a_new_known_answer_takes_the_place_of_the_old(desk):
    case = known(desk, desk.case("p"), "correct")
    known(desk, case, "incorrect", by="Eve")
    [row] = gold.items(desk.store)
    assert (row["outcome"], row["made_by"]) == ("incorrect", "Eve")
    assert gold.standing(desk.store, [case]) == {case: "incorrect"}
    assert gold.withdraw(desk.store, [case], "Root", NOON) == 1
    assert gold.items(desk.store) == [], "what was replaced does not come back"


def test_withdrawn_gold_leaves_the_opinions(desk):
    case, other = desk.cases(["p", "q"])
    desk.decide("Ada", "incorrect", case)
    known(desk, case)
    known(desk, other)
    assert gold.withdraw(desk.store, [case, "c none"], "Root", NOON) == 1
    assert desk.state(case) == ("overridden", "incorrect")
    assert [row["case_id"] for row in gold.items(desk.store)] == [other]


def test_unknown_cases_are_refused_with_all_the_others(desk):
    case = desk.case("p")
    made = [Decision(f"g {name}", name, "Root", Outcome.CORRECT, NOON, kind=Kind.GOLD) for name in (case, "c none")]
    with pytest.raises(NotFound, match="1 of 2 cases"):
        gold.add(desk.store, made)
    assert gold.items(desk.store) == []


@pytest.mark.parametrize(
    ("before", "since", "expected"),
    [
        pytest.param("", "", ("correct", 0, 0, 0), id="nobody was asked"),
        pytest.param("", "Ada:correct Bob:incorrect", ("correct", 2, 1, 0), id="one of two is right"),
        pytest.param("Ada:correct", "", ("correct", 0, 0, 0), id="who said so before made it known, and is not asked"),
        pytest.param("Ada:incorrect", "Bob:correct", ("correct", 1, 1, 1), id="who said otherwise before is against"),
        pytest.param("Ada:incorrect", "Ada:correct", ("correct", 1, 1, 0), id="the newest opinion counts"),
        pytest.param("", "Ada:uncertain", ("correct", 0, 0, 0), id="cannot tell is no opinion"),
        pytest.param("Root:incorrect", "Root:correct", ("correct", 0, 0, 0), id="not of whoever made it"),
    ],
)
def test_each_item_tells_how_often_people_were_right(desk, before, since, expected):
    case = desk.case("p")
    for said in before.split():
        desk.decide(*said.split(":"), case)
    known(desk, case)
    for said in since.split():
        desk.decide(*said.split(":"), case)
    assert success(desk) == [expected]


def test_what_people_contradict_most_comes_first(desk):
    right, wrong = desk.cases(["p", "q"])
    known(desk, wrong)
    known(desk, right)
    desk.decide("Ada", "incorrect", wrong)
    desk.decide("Ada", "correct", right)
    assert [row["case_id"] for row in gold.items(desk.store)] == [wrong, right]


def test_an_item_says_whether_a_response_gives_it(desk):
    known(desk, desk.case("p"), note="from the appendix")
    desk.store.append("cases", {"id": ["c old"], "problem_id": ["math/test/p"], "key": ["answer 9"]})
    [row] = gold.items(desk.store)
    assert (row["given"], row["note"], row["statement"], row["answer"]) == (True, "from the appendix", "p", "2")
    assert gold.known(desk.store, [row["case_id"], "c old", "c none"]) == {row["case_id"]}


def test_agreed_and_settled_cases_can_become_gold(desk):
    agreed, alone, torn, settled, taken, unsure = desk.cases(list("abcdef"))
    for case, said in (
        (agreed, "correct correct"),
        (alone, "correct"),
        (torn, "correct incorrect"),
        (settled, "correct incorrect"),
        (taken, "correct correct"),
        (unsure, "correct uncertain"),
    ):
        for name, outcome in zip(("Ada", "Bob"), said.split(), strict=False):
            desk.decide(name, outcome, case)
    ruling = Decision("a", settled, "Judge", Outcome.INCORRECT, NOON + timedelta(hours=1), kind=Kind.ADJUDICATION)
    reviews.add_decisions(desk.store, [ruling])
    known(desk, taken)
    found = {row["case_id"]: (row["outcome"], row["adjudicated"]) for row in gold.candidates(desk.store, 2)}
    assert found == {agreed: ("correct", False), settled: ("incorrect", True)}
    assert set(row["case_id"] for row in gold.candidates(desk.store, 1)) == {agreed, settled, alone, unsure}


def test_a_problem_is_found_in_each_benchmark_that_has_it(desk, store):
    desk.case("p")
    desk.case("p", benchmark="gsm8k")
    assert [row["benchmark"] for row in gold.problems(store, "key")] == ["gsm8k", "math"]
    assert gold.problems(store, "no such") == []
