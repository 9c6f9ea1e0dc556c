"""What becomes of the votes of judges: they order the queue, stand beside the evidence, and are measured by people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from review_app.domain import Outcome, Selection
from review_app.queue.order import Order
from review_app.services import review
from review_app.services.evidence import read_cards
from review_app.services.insight import insight
from review_app.services.live_queue import LiveQueue
from review_app.services.preferences import choose
from review_app.services.scoreboard import scoreboard
from review_app.store import Store, judgments, queue_items
from review_app.store.database import now
from review_app.store.judgments import Judge, Judgment

ADA = Judge("equivalence", "ada · equivalence@1", "ada", "d1")
BOOLE = Judge("equivalence", "boole · equivalence@1", "boole", "d1")

C, X, U = Outcome.CORRECT, Outcome.INCORRECT, Outcome.UNCERTAIN

Votes = Mapping[str, list[Outcome | None]]


def say(store: Store, judge: Judge, votes: Votes) -> None:
    """Votes as they would be stored; None cannot be read."""
    judgments.save(store, judge, [
        Judgment(case, number, None if vote is None else str(vote), reason=f"{judge.model} {number}", finish="stop")
        for case, said in votes.items() for number, vote in enumerate(said)
    ])  # fmt: skip


@pytest.fixture
def three(store: Store, make_cases: Callable[..., list[str]]) -> tuple[Store, list[str]]:
    return store, make_cases(store, [1, 1, 1])


def test_the_queue_brings_first_what_judges_hold_correct(three: tuple[Store, list[str]]) -> None:
    store, [first, second, third] = three
    say(store, ADA, {first: [X, X], second: [C, C, C, None], third: [C, U]})
    say(store, BOOLE, {second: [C]})
    promise = {row["case_id"]: row["promise"] for row in queue_items.items(store, [])}
    # Two votes' weight of one half, and: 0 of 2; 4 of 4; 1.5 of 2.
    assert promise == {first: 1 / 4, second: 5 / 6, third: 2.5 / 4}
    queue = LiveQueue(store, now, Random(0)).now.queue
    for order in (Order.FLIPS, Order.EFFECT):
        leases, _ = queue.claim("Emmy", str(order), Selection(), now(), count=3, order=order)
        assert [lease.case_id for lease in leases] == [second, third, first]
        for lease in leases:
            queue.leases.drop(lease.case_id, "Emmy")


@pytest.mark.parametrize(
    ("blind", "led"),
    [
        pytest.param("off", True, id="nothing is hidden"),
        pytest.param("half", False, id="a part is hidden, to measure how far people follow"),
        pytest.param("on", False, id="all is hidden"),
    ],
)
def test_who_shall_not_see_the_advice_is_not_led_by_it_either(
    blind: str, led: bool, three: tuple[Store, list[str]]
) -> None:
    """Ada calls correct what would come last."""
    store, cases = three
    choose(store, "boss", blind=blind)

    def comes() -> list[str]:
        queue = LiveQueue(store, now, Random(0)).now.queue
        leases, _ = queue.claim("Emmy", "t", Selection(), now(), count=3, order=Order.FLIPS)
        return [lease.case_id for lease in leases]

    last = comes()[-1]
    say(store, ADA, {last: [C, C], **{case: [X] for case in cases if case != last}})
    assert comes()[0 if led else -1] == last


def test_a_card_holds_the_advice_of_each_judge(three: tuple[Store, list[str]]) -> None:
    store, [first, second, _] = three
    say(store, ADA, {first: [X, C, C]})
    say(store, BOOLE, {first: [None, X]})
    cards = read_cards(store, [first, second])
    told = [(row["judge"], row["outcome"], row["votes"], row["unreadable"], row["reason"])
            for row in cards[first].suggestions]  # fmt: skip
    assert told == [
        ("ada · equivalence@1", "correct", 3, 0, "ada 1"),
        ("boole · equivalence@1", "incorrect", 1, 1, "boole 1"),
    ]
    assert cards[second].suggestions == []


def test_as_many_votes_for_either_are_no_advice_but_have_a_reason(three: tuple[Store, list[str]]) -> None:
    store, [first, *_] = three
    say(store, ADA, {first: [C, X]})
    [row] = judgments.suggestions(store, [first])
    assert (row["outcome"], row["share"], row["reason"]) == ("uncertain", 0.5, "ada 0")


def test_judges_are_measured_by_people_as_computed_by_hand(
    contest: Store, answer_case: Callable[[Store, int, int | str], str]
) -> None:
    """Ada: of three called correct two are, the one called incorrect is right, one left open: 2/3, 2/4, 2/4."""
    said = {(1, 101): ([C], C), (2, 102): ([C, C, X], C), (3, 103): ([C], X), (4, 104): ([X], C), (10, 7): ([C, X], C)}
    cases = {place: answer_case(contest, *place) for place in said}
    say(contest, ADA, {cases[place]: votes for place, (votes, _) in said.items()})
    before = now()
    for place, (_, held) in said.items():
        review.decide(contest, "Emmy", [cases[place]], held)
    rows = scoreboard(contest, Selection()).overall.set_index("grader")
    row = rows.loc["judge · ada · equivalence@1"]
    assert row[["cases", "uncertain", "wrong", "correct"]].tolist() == [5, 1, 2, 4]
    assert row[["precision", "recall", "accuracy"]].tolist() == pytest.approx([2 / 3, 2 / 4, 2 / 4])
    assert "judge · ada · equivalence@1" not in set(scoreboard(contest, Selection(), before).overall["grader"])
    assert scoreboard(contest, Selection(models=("nobody",))).truth.cases == 0


def test_the_chart_of_calibration_follows_votes_people_the_selection_and_the_moment(
    three: tuple[Store, list[str]],
) -> None:
    store, [first, second, third] = three
    say(store, ADA, {first: [C, C, C, X], second: [C, C, C, X], third: [X]})

    def shown(*chosen: Any) -> list[Any]:
        rows: Any = insight(store, *(chosen or (Selection(),))).calibration
        return list(rows.loc[rows["source"] == "judge", ["name", "said", "n", "correct"]].values.tolist())

    assert shown() == []
    review.decide(store, "Emmy", [first], C)
    review.decide(store, "Emmy", [second], X)
    assert shown() == [["ada · equivalence@1", 0.75, 2, 1]]
    assert shown(Selection(models=("nobody",))) == []
    assert shown(Selection(), now() - timedelta(hours=1)) == []
    say(store, BOOLE, {first: [C]})
    assert len(shown()) == 2, "a new vote is seen at once"
