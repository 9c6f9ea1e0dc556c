from __future__ import annotations

import re

import pytest

from review_app.domain import Role
from review_app.errors import InputError, NotFound
from review_app.services.passwords import MIN_PASSWORD
from review_app.ui.desk import Caller, Desk
from review_app.ui.pages import users
from review_app.ui.people import ABOUT, ROLES

BO = Caller("Bo", {})
PASSWORD = "another horse"


def names(table: str) -> list[str]:
    """Who stands in the table."""
    return re.findall(r'<th scope="row">(.*?)</th>', table)


def test_an_empty_team_says_what_to_do(open_team: Desk) -> None:
    head, table, who = users.open_page(open_team, BO, None)
    assert "<strong>0</strong> people" in head
    assert "Add an admin first" in table
    assert who["choices"] == []


def test_everybody_is_shown_and_can_be_chosen(closed_team: Desk, read) -> None:
    closed_team.team.disable("Ann", by="Bo")
    head, table, who = users.open_page(closed_team, BO, "Ann")
    assert "<strong>4</strong> people" in head
    assert names(table) == who["choices"] == ["Bo", "Ann", "Adi", "Rea"]
    assert who["value"] == "Ann"
    assert table.count('<tr class="off">') == 1
    assert table.count("disabled") == 1
    assert read(table).balanced


def test_a_name_is_escaped(closed_team: Desk, password_hash, read) -> None:
    closed_team.team.add("<img src=x onerror=alert(1)>", Role.ANNOTATOR, password_hash, by="Bo")
    table = users.open_page(closed_team, BO, None)[1]
    assert "img" not in read(table).names


def test_the_first_person_closes_the_team_and_is_told_so(open_team: Desk) -> None:
    with pytest.raises(InputError, match="first person must be an admin"):
        users.add(open_team, BO, "Ada", "annotator", PASSWORD)
    said = users.add(open_team, BO, " Ada ", "admin", PASSWORD)
    assert said.sentence.endswith("from now on everybody signs in with a password")
    assert said.outputs[:2] == ("", ""), "the fields are empty again"
    assert names(said.outputs[3]) == ["Ada"]
    assert open_team.team.verify("Ada", PASSWORD)
    assert users.add(open_team, BO, "Zoe", "annotator", PASSWORD).sentence == "{name} is in the team now"


@pytest.mark.parametrize(
    ("name", "role", "password", "says"),
    [
        pytest.param("", "annotator", PASSWORD, "a name has 1 to 60", id="no name"),
        pytest.param(None, "annotator", PASSWORD, "a name has 1 to 60", id="an empty field as Gradio gives it"),
        pytest.param("ann", "annotator", PASSWORD, "this name is taken", id="a name that is taken"),
        pytest.param("Zoe", "boss", PASSWORD, "no such role", id="no such role"),
        pytest.param("Zoe", None, PASSWORD, "no such role", id="no role"),
        pytest.param("Zoe", "annotator", "short", "take at least 10", id="a short password"),
        pytest.param("Zoe", "annotator", None, "take at least 10", id="no password"),
    ],
)
def test_what_cannot_be_added_is_refused(closed_team: Desk, name, role, password, says) -> None:
    with pytest.raises(InputError, match=says):
        users.add(closed_team, BO, name, role, password)
    assert len(closed_team.team.members()) == 4


def test_a_role_is_changed(closed_team: Desk) -> None:
    assert users.choose(closed_team, BO, "Ann") == ("annotator",)
    said = users.change_role(closed_team, BO, "Ann", "adjudicator")
    assert said.values == {"name": "Ann", "role": "Adjudicator"}
    assert users.choose(closed_team, BO, "Ann") == ("adjudicator",)


def test_a_password_is_set_and_ends_the_sessions(closed_team: Desk) -> None:
    said = users.set_password(closed_team, BO, "Ann", PASSWORD)
    assert said.outputs[0] == ""
    assert closed_team.team.verify("Ann", PASSWORD)
    assert not closed_team.team.admits("Ann", 0)


def test_somebody_is_signed_out_disabled_and_enabled(closed_team: Desk) -> None:
    users.sign_out(closed_team, BO, "Ann")
    assert closed_team.team.member("Ann").epoch == 1
    users.disable(closed_team, BO, "Ann")
    assert closed_team.team.member("Ann").disabled
    users.enable(closed_team, BO, "Ann")
    assert not closed_team.team.member("Ann").disabled


def test_who_did_it_is_kept(closed_team: Desk) -> None:
    users.sign_out(closed_team, Caller("Adele", {}), "Ann")
    assert closed_team.store.value("SELECT made_by FROM user_events ORDER BY seq DESC LIMIT 1") == "Adele"


ON_A_PERSON = {
    "role": lambda desk, who: users.change_role(desk, BO, who, "annotator"),
    "password": lambda desk, who: users.set_password(desk, BO, who, PASSWORD),
    "sign out": lambda desk, who: users.sign_out(desk, BO, who),
    "disable": lambda desk, who: users.disable(desk, BO, who),
    "enable": lambda desk, who: users.enable(desk, BO, who),
    "choose": lambda desk, who: users.choose(desk, BO, who),
}


@pytest.mark.parametrize("change", ON_A_PERSON.values(), ids=ON_A_PERSON)
@pytest.mark.parametrize(
    ("who", "error"), [(None, InputError), ("", InputError), ("Eve", NotFound), ("'; DROP TABLE user_events", NotFound)]
)
def test_nobody_chosen_or_nobody_known_is_told(closed_team: Desk, change, who, error) -> None:
    with pytest.raises(error):
        change(closed_team, who)


@pytest.mark.parametrize("change", ["role", "disable"])
def test_the_last_admin_stays(closed_team: Desk, change: str) -> None:
    with pytest.raises(InputError, match="Bo is the only admin left"):
        ON_A_PERSON[change](closed_team, "Bo")


def test_every_role_has_a_name_and_says_what_it_may() -> None:
    assert set(ROLES) == set(ABOUT) == set(Role)


def test_the_field_says_how_long_a_password_must_be(in_a_loop) -> None:
    box = in_a_loop(users.password_box, "x")
    assert f"at least {MIN_PASSWORD} characters" in str(box.label)
