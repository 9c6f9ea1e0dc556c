from __future__ import annotations

import pytest

from review_app.domain import Outcome, Selection
from review_app.errors import InputError, NotFound
from review_app.services import review
from review_app.store import Store

EVERYTHING = Selection()


def first_case(store: Store) -> str:
    return str(review.doubtful_page(store, EVERYTHING, 1, 1).rows[0]["case_id"])


def test_a_card_shows_all_there_is_to_see(graded: Store) -> None:
    card = review.open_card(graded, first_case(graded))
    assert card.case["automatic"] == "uncertain"
    assert card.case["reference"] in {"7", "8"}
    assert (len(card.responses), card.total) == (2, 2)
    assert not card.dollars, "GSM8K's dollars are money"
    assert card.opinions == []
    assert [row["responses"] for row in card.siblings] == [2], "the other model answered otherwise"


def test_an_opinion_stands_on_the_card_until_it_is_taken_back(graded: Store) -> None:
    case = first_case(graded)
    assert review.decide(graded, "ann", [case], Outcome.CORRECT, " a note ") == 1
    assert [row["note"] for row in review.open_card(graded, case).opinions] == ["a note"]
    assert review.undo(graded, "ann") == [case]
    assert review.open_card(graded, case).opinions == []
    assert review.undo(graded, "ann") == []


def test_only_a_case_can_be_skipped(graded: Store) -> None:
    review.skip(graded, "ann", first_case(graded))
    with pytest.raises(NotFound, match="there is none here"):
        review.skip(graded, "ann", "c0")
    assert graded.value("SELECT count(*) FROM skips") == 1


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        pytest.param("", "", id="no flag"),
        pytest.param(" \\frac{1}{3} ", "\\frac{1}{3}", id="an answer is kept as it is"),
        pytest.param("x" * review.MAX_ANSWER, "x" * review.MAX_ANSWER, id="the longest"),
    ],
)
def test_a_right_answer_is_kept(answer: str, kept: str) -> None:
    assert review.checked_answer(answer, "1/2") == kept


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(" 1/2 ", "the reference as it stands", id="the reference itself"),
        pytest.param("x" * (review.MAX_ANSWER + 1), "give the answer alone", id="an essay"),
    ],
)
def test_a_right_answer_that_is_none_is_refused(answer: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        review.checked_answer(answer, "1/2")


def test_many_cases_are_decided_at_once_and_taken_back_at_once(graded: Store) -> None:
    cases = [row["case_id"] for row in review.doubtful_page(graded, EVERYTHING, 1, 200).rows]
    assert review.decide(graded, "ann", [*cases, *cases], Outcome.CORRECT) == 2, "a case named twice is one"
    assert review.doubtful_page(graded, EVERYTHING, 1, 200).rows == []
    assert sorted(review.undo(graded, "ann")) == sorted(cases)


def test_of_many_cases_none_is_decided_when_one_is_unknown(graded: Store) -> None:
    cases = [row["case_id"] for row in review.doubtful_page(graded, EVERYTHING, 1, 200).rows]
    with pytest.raises(NotFound):
        review.decide(graded, "ann", [*cases, "c0"], Outcome.CORRECT)
    assert review.doubtful_page(graded, EVERYTHING, 1, 1).total == 2


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
    card = review.open_card(graded, first_case(graded))
    review.decide(graded, "ann", [card.case_id], Outcome.CORRECT, note)
    assert review.open_card(graded, card.case_id).opinions[0]["note"] == kept


def test_a_note_that_is_too_long_is_refused_and_nothing_decided(graded: Store) -> None:
    card = review.open_card(graded, first_case(graded))
    with pytest.raises(InputError, match="4001 characters; 4000 are kept: shorten it"):
        review.decide(graded, "ann", [card.case_id], Outcome.CORRECT, "x" * (review.MAX_NOTE + 1))
    assert graded.value("SELECT count(*) FROM decisions") == 0


def test_deciding_nothing_is_explained(graded: Store) -> None:
    with pytest.raises(InputError, match="tick at least one row first"):
        review.decide(graded, "ann", [], Outcome.CORRECT)


def test_an_unknown_case_is_not_found(graded: Store) -> None:
    for act in (
        lambda: review.open_card(graded, "c0"),
        lambda: review.skip(graded, "ann", "c0"),
        lambda: review.decide(graded, "ann", ["c0"], Outcome.CORRECT),
    ):
        with pytest.raises(NotFound):
            act()
    assert graded.value("SELECT count(*) FROM skips") == 0
