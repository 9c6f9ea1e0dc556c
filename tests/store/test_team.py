from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

import duckdb
import pytest

from review_app.store import Store, team

START = datetime(2025, 1, 1)


def noted(store: Store, *events: tuple[str, dict[str, str]], name: str = "Ada") -> dict[str, object]:
    """What holds of a person after these events, a minute apart."""
    for minute, (event, more) in zip(count(), events, strict=False):
        team.note(store, event, name, "Boss", START + timedelta(minutes=minute), **more)
    (row,) = team.members(store)
    return row


ADDED = ("added", {"role": "annotator", "password": "hash 1"})


def test_a_store_of_nobody_has_no_members(store: Store) -> None:
    assert team.members(store) == []


def test_what_was_said_when_somebody_was_added_holds(store: Store) -> None:
    assert noted(store, ADDED) == {
        "name": "Ada", "role": "annotator", "password": "hash 1", "disabled": False, "epoch": 0, "added_at": START,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("events", "changes"),
    [
        pytest.param([("role", {"role": "admin"})], {"role": "admin"}, id="a role alone ends no session"),
        pytest.param(
            [("password", {"password": "hash 2"})], {"password": "hash 2", "epoch": 1}, id="a password ends all"
        ),
        pytest.param([("rehashed", {"password": "hash 2"})], {"password": "hash 2"}, id="the same password anew, none"),
        pytest.param([("disabled", {})], {"disabled": True, "epoch": 1}, id="disabled"),
        pytest.param([("disabled", {}), ("enabled", {})], {"epoch": 1}, id="enabled again, but signed out"),
        pytest.param(
            [("disabled", {}), ("enabled", {}), ("disabled", {})], {"disabled": True, "epoch": 2}, id="disabled again"
        ),
        pytest.param([("signed_out", {}), ("signed_out", {})], {"epoch": 2}, id="each sign-out counts"),
    ],
)
def test_the_newest_event_of_a_kind_holds(store: Store, events: list, changes: dict) -> None:
    before = {
        "name": "Ada", "role": "annotator", "password": "hash 1", "disabled": False, "epoch": 0, "added_at": START,
    }  # fmt: skip
    assert noted(store, ADDED, *events) == before | changes


def test_members_come_in_the_order_in_which_they_came(store: Store) -> None:
    for minute, name in enumerate(("Zoe", "Ada", "王小明")):
        team.note(store, *ADDED[:1], name, "Boss", START + timedelta(minutes=minute), **ADDED[1])
    assert [row["name"] for row in team.members(store)] == ["Zoe", "Ada", "王小明"]


def test_who_did_it_and_when_is_kept(store: Store) -> None:
    noted(store, ADDED, ("signed_out", {}))
    rows = store.rows("SELECT event, made_by, made_at FROM user_events ORDER BY seq")
    assert [(row["event"], row["made_by"], row["made_at"].minute) for row in rows] == [
        ("added", "Boss", 0), ("signed_out", "Boss", 1),
    ]  # fmt: skip


def test_an_event_that_nobody_knows_is_refused(store: Store) -> None:
    with pytest.raises(duckdb.ConstraintException):
        noted(store, ("promoted", {}))
    assert team.members(store) == []
