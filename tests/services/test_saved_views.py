from __future__ import annotations

import pytest

from review_app.errors import InputError, NotAllowed, NotFound
from review_app.services.saved_views import MAX_NAME, remove, save, views
from review_app.services.view_address import read_address
from review_app.store.browse import Query

HARD = Query(statuses=("disputed",), levels=(5,))


def test_a_view_is_kept_by_its_name_without_the_page(store):
    assert save(store, "Ada", "  hard \n ones ", Query(text="x", page=9)) == "hard ones"
    [row] = views(store)
    assert (row["name"], row["made_by"]) == ("hard ones", "Ada")
    assert read_address(row["query"]) == Query(text="x")


def test_a_view_of_ones_own_is_replaced(store):
    save(store, "Ada", "hard", Query())
    save(store, "Ada", "hard", HARD)
    assert [read_address(row["query"]) for row in views(store)] == [HARD]


def test_the_name_of_anothers_view_is_taken(store):
    save(store, "Ada", "hard", HARD)
    with pytest.raises(InputError, match="Ada has a view of this name"):
        save(store, "Bob", " hard", Query())
    assert [row["made_by"] for row in views(store)] == ["Ada"]


def test_a_name_is_free_again_when_its_view_is_removed(store):
    save(store, "Ada", "hard", HARD)
    remove(store, "Ada", "hard", anybodys=False)
    assert views(store) == []
    save(store, "Bob", "hard", Query())
    assert [row["made_by"] for row in views(store)] == ["Bob"]


def test_views_are_listed_by_name_capitals_or_not(store):
    for name in ("b", "A", "c", "难题"):
        save(store, "Ada", name, HARD)
    assert [row["name"] for row in views(store)] == ["A", "b", "c", "难题"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("", "give the view a name", id="none"),
        pytest.param(" \n\t", "give the view a name", id="blank"),
        pytest.param("x" * (MAX_NAME + 1), f"{MAX_NAME} are kept", id="too long"),
    ],
)
def test_a_name_that_is_none_is_refused(store, name, message):
    with pytest.raises(InputError, match=message):
        save(store, "Ada", name, HARD)
    assert views(store) == []


def test_half_a_surrogate_pair_in_a_name_is_kept_as_a_question_mark(store):
    assert save(store, "Ada", "x\ud800", HARD) == "x?"


@pytest.mark.parametrize(("by", "anybodys"), [("Ada", False), ("Root", True)])
def test_its_maker_and_an_admin_remove_a_view(store, by, anybodys):
    save(store, "Ada", "hard", HARD)
    remove(store, by, "hard", anybodys=anybodys)
    assert views(store) == []


def test_nobody_else_removes_it(store):
    save(store, "Ada", "hard", HARD)
    with pytest.raises(NotAllowed, match="Ada made this view"):
        remove(store, "Bob", "hard", anybodys=False)
    assert len(views(store)) == 1


@pytest.mark.parametrize("name", ["hard", "'; DELETE FROM saved_views; --"])
def test_a_view_that_is_gone_is_not_found(store, name):
    save(store, "Ada", "hard", HARD)
    remove(store, "Ada", "hard", anybodys=False)
    with pytest.raises(NotFound, match="there is no view"):
        remove(store, "Ada", name, anybodys=True)
