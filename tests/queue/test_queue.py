from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from review_app.domain import Outcome, Selection
from review_app.queue.item import Source
from review_app.queue.order import Order
from review_app.queue.queue import Queue

CORRECT, INCORRECT, UNCERTAIN = Outcome
ALL = Selection()
SOON = timedelta(minutes=1)
LATE = timedelta(minutes=11)

Make = Callable[..., Any]


@pytest.fixture
def line(item: Make, queue: Make) -> Callable[..., Queue]:
    """`line(4)` is a queue of the cases a, b, c, d in this order."""

    def made(length: int, **rules: Any) -> Queue:
        names = "abcdefghij"[:length]
        return queue([item(name, position=at) for at, name in enumerate(names)], order=Order.SEQUENTIAL, **rules)

    return made


def claim(queue: Queue, annotator: str, now: datetime, count: int = 1, scope: Selection = ALL, tab: str = "t") -> str:
    """The names of what the tab holds then."""
    return "".join(lease.case_id for lease in queue.claim(annotator, tab, scope, now, count=count)[0])


def through(queue: Queue, annotator: str, now: datetime, scope: Selection = ALL) -> str:
    """The names of all that this person gets, in order, deciding each."""
    seen = ""
    while case := claim(queue, annotator, now, scope=scope):
        seen += case
        queue.decide(case, annotator, CORRECT)
    return seen


# --- who gets what


def test_no_case_goes_to_two_people(line: Make, noon: datetime) -> None:
    queue = line(6)
    assert [claim(queue, name, noon, 2) for name in ("ann", "bob", "cy", "dee")] == ["ab", "cd", "ef", ""]


def test_a_tab_keeps_what_it_holds_before_it_gets_more(line: Make, noon: datetime) -> None:
    queue = line(4)
    claim(queue, "ann", noon, 2)
    leases, new = queue.claim("ann", "t", ALL, noon, count=3)
    assert ["".join(one.case_id for one in some) for some in (leases, new)] == ["abc", "c"]
    assert claim(queue, "ann", noon, 1) == "a", "who wants fewer is told of fewer"


def test_two_tabs_of_one_person_hold_different_cases(line: Make, noon: datetime) -> None:
    queue = line(4)
    assert [claim(queue, "ann", noon, 2, tab=tab) for tab in ("one", "two")] == ["ab", "cd"]


def test_a_hold_ends_after_its_time_and_the_next_person_gets_the_case(line: Make, noon: datetime) -> None:
    queue = line(2)
    assert claim(queue, "ann", noon, 2) == "ab"
    assert claim(queue, "bob", noon + SOON) == ""
    assert claim(queue, "bob", noon + LATE) == "a"


def test_who_renews_keeps_the_case(line: Make, noon: datetime) -> None:
    queue = line(1)
    claim(queue, "ann", noon)
    [lease] = queue.renew("ann", "t", noon + SOON)
    assert lease.until == noon + SOON + queue.rules.lease
    assert claim(queue, "bob", noon + timedelta(minutes=10, seconds=59)) == ""
    assert claim(queue, "bob", noon + LATE) == "a"


def test_only_what_is_named_is_renewed_and_taken_again_where_it_is_free(line: Make, noon: datetime) -> None:
    queue = line(4)
    assert claim(queue, "ann", noon, 3) == "abc"
    later = noon + LATE
    assert claim(queue, "bob", later) == "a"
    held = queue.renew("ann", "t", later, ["a", "b"])
    assert [lease.case_id for lease in held] == ["b"], "a is somebody else's by now, c was not asked for"
    assert claim(queue, "cy", later, 2) == "cd"


def test_what_is_given_back_is_free_at_once(line: Make, noon: datetime) -> None:
    queue = line(3)
    claim(queue, "ann", noon, 2)
    assert [lease.case_id for lease in queue.release("ann", "t", ["b", "x"])] == ["b"]
    assert claim(queue, "bob", noon) == "b"
    assert [lease.case_id for lease in queue.release("ann", "t")] == ["a"]
    assert queue.release("ann", "t") == []
    assert claim(queue, "bob", noon, 2) == "ba"


def test_nobody_gives_back_what_another_tab_holds(line: Make, noon: datetime) -> None:
    queue = line(2)
    claim(queue, "ann", noon, tab="one")
    claim(queue, "bob", noon)
    assert queue.release("ann", "two") == []
    assert queue.release("ann", "t") == []
    assert claim(queue, "cy", noon) == ""


def test_a_decided_case_is_nobodys_any_more(line: Make, noon: datetime) -> None:
    queue = line(2)
    queue.decide(claim(queue, "ann", noon), "ann", CORRECT)
    assert claim(queue, "bob", noon) == "b"
    assert claim(queue, "ann", noon) == ""


def test_a_scope_gives_its_own_cases_only(item: Make, queue: Make, noon: datetime) -> None:
    made = queue([item("a", rule="sign"), item("b", rule="unit")])
    assert claim(made, "ann", noon, 2, Selection(rules=("unit",))) == "b"
    assert claim(made, "ann", noon, 2, Selection(rules=("percent",))) == "", "nor what the tab holds of another scope"
    assert claim(made, "ann", noon, 2) == "ba"


def test_a_person_may_choose_an_order_of_their_own(line: Make, noon: datetime) -> None:
    queue = line(10)
    own = [lease.case_id for lease in queue.claim("ann", "t", ALL, noon, count=9, order=Order.RANDOM)[0]]
    assert own != sorted(own)
    assert claim(queue, "bob", noon, 1) in set("abcdefghij") - set(own)


def test_what_comes_next_is_known_before_it_is_held(line: Make, noon: datetime) -> None:
    queue = line(5)
    claim(queue, "ann", noon)
    claim(queue, "bob", noon)
    assert queue.ahead("ann", ALL, 2) == ["c", "d"]
    assert claim(queue, "cy", noon, 3) == "cde", "to know is not to hold"


# --- opened by a link


def test_a_link_opens_what_nobody_is_at(line: Make, noon: datetime) -> None:
    queue = line(3)
    lease = queue.take("b", "ann", "t", noon)
    assert lease is not None
    assert queue.take("b", "ann", "t", noon) == lease, "opened again, it is the same hold"
    assert claim(queue, "bob", noon, 3) == "ac"


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(lambda queue, now: queue.claim("bob", "t", ALL, now), id="somebody is at it"),
        pytest.param(lambda queue, now: queue.decide("a", "bob", CORRECT), id="it is decided"),
        pytest.param(lambda queue, now: queue.decide("a", "ann", UNCERTAIN), id="this person said something"),
        pytest.param(lambda queue, now: queue.settle("a"), id="it is settled"),
    ],
)
def test_a_link_keeps_no_case_from_others(line: Make, noon: datetime, before: Any) -> None:
    queue = line(1)
    before(queue, noon)
    assert queue.take("a", "ann", "t", noon) is None


def test_a_link_to_what_is_not_in_the_queue_holds_nothing(line: Make, noon: datetime) -> None:
    assert line(1).take("x", "ann", "t", noon) is None


def test_a_link_opened_in_another_tab_takes_the_case_there(line: Make, noon: datetime) -> None:
    queue = line(2)
    claim(queue, "ann", noon, tab="one")
    lease = queue.take("a", "ann", "two", noon + SOON)
    assert lease is not None
    assert (lease.tab, lease.until) == ("two", noon + SOON + queue.rules.lease)
    assert claim(queue, "ann", noon, tab="one") == "b"


# --- skipped


def test_what_is_skipped_comes_last_the_longest_skipped_first(line: Make, noon: datetime) -> None:
    queue = line(4)
    for case in "ba":
        queue.skip(case, "ann")
    assert through(queue, "ann", noon) == "cdba"


def test_what_is_skipped_again_comes_after_the_others(line: Make, noon: datetime) -> None:
    queue = line(3)
    for case in "abca":
        queue.skip(case, "ann")
    assert through(queue, "ann", noon) == "bca"


def test_who_skips_lets_the_case_go(line: Make, noon: datetime) -> None:
    queue = line(2)
    assert claim(queue, "ann", noon) == "a"
    queue.skip("a", "ann")
    assert claim(queue, "bob", noon) == "a"
    assert claim(queue, "ann", noon) == "b"


def test_what_was_skipped_and_decided_by_its_link_and_taken_back_stands_at_its_place(
    line: Make, noon: datetime
) -> None:
    queue = line(3)
    queue.skip("a", "ann")
    queue.decide("a", "ann", CORRECT)
    queue.withdraw("a", "ann")
    assert through(queue, "ann", noon) == "abc"


def test_a_skipped_case_comes_after_the_audits_too(item: Make, queue: Make, noon: datetime) -> None:
    made = queue([item("a"), item("b"), item("x", source=Source.AUDIT), item("y", source=Source.AUDIT)])
    made.skip("a", "ann")
    seen = through(made, "ann", noon)
    assert (seen[0], set(seen[1:3]), seen[3]) == ("b", {"x", "y"}, "a")


def test_a_skipped_case_stays_out_of_a_scope_that_does_not_hold_it(item: Make, queue: Make, noon: datetime) -> None:
    made = queue([item("a", rule="sign"), item("b", rule="unit")])
    made.skip("a", "ann")
    assert through(made, "ann", noon, Selection(rules=("unit",))) == "b"
    assert through(made, "ann", noon) == "a"


# --- second opinions


def test_an_overlap_of_two_asks_two_people_and_no_third(line: Make, noon: datetime) -> None:
    queue = line(2, overlap=2)
    assert [claim(queue, name, noon, 2) for name in ("ann", "bob", "cy")] == ["ab", "ab", ""]
    queue.decide("a", "ann", CORRECT)
    assert claim(queue, "cy", noon) == "", "one has said something and one is at it"
    queue.release("bob", "t")
    assert claim(queue, "cy", noon, 2) == "ab"
    assert claim(queue, "ann", noon, 2) == "b", "nobody gets a case twice"


def test_who_cannot_tell_leaves_the_case_to_others(line: Make, noon: datetime) -> None:
    queue = line(1)
    queue.decide(claim(queue, "ann", noon), "ann", UNCERTAIN)
    assert claim(queue, "ann", noon) == ""
    assert claim(queue, "bob", noon) == "a"


def test_people_who_differ_close_a_case_until_somebody_settles_it(line: Make, noon: datetime) -> None:
    queue = line(1, overlap=3)
    queue.decide("a", "ann", CORRECT)
    queue.decide("a", "bob", INCORRECT)
    assert claim(queue, "cy", noon) == "", "a dispute is not settled by the queue"
    queue.settle("a")
    assert claim(queue, "cy", noon) == ""


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param(lambda queue: queue.decide("a", "bob", CORRECT), id="who differed gives in"),
        pytest.param(lambda queue: queue.decide("a", "bob", UNCERTAIN), id="who differed comes to doubt"),
        pytest.param(lambda queue: queue.withdraw("a", "bob"), id="who differed takes it back"),
    ],
)
def test_a_case_that_is_open_again_is_found_again(line: Make, noon: datetime, opening: Any) -> None:
    queue = line(2, overlap=3)
    queue.decide("a", "ann", CORRECT)
    queue.decide("a", "bob", INCORRECT)
    assert [claim(queue, name, noon) for name in ("cy", "dee")] == ["b", "b"], "everybody has passed it over"
    opening(queue)
    assert claim(queue, "eve", noon) == "a"


def test_a_decision_that_comes_to_doubt_gives_the_case_to_others(line: Make, noon: datetime) -> None:
    queue = line(2)
    queue.decide("a", "ann", CORRECT)
    assert claim(queue, "bob", noon) == "b"
    queue.decide("a", "ann", UNCERTAIN)
    assert claim(queue, "cy", noon) == "a"


def test_what_is_taken_back_waits_again_for_all(line: Make, noon: datetime) -> None:
    queue = line(2)
    queue.decide("a", "ann", CORRECT)
    assert (claim(queue, "bob", noon), claim(queue, "cy", noon)) == ("b", "")
    queue.withdraw("a", "ann")
    assert claim(queue, "cy", noon) == "a"
    queue.release("cy", "t")
    assert claim(queue, "ann", noon) == "a"


def test_what_is_taken_back_is_found_again_by_who_passed_it_over(line: Make, noon: datetime) -> None:
    queue = line(2, overlap=2)
    queue.decide("a", "ann", CORRECT)
    assert claim(queue, "ann", noon) == "b"
    queue.release("ann", "t")
    queue.withdraw("a", "ann")
    assert claim(queue, "ann", noon) == "a"


def test_the_opinion_before_holds_again_when_a_later_one_is_taken_back(line: Make, noon: datetime) -> None:
    queue = line(1)
    queue.decide("a", "ann", INCORRECT)
    queue.decide("a", "ann", CORRECT)
    queue.withdraw("a", "ann", before=INCORRECT)
    assert claim(queue, "bob", noon) == ""
    queue.decide("a", "bob", INCORRECT)
    assert not queue.opinions.disputed("a")


def test_a_settled_case_that_is_settled_no_more_is_asked_again(line: Make, noon: datetime) -> None:
    queue = line(1)
    queue.settle("a")
    assert claim(queue, "ann", noon) == ""
    queue.settle("a", settled=False)
    assert claim(queue, "ann", noon) == "a"


def test_a_share_of_the_cases_gets_a_second_opinion_and_always_the_same_ones(item: Make, queue: Make) -> None:
    items = [item(f"c{number}") for number in range(1_000)]

    def wanted(share: float, seed: int) -> list[int]:
        made = queue(items, seed, second_share=share)
        return [made.wanted(one) for one in items]

    assert wanted(0.1, seed=1) == wanted(0.1, seed=2)
    assert Counter(wanted(0.1, seed=1))[2] == pytest.approx(100, abs=30)
    larger = zip(wanted(0.1, seed=1), wanted(0.3, seed=1), strict=True)
    assert all(after >= before for before, after in larger), "a larger share keeps the others"


@pytest.mark.parametrize(("share", "wanted"), [(0.0, {2}), (1.0, {3})])
def test_no_share_and_the_whole_are_exact(item: Make, queue: Make, share: float, wanted: set[int]) -> None:
    items = [item(f"c{number}") for number in range(100)]
    made = queue(items, overlap=2, second_share=share)
    assert {made.wanted(one) for one in items} == wanted


# --- audits and gold


def shelf(item: Make, **amounts: int) -> list[Any]:
    """So many items of each source."""
    return [
        item(f"{source}{number}", source=Source(source))
        for source, amount in amounts.items()
        for number in range(amount)
    ]


def sources(queue: Queue, annotator: str, now: datetime, amount: int) -> Counter[Source]:
    """Of which sources the next cases of a person are."""
    seen: Counter[Source] = Counter()
    for _ in range(amount):
        case = queue.claim(annotator, "t", ALL, now)[0][0].case_id
        seen[queue.items[case].source] += 1
        queue.decide(case, annotator, CORRECT)
    return seen


def test_audits_and_gold_are_mixed_in_by_their_shares(item: Make, queue: Make, noon: datetime) -> None:
    items = shelf(item, doubtful=1_000, audit=1_000, gold=1_000)
    seen = sources(queue(items, audit_share=0.2, gold_share=0.1), "ann", noon, 500)
    assert seen[Source.AUDIT] == pytest.approx(100, abs=30)
    assert seen[Source.GOLD] == pytest.approx(50, abs=22)


def test_without_shares_audits_come_after_all_that_is_doubtful_and_gold_never(
    item: Make, queue: Make, noon: datetime
) -> None:
    made = queue(shelf(item, doubtful=3, audit=2, gold=2))
    assert sources(made, "ann", noon, 3) == {Source.DOUBTFUL: 3}
    assert sources(made, "ann", noon, 2) == {Source.AUDIT: 2}
    assert claim(made, "ann", noon) == ""


def test_an_audited_case_is_asked_once_whatever_the_overlap(item: Make, queue: Make, noon: datetime) -> None:
    made = queue(shelf(item, audit=1), overlap=3, second_share=1.0)
    assert [claim(made, name, noon) for name in ("ann", "bob")] == ["audit0", ""]
    made.decide("audit0", "ann", CORRECT)
    assert claim(made, "bob", noon) == ""


def test_gold_is_asked_of_everybody_once_also_at_the_same_time(item: Make, queue: Make, noon: datetime) -> None:
    made = queue(shelf(item, gold=2), gold_share=1.0)
    made.settle("gold0")
    made.settle("gold1")
    for name in ("ann", "bob", "cy"):
        assert set(made.lane(Source.GOLD, ALL, Order.RANDOM).cases) == {
            lease.case_id for lease in made.claim(name, "t", ALL, noon, count=5)[0]
        }
    made.decide("gold0", "ann", INCORRECT)
    made.decide("gold0", "bob", CORRECT)
    assert claim(made, "ann", noon, 5) == "gold1", "that people differ closes it for nobody"


def test_gold_and_audits_keep_to_the_scope(item: Make, queue: Make, noon: datetime) -> None:
    items = [*shelf(item, gold=1, audit=1), item("a", rule="unit")]
    made = queue(items, gold_share=0.5, audit_share=0.5)
    assert claim(made, "ann", noon, 5, Selection(rules=("unit",))) == "a"


# --- blind


@pytest.mark.parametrize(
    ("share", "expected", "room"),
    [
        pytest.param(0.0, 0, 0, id="off hides nothing"),
        pytest.param(1.0, 1_000, 0, id="on hides all"),
        pytest.param(0.5, 500, 60, id="half hides about every second case"),
    ],
)
def test_the_team_chooses_for_how_many_cases_the_graders_word_is_hidden(
    item: Make, queue: Make, share: float, expected: int, room: int
) -> None:
    made = queue([item(f"c{number}") for number in range(1_000)], blind_share=share)
    hidden = [made.hides(case) for case in made.items]
    assert sum(hidden) == pytest.approx(expected, abs=room)
    assert hidden == [made.hides(case) for case in made.items], "asked again, it is the same"


def test_half_blind_and_half_doubled_are_drawn_apart(item: Make, queue: Make) -> None:
    made = queue([item(f"c{number}") for number in range(1_000)], blind_share=0.5, second_share=0.5)
    both = sum(made.hides(name) and made.wanted(one) == 2 for name, one in made.items.items())
    assert both == pytest.approx(250, abs=60)


def test_while_audits_are_mixed_in_everything_is_blind(item: Make, queue: Make, noon: datetime) -> None:
    made = queue(shelf(item, doubtful=2, audit=1))
    assert {made.hides(case) for case in made.items} == {True}
    lease = made.claim("ann", "t", ALL, noon)[0][0]
    assert lease.blind
    made.decide("audit0", "bob", CORRECT)
    assert {made.hides(case) for case in made.items} == {False}
    assert made.was_blind(lease.case_id, "ann"), "what was hidden when it was handed out was hidden"
    assert not made.was_blind(lease.case_id, "cy")


@pytest.mark.parametrize(("share", "hidden"), [(0.05, True), (0.0, False)])
def test_gold_hides_the_graders_word_where_it_is_mixed_in(item: Make, queue: Make, share: float, hidden: bool) -> None:
    made = queue(shelf(item, doubtful=1, gold=1), gold_share=share)
    made.settle("gold0")
    assert made.hides("doubtful0") is hidden


# --- how much is left


def test_waiting_counts_what_still_wants_this_person(line: Make, noon: datetime) -> None:
    queue = line(4, overlap=2)
    claim(queue, "bob", noon, 2)
    assert queue.waiting("ann", ALL) == 4, "whoever is at a case now, it waits"
    queue.decide("a", "ann", CORRECT)
    assert (queue.waiting("ann", ALL), queue.waiting("bob", ALL)) == (3, 4)
    queue.decide("a", "bob", CORRECT)
    assert (queue.waiting("ann", ALL), queue.waiting("bob", ALL), queue.waiting("cy", ALL)) == (3, 3, 3)
    queue.withdraw("a", "bob")
    assert (queue.waiting("ann", ALL), queue.waiting("bob", ALL)) == (3, 4)


def test_who_spoke_last_waits_for_nothing_when_the_first_takes_it_back(line: Make) -> None:
    queue = line(1, overlap=2)
    queue.decide("a", "bob", CORRECT)
    queue.decide("a", "ann", CORRECT)
    queue.withdraw("a", "bob")
    assert (queue.waiting("ann", ALL), queue.waiting("bob", ALL)) == (0, 1)


def test_opinions_on_what_is_not_in_the_queue_change_nothing(line: Make, noon: datetime) -> None:
    queue = line(2)
    queue.decide("x", "ann", CORRECT)
    queue.withdraw("x", "ann")
    queue.settle("x")
    queue.skip("x", "ann")
    assert queue.waiting("ann", ALL) == 2
    assert claim(queue, "ann", noon, 3) == "ab"


def test_many_scopes_make_room_for_each_other(line: Make) -> None:
    queue = line(3)
    for number in range(200):
        assert queue.waiting("ann", Selection(models=("ada", f"m{number}"))) == 3
    assert len(queue._lanes) <= 64
