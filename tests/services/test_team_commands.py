from __future__ import annotations

import json
from typing import Any

import pytest

from review_app.errors import InputError, NotFound
from review_app.services.team import Team
from review_app.services.team_commands import COMMANDS, run
from review_app.store import Store


@pytest.fixture
def team(store: Store) -> Team:
    """An admin and an annotator, added by commands."""
    team = Team(store)
    run(team, {"command": "add", "name": "Bo", "role": "admin", "password": "hash"})
    run(team, {"command": "add", "name": "Ada", "role": "annotator", "password": "hash"})
    return team


@pytest.mark.parametrize(
    ("wish", "answer"),
    [
        pytest.param(
            {"command": "add", "name": "Zoe", "role": "researcher", "password": "hash"},
            {"name": "Zoe", "role": "researcher", "disabled": False},
            id="add",
        ),
        pytest.param({"command": "role", "name": "ada", "role": "adjudicator"}, {"role": "adjudicator"}, id="role"),
        pytest.param({"command": "disable", "name": "Ada"}, {"name": "Ada", "disabled": True}, id="disable"),
        pytest.param({"command": "enable", "name": "Ada"}, {"disabled": False}, id="enable"),
        pytest.param({"command": "passwd", "name": "Ada", "password": "other"}, {"name": "Ada"}, id="passwd"),
        pytest.param({"command": "signout", "name": "Ada"}, {"name": "Ada"}, id="signout"),
    ],
)
def test_a_command_is_done_and_answers_what_holds(team: Team, wish: dict[str, str], answer: dict[str, Any]) -> None:
    said = run(team, wish)
    assert {name: said[name] for name in answer} == answer
    assert json.loads(json.dumps(said)) == said, "it travels as JSON"
    assert team.member(said["name"]).role == said["role"]


def test_every_command_is_tested_above() -> None:
    assert set(COMMANDS) == {"list", "add", "role", "passwd", "disable", "enable", "signout"}


def test_everybody_is_listed_without_their_passwords(team: Team) -> None:
    (bo, ada) = run(team, {"command": "list"})["members"]
    assert (bo["name"], ada["name"]) == ("Bo", "Ada")
    assert "hash" not in json.dumps([bo, ada])


def test_sessions_end_as_the_commands_say(team: Team) -> None:
    run(team, {"command": "passwd", "name": "Ada", "password": "other"})
    run(team, {"command": "signout", "name": "Ada"})
    assert (team.member("Ada").epoch, team.member("Ada").password) == (2, "other")


def test_who_did_it_is_the_command_line(team: Team, store: Store) -> None:
    assert store.value("SELECT string_agg(DISTINCT made_by, '') FROM user_events") == "command line"


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        pytest.param({"command": "role", "name": "Ada", "role": "boss"}, InputError, id="no such role"),
        pytest.param({"command": "role", "name": "Eve", "role": "admin"}, NotFound, id="nobody"),
        pytest.param({"command": "disable", "name": "Bo"}, InputError, id="the last admin"),
    ],
)
def test_what_cannot_be_done_is_refused(team: Team, wish: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        run(team, wish)
