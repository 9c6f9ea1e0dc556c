"""Whatever people and graders do in whatever order, the store says what a plain model of it says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review_app.domain import Selection
from review_app.store import reviews

PEOPLE = ["ann", "bob"]
WORDS = ["correct", "incorrect", "uncertain"]
NUMBERS = st.integers(0, 2)

STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("decide"), st.sampled_from(PEOPLE), st.sampled_from(WORDS), st.sets(NUMBERS, min_size=1, max_size=2)
        ),
        st.tuples(st.just("undo"), st.sampled_from(PEOPLE)),
        st.tuples(st.just("verdict"), st.sampled_from(WORDS), NUMBERS),
    ),
    min_size=1,
    max_size=12,
)


class Model:
    """What was said, as lists; what holds is read off them."""

    def __init__(self) -> None:
        self.verdicts = ["uncertain"] * 3
        self.said: list[tuple[str, str, set[int]]] = []

    def do(self, step: tuple[Any, ...]) -> None:
        match step:
            case "decide", who, word, cases:
                self.said.append((who, word, cases))
            case "undo", who:
                mine = [number for number, said in enumerate(self.said) if said[0] == who]
                self.said = [said for number, said in enumerate(self.said) if number not in mine[-1:]]
            case "verdict", word, case:
                self.verdicts[case] = word

    def state(self, case: int) -> tuple[str, str]:
        latest = {who: word for who, word, cases in self.said if case in cases}
        opinions = set(latest.values()) - {"uncertain"}
        if len(opinions) > 1:
            return "disputed", "uncertain"
        if opinions:
            [word] = opinions
            return ("confirmed" if word == self.verdicts[case] else "overridden"), word
        word = self.verdicts[case]
        return ("pending" if word == "uncertain" else "auto"), word


@pytest.fixture(scope="module")
def fresh_names() -> Iterator[int]:
    return count()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_status_outcome_and_list_follow_the_model(steps: list[Any], big_desk: Any, fresh_names: Iterator[int]) -> None:
    round_ = next(fresh_names)
    cases = big_desk.cases([f"{round_}: {number}?" for number in range(3)], benchmark=f"b{round_}")
    people = {name: f"{name} {round_}" for name in PEOPLE}
    store, model = big_desk.store, Model()
    for step in steps:
        model.do(step)
        match step:
            case "decide", who, word, numbers:
                big_desk.decide(people[who], word, *(cases[number] for number in sorted(numbers)))
            case "undo", who:
                reviews.withdraw_last(store, people[who])
            case "verdict", word, number:
                big_desk.verdict(cases[number], word)
    assert [big_desk.state(case) for case in cases] == [model.state(number) for number in range(3)]
    waiting = reviews.doubtful(store, Selection(benchmarks=(f"b{round_}",)), skip=0, size=10)
    pending = {cases[number] for number in range(3) if model.state(number)[0] == "pending"}
    assert {row["case_id"] for row in waiting} == pending
