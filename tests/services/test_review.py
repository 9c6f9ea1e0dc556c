from __future__ import annotations

import pytest

from review_app.domain import Outcome
from review_app.errors import InputError, NotFound
from review_app.services import review
from review_app.store import Store
from review_app.store.outcomes import Selection

EVERYTHING = Selection()


def test_a_turn_shows_the_next_case_with_all_there_is_to_see(graded: Store) -> None:
    turn = review.next_turn(graded, "ann", EVERYTHING)
    assert (turn.waiting, turn.total, turn.decided) == (2, 2, 0)
    assert turn.card is not None
    assert turn.card.case["status"] == "pending"
    assert turn.card.case["reference"] in {"7", "8"}
    assert len(turn.card.responses) == 2
    assert not turn.card.dollars, "GSM8K's dollars are money"
    assert turn.card.opinions == []


def test_deciding_leads_through_all_cases_to_the_end(graded: Store) -> None:
    seen = []
    while (card := review.next_turn(graded, "ann", EVERYTHING).card) is not None:
        seen.append(card.case_id)
        assert review.decide(graded, "ann", [card.case_id], Outcome.CORRECT, " a note ") == 1
    assert len(set(seen)) == 2
    end = review.next_turn(graded, "ann", EVERYTHING)
    assert (end.waiting, end.total, end.decided) == (0, 2, 2)
    assert [row["note"] for row in review.open_card(graded, seen[0]).opinions] == ["a note"]


def test_undo_brings_the_case_back(graded: Store) -> None:
    card = review.next_turn(graded, "ann", EVERYTHING).card
    assert card is not None
    review.decide(graded, "ann", [card.case_id], Outcome.INCORRECT)
    assert review.undo(graded, "ann") == [card.case_id]
    turn = review.turn_at(graded, "ann", EVERYTHING, card.case_id)
    assert turn.card == card
    assert turn.waiting == 2
    assert review.undo(graded, "ann") == []


def test_a_skipped_case_comes_last(graded: Store) -> None:
    first = review.next_turn(graded, "ann", EVERYTHING).card
    assert first is not None
    review.skip(graded, "ann", first.case_id)
    second = review.next_turn(graded, "ann", EVERYTHING).card
    assert second is not None
    assert second.case_id != first.case_id
    assert review.next_turn(graded, "bob", EVERYTHING).card == first


def test_many_cases_are_decided_at_once_and_taken_back_at_once(graded: Store) -> None:
    cases = [row["case_id"] for row in review.doubtful_page(graded, EVERYTHING, 1, 200).rows]
    assert review.decide(graded, "ann", [*cases, *cases], Outcome.CORRECT) == 2, "a case named twice is one"
    assert review.doubtful_page(graded, EVERYTHING, 1, 200).rows == []
    assert sorted(review.undo(graded, "ann")) == sorted(cases)


def test_of_many_cases_none_is_decided_when_one_is_unknown(graded: Store) -> None:
    cases = [row["case_id"] for row in review.doubtful_page(graded, EVERYTHING, 1, 200).rows]
    with pytest.raises(NotFound):
        review.decide(graded, "ann", [*cases, "c0"], Outcome.CORRECT)
    assert review.next_turn(graded, "ann", EVERYTHING).waiting == 2


@pytest.mark.parametrize(
    ("page", "size", "shown", "rows", "pages"),
    [
        pytest.param(1, 1, 1, 1, 2, id="the first page"),
        pytest.param(2, 1, 2, 1, 2, id="the last page"),
        pytest.param(9, 1, 2, 1, 2, id="past the end is the last"),
        pytest.param(0, 1, 1, 1, 2, id="before the beginning is the first"),
        pytest.param(-5, 200, 1, 2, 1, id="all on one page"),
    ],
)
def test_pages_of_the_table(page: int, size: int, shown: int, rows: int, pages: int, graded: Store) -> None:
    listing = review.doubtful_page(graded, EVERYTHING, page, size)
    assert (listing.page, len(listing.rows), listing.total, listing.pages) == (shown, rows, 2, pages)


def test_a_table_without_rows_has_one_page(store: Store) -> None:
    listing = review.doubtful_page(store, EVERYTHING, 3, 200)
    assert (listing.rows, listing.total, listing.page, listing.pages) == ([], 0, 1, 1)


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        pytest.param("x" * review.MAX_NOTE, "x" * review.MAX_NOTE, id="as long as may be"),
        pytest.param("  \n", "", id="blanks are no note"),
        pytest.param("half a pair \ud800", "half a pair ?", id="half a surrogate pair"),
        pytest.param("<b>&\x00👩‍🔬", "<b>&\x00👩‍🔬", id="kept as it is"),
    ],
)
def test_a_note_is_kept(note: str, kept: str, graded: Store) -> None:
    card = review.next_turn(graded, "ann", EVERYTHING).card
    assert card is not None
    review.decide(graded, "ann", [card.case_id], Outcome.CORRECT, note)
    assert review.open_card(graded, card.case_id).opinions[0]["note"] == kept


def test_a_note_that_is_too_long_is_refused_and_nothing_decided(graded: Store) -> None:
    card = review.next_turn(graded, "ann", EVERYTHING).card
    assert card is not None
    with pytest.raises(InputError, match="4001 characters; 4000 are kept: shorten it"):
        review.decide(graded, "ann", [card.case_id], Outcome.CORRECT, "x" * (review.MAX_NOTE + 1))
    assert review.next_turn(graded, "ann", EVERYTHING).card == card


def test_deciding_nothing_is_explained(graded: Store) -> None:
    with pytest.raises(InputError, match="tick at least one row first"):
        review.decide(graded, "ann", [], Outcome.CORRECT)


def test_an_unknown_case_is_not_found(graded: Store) -> None:
    for act in (
        lambda: review.open_card(graded, "c0"),
        lambda: review.turn_at(graded, "ann", EVERYTHING, "c0"),
        lambda: review.skip(graded, "ann", "c0"),
        lambda: review.decide(graded, "ann", ["c0"], Outcome.CORRECT),
    ):
        with pytest.raises(NotFound):
            act()
    assert graded.value("SELECT count(*) FROM skips") == 0
