"""Which cases wait for an adjudicator; settling and taking back in any order leaves what a plain model says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review_app.domain import Decision, Kind, Outcome, Selection
from review_app.store import Store, disputes, reviews

START = datetime(2025, 1, 1)
NUMBERS = count()


def say(store: Store, case: str, who: str, outcome: str, kind: Kind = Kind.OPINION, note: str = "") -> str:
    """One decision; its id."""
    number = next(NUMBERS)
    moment = START + timedelta(seconds=number)
    said = Decision(f"said-{number}", case, who, Outcome(outcome), moment, note=note, kind=kind, guideline=2)
    reviews.add_decisions(store, [said])
    return said.id


def waiting(store: Store, selection: Selection | None = None) -> dict[str, bool]:
    """Open case -> whether people differ on it."""
    return {row["case_id"]: row["disputed"] for row in disputes.open_cases(store, selection or Selection())}


@pytest.mark.parametrize(
    ("said", "verdict", "expected"),
    [
        pytest.param([], "uncertain", None, id="nobody was asked"),
        pytest.param([("ann", "correct")], "uncertain", None, id="one opinion is no dispute"),
        pytest.param([("ann", "correct"), ("bob", "correct")], "uncertain", None, id="they agree"),
        pytest.param([("ann", "correct"), ("bob", "incorrect")], "uncertain", True, id="they differ"),
        pytest.param([("ann", "correct"), ("bob", "incorrect")], "correct", True, id="they differ on an audited case"),
        pytest.param([("ann", "correct"), ("ann", "incorrect")], "uncertain", None, id="one changed their mind"),
        pytest.param([("ann", "uncertain")], "uncertain", False, id="the only one gave up"),
        pytest.param([("ann", "uncertain"), ("bob", "uncertain")], "uncertain", False, id="all gave up"),
        pytest.param([("ann", "uncertain")], "correct", False, id="gave up on an audited case"),
        pytest.param([("ann", "uncertain"), ("bob", "correct")], "uncertain", None, id="the other could tell"),
        pytest.param([("ann", "correct"), ("ann", "uncertain")], "uncertain", False, id="gave up in the end"),
    ],
)
def test_a_case_waits_where_people_differ_or_gave_up(
    big_desk: Any, said: list[tuple[str, str]], verdict: str, expected: bool | None
) -> None:
    case = big_desk.case(f"waits? {next(NUMBERS)}", verdict)
    for who, outcome in said:
        say(big_desk.store, case, who, outcome)
    assert waiting(big_desk.store).get(case) is expected


@pytest.mark.parametrize("kind", [Kind.ADJUDICATION, Kind.GOLD])
def test_a_settled_case_waits_for_nobody_until_that_is_taken_back(big_desk: Any, kind: Kind) -> None:
    store, case = big_desk.store, big_desk.case(f"settled? {next(NUMBERS)}")
    say(store, case, "ann", "correct")
    say(store, case, "bob", "incorrect")
    settled = say(store, case, "cleo", "incorrect", kind)
    assert case not in waiting(store)
    assert disputes.settlement(store, case)["annotator"] == "cleo"
    assert disputes.withdraw(store, settled, "cleo") is (kind is Kind.ADJUDICATION), "a known answer stays"
    assert (case in waiting(store)) is (kind is Kind.ADJUDICATION)


def test_an_adjudicator_who_cannot_tell_settles_nothing(big_desk: Any) -> None:
    store, case = big_desk.store, big_desk.case(f"cannot tell? {next(NUMBERS)}")
    say(store, case, "ann", "uncertain")
    say(store, case, "cleo", "uncertain", Kind.ADJUDICATION)
    assert waiting(store)[case] is False
    assert disputes.settlement(store, case) is None


def test_those_that_cover_most_responses_come_first_and_filters_narrow_them(desk: Any) -> None:
    cases = [
        desk.case("one", responses=1, level=1),
        desk.case("three", responses=3, level=5),
        desk.case("two", responses=2, level=5),
    ]
    for case in cases:
        say(desk.store, case, "ann", "correct")
        say(desk.store, case, "bob", "incorrect")
    assert list(waiting(desk.store)) == [cases[1], cases[2], cases[0]]
    assert list(waiting(desk.store, Selection(levels=(5,)))) == [cases[1], cases[2]]
    assert waiting(desk.store, Selection(models=("nobody",))) == {}


def test_the_settled_list_says_who_said_what_the_newest_first(desk: Any) -> None:
    store = desk.store
    cases = desk.cases(["first?", "second?"])
    for case in cases:
        say(store, case, "bob", "correct")
        say(store, case, "bob", "incorrect")
        say(store, case, "ann", "correct")
        say(store, case, "cleo", "correct", Kind.ADJUDICATION, "as printed")
    rows = disputes.settled_cases(store, Selection(), 1)
    assert [(row["case_id"], row["total"]) for row in rows] == [(cases[1], 2)]
    assert (rows[0]["annotator"], rows[0]["outcome"], rows[0]["note"]) == ("cleo", "correct", "as printed")
    assert [(one["annotator"], one["outcome"]) for one in rows[0]["opinions"]] == [
        ("bob", "incorrect"),
        ("ann", "correct"),
    ]
    assert disputes.settled_cases(store, Selection(levels=(4,)), 9) == []


def test_opinions_are_the_newest_of_each_person_with_all_they_came_with(desk: Any) -> None:
    case = desk.case("what?")
    for who, outcome, note in (("ann", "correct", "a"), ("bob", "uncertain", "b"), ("ann", "incorrect", "c")):
        say(desk.store, case, who, outcome, note=note)
    rows = disputes.opinions(desk.store, case)
    assert [(row["annotator"], row["outcome"], row["note"], row["guideline"]) for row in rows] == [
        ("bob", "uncertain", "b", 2),
        ("ann", "incorrect", "c", 2),
    ]


def test_an_opinion_cannot_be_taken_back_as_if_it_settled_something(desk: Any) -> None:
    case = desk.case("what?")
    assert not disputes.withdraw(desk.store, say(desk.store, case, "ann", "correct"), "cleo")
    assert not disputes.withdraw(desk.store, "there is none", "cleo")


PEOPLE = ["ann", "bob", "cleo"]
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from([Kind.OPINION, Kind.ADJUDICATION]),
            st.sampled_from(PEOPLE),
            st.sampled_from(["correct", "incorrect", "uncertain"]),
        ),
        st.tuples(st.just("take back"), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=10,
)


class Model:
    """All that was said and stands, in order; what holds is read off it."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Kind, str, str]] = []

    def settlement(self) -> str | None:
        held = [outcome for _, kind, _, outcome in self.said if kind is Kind.ADJUDICATION and outcome != "uncertain"]
        return held[-1] if held else None

    def opinions(self) -> set[str]:
        return set({who: outcome for _, kind, who, outcome in self.said if kind is Kind.OPINION}.values())

    def waits(self) -> bool | None:
        said = self.opinions()
        if self.settlement():
            return None
        return True if {"correct", "incorrect"} <= said else False if said == {"uncertain"} else None

    def outcome(self) -> str:
        agreed = self.opinions() - {"uncertain"}
        return self.settlement() or (agreed.pop() if len(agreed) == 1 else "uncertain")


@pytest.fixture(scope="module")
def fresh_names() -> Iterator[int]:
    return count()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_settling_and_taking_back_in_any_order_follow_the_model(
    steps: list[tuple[Any, ...]], big_desk: Any, fresh_names: Iterator[int]
) -> None:
    store, model, case = big_desk.store, Model(), big_desk.case(f"any order {next(fresh_names)}")
    for step in steps:
        if step[0] == "take back":
            if model.said:
                gone = model.said.pop(step[1] % len(model.said))
                if gone[1] is Kind.ADJUDICATION:
                    assert disputes.withdraw(store, gone[0], "cleo")
                    assert not disputes.withdraw(store, gone[0], "cleo"), "once is enough"
                else:
                    with store.cursor() as cursor:
                        cursor.execute("INSERT INTO withdrawals VALUES (?, 'ann', now())", [gone[0]])
            continue
        kind, who, outcome = step
        model.said.append((say(store, case, who, outcome, kind), kind, who, outcome))
        held = disputes.settlement(store, case)
        assert (held["outcome"] if held else None) == model.settlement()
    assert waiting(store).get(case) is model.waits()
    assert big_desk.state(case)[1] == model.outcome()
    assert {row["outcome"] for row in disputes.opinions(store, case)} == model.opinions()
