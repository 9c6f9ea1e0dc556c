from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest

from review_app.services import cards as module
from review_app.services.cards import AHEAD, Cards
from review_app.services.evidence import Card
from review_app.store import Store, evidence

COMING = [f"n{number}" for number in range(4_000)]


class Reader:
    """Stands where cards are read, and knows what was read. Cases that begin with the same letter are answers to one
    problem; those that begin with x have no responses."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, store: Store, ids: Iterable[str]) -> dict[str, Card]:
        wanted = list(ids)
        self.calls.append(wanted)
        self.meanwhile()
        return {case_id: card(case_id) for case_id in wanted if not case_id.startswith("x")}


def card(case_id: str) -> Card:
    """Two answers to a problem: `a1` tells of `a2` and `a2` of `a1`."""
    other = case_id[0] + ("2" if case_id.endswith("1") else "1")
    return Card({"case_id": case_id}, [{"total": 1}], [{"case_id": other}], "", "")


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    found = Reader()
    monkeypatch.setattr(module, "read_cards", found)
    return found


@pytest.fixture
def cards(store: Store) -> Cards:
    return Cards(store)


def test_a_card_is_read_once(cards: Cards, reader: Reader) -> None:
    assert [*cards.get(["a1"]), *cards.get(["a1"])] == ["a1", "a1"]
    assert reader.calls == [["a1"]]


def test_with_a_missing_card_those_that_come_next_are_read(cards: Cards, reader: Reader) -> None:
    cards.get(["a1"], lambda most: COMING[:most])
    assert reader.calls == [["a1", *COMING[:AHEAD]]]
    cards.get(COMING[:2], lambda most: pytest.fail("nothing is missing"))
    assert len(reader.calls) == 1


def test_more_is_read_before_anybody_misses_it(cards: Cards, reader: Reader) -> None:
    place = 0

    def ahead(most: int) -> list[str]:
        return COMING[place : place + most]

    for place in range(1, 5 * AHEAD):
        assert list(cards.get([COMING[place - 1]], ahead)) == [COMING[place - 1]]
        cards._read._writer.submit(int).result(10)  # what is read in the background is read
    assert reader.calls[0][0] == "n0"
    missed = [call for call in reader.calls[1:] if len(call) > AHEAD // 2]
    assert (len(reader.calls), missed) == (10, [])


def test_a_case_without_responses_has_no_card(cards: Cards, reader: Reader) -> None:
    assert list(cards.get(["a1", "x1"])) == ["a1"]


def test_a_decision_outdates_the_cards_that_tell_of_its_case_and_no_others(cards: Cards, reader: Reader) -> None:
    cards.get(["a1", "a2", "b1"])
    cards.forget_siblings("a1")
    cards.get(["a1", "a2", "b1"])
    assert reader.calls[1:] == [["a2"]]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda cards: cards.forget_siblings("a2"), id="somebody decided another answer to the problem"),
        pytest.param(lambda cards: cards.clear(), id="something changed many cases"),
    ],
)
def test_what_changes_while_a_card_is_read_outdates_it(
    cards: Cards, reader: Reader, change: Callable[[Cards], object]
) -> None:
    reader.meanwhile = lambda: change(cards)
    assert list(cards.get(["a1"])) == ["a1"]
    cards.get(["a1"])
    assert reader.calls == [["a1"], ["a1"]]


def test_those_who_come_while_somebody_reads_share_the_next_reading(cards: Cards, reader: Reader) -> None:
    begun, go_on = Event(), Event()

    def wait() -> None:
        begun.set()
        assert go_on.wait(10)

    reader.meanwhile = wait
    with ThreadPoolExecutor(6) as threads:
        first = threads.submit(cards.get, ["a1"])
        assert begun.wait(10)
        others = [threads.submit(cards.get, [case_id]) for case_id in ("b1", "c1", "d1", "b1")]
        while len(cards._read._waiting) < len(others):
            sleep(0.001)
        go_on.set()
        assert [list(asked.result(10)) for asked in (first, *others)] == [["a1"], ["b1"], ["c1"], ["d1"], ["b1"]]
    assert (reader.calls[0], sorted(reader.calls[1])) == (["a1"], ["b1", "c1", "d1"])
    assert len(reader.calls) == 2


def test_the_cards_that_nobody_wanted_for_longest_make_room(
    cards: Cards, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_CARDS", 2)
    for case_id in ("a1", "b1", "a1", "c1", "a1", "b1"):
        cards.get([case_id])
    assert reader.calls == [["a1"], ["b1"], ["c1"], ["b1"]]


def test_real_cards_of_a_store_are_found(graded: Store) -> None:
    ids = [row["id"] for row in graded.rows("SELECT id FROM cases")]
    found = Cards(graded).get([*ids, "unknown"])
    assert sorted(found) == sorted(ids)
    assert [found[row["case_id"]].case for row in evidence.cases(graded, ids[:1])] == [found[ids[0]].case]
