from __future__ import annotations

from dataclasses import asdict, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_app.errors import InputError
from review_app.queue.order import Order
from review_app.services.preferences import BOUNDS, CHECKS, Blind, Preferences, choose, fits, history, preferences
from review_app.store import preferences as kept

USUAL = Preferences()


def test_without_a_choice_the_defaults_hold(store):
    assert preferences(store) == USUAL
    assert history(store) == []


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"overlap": 2, "second_share": 0.1}, id="numbers"),
        pytest.param({"order": "random", "blind": "half"}, id="names of a list"),
        pytest.param({"order": Order.FLIPS, "blind": Blind.ON}, id="values of an enumeration"),
        pytest.param({"hide_names": False}, id="yes or no"),
        pytest.param({"overlap": 3.0}, id="a whole number as browsers send it"),
        pytest.param({name: bound for name, (bound, _) in BOUNDS.items()}, id="the least of everything"),
        pytest.param({name: bound for name, (_, bound) in BOUNDS.items()}, id="the most of everything"),
    ],
)
def test_what_was_chosen_holds_with_its_type(store, changes):
    assert choose(store, "Ada", **changes) == preferences(store) == replace(USUAL, **changes)
    types = {field.name: type(getattr(USUAL, field.name)) for field in fields(Preferences)}
    assert {name: type(value) for name, value in asdict(preferences(store)).items()} == types


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"overlap": 0}, "between 1 and 9", id="too few"),
        pytest.param({"overlap": 10}, "between 1 and 9", id="too many"),
        pytest.param({"overlap": 1.5}, "whole number", id="half an opinion"),
        pytest.param({"overlap": True}, "between 1 and 9", id="yes is no number"),
        pytest.param({"overlap": "2"}, "between 1 and 9", id="text is no number"),
        pytest.param({"lease_minutes": None}, "lease_minutes is —", id="an empty field"),
        pytest.param({"audit_share": float("nan")}, "between 0 and 1", id="no number"),
        pytest.param({"audit_share": -0.01}, "between 0 and 1", id="less than nothing"),
        pytest.param({"gold_share": 1.01}, "between 0 and 1", id="more than all"),
        pytest.param({"order": "fastest"}, "choose one of effect, flips", id="an order that there is not"),
        pytest.param({"blind": None}, "choose one of off, on, half", id="nothing of a list"),
        pytest.param({"hide_names": 1}, "yes or no", id="a number is neither yes nor no"),
        pytest.param({"colour": "red"}, "there is no setting colour", id="an unknown name"),
        pytest.param({"second_share": 0.5, "overlap": 99}, "overlap is 99", id="one of two"),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_nothing_is_kept(store, changes, message):
    with pytest.raises(InputError, match=message):
        choose(store, "Ada", **changes)
    assert preferences(store) == USUAL
    assert history(store) == []


def test_only_changes_are_kept(store):
    choose(store, "Ada", **asdict(USUAL))
    assert history(store) == []
    choose(store, "Ada", overlap=2, hide_names=True)
    choose(store, "Bob", overlap=2)
    assert [(one.name, one.before, one.after, one.by) for one in history(store)] == [("overlap", 1, 2, "Ada")]


def test_the_history_tells_who_chose_what_in_place_of_what(store):
    choose(store, "Ada", blind=Blind.HALF)
    choose(store, "Bob", blind=Blind.OFF)
    assert [(one.by, one.before, one.after) for one in history(store)] == [
        ("Bob", "half", "off"),
        ("Ada", "off", "half"),
    ]


def test_what_another_version_kept_does_not_stop_this_one(store):
    kept.choose(store, "Ada", {"overlap": 50, "order": "by_colour", "gone": 1, "blind": "on"})
    assert preferences(store) == replace(USUAL, blind=Blind.ON)
    assert len(history(store)) == 4


def test_every_choice_has_a_check_that_its_default_passes():
    assert set(CHECKS) == {field.name for field in fields(Preferences)}
    assert all(fits(name, value) for name, value in asdict(USUAL).items())
    assert set(BOUNDS) < set(CHECKS)


@given(st.sampled_from(sorted(BOUNDS)), st.floats() | st.integers() | st.none() | st.booleans() | st.text(max_size=3))
def test_a_number_fits_only_within_its_bounds(name, value):
    least, most = BOUNDS[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    inside = is_number and least <= value <= most and (name != "overlap" or value == int(value))
    assert fits(name, value) == inside
