from __future__ import annotations

import pytest

from review_app.ui.desk import Desk

PRESENT, NEW = "correct horse", "another horse"
FORM = {"present": PRESENT, "new": NEW, "again": NEW}


def change(client, **typed: str):
    return client.post("/account/password", data=FORM | typed)


@pytest.mark.parametrize("name", ["Bo", "Ann", "Adi", "Rea"])
def test_everybody_has_an_account(closed_team: Desk, doors, visitor, name: str) -> None:
    page = visitor(doors(closed_team), name).get("/account")
    assert page.status_code == 200
    assert f"Signed in as {name}" in page.text
    assert 'minlength="10"' in page.text


def test_where_the_team_is_open_there_is_no_password_to_change(open_team: Desk, doors, visitor) -> None:
    client = visitor(doors(open_team), "<b>Ada")
    page = client.get("/account")
    assert "Signed in as &lt;b&gt;Ada" in page.text
    assert "<section hidden disabled>" in page.text
    assert change(client).status_code == 200
    assert not open_team.team.closed


def test_ones_own_password_can_be_changed(closed_team: Desk, doors, visitor) -> None:
    app = doors(closed_team)
    here, elsewhere = visitor(app, "Ann"), visitor(app, "Ann")
    answer = change(here)
    assert "Your password is changed." in answer.text
    assert here.get("/").text == "Ann", "this browser stays signed in"
    assert elsewhere.get("/").status_code == 401
    assert closed_team.team.verify("Ann", NEW)
    assert not closed_team.team.verify("Ann", PRESENT)
    assert closed_team.team.verify("Bo", PRESENT), "nobody else's"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param({"present": "wrong horse!"}, "That is not your present password.", id="not the present one"),
        pytest.param({"present": ""}, "That is not your present password.", id="none"),
        pytest.param({"again": "another house"}, "typed in two ways", id="a slip"),
        pytest.param({"new": "short", "again": "short"}, "take at least 10", id="too short"),
    ],
)
def test_what_is_wrong_changes_nothing(closed_team: Desk, doors, visitor, typed: dict[str, str], says: str) -> None:
    client = visitor(doors(closed_team), "Ann")
    answer = change(client, **typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert NEW not in answer.text
    assert closed_team.team.verify("Ann", PRESENT)
    assert client.get("/").text == "Ann"


def test_the_present_password_cannot_be_guessed_on_an_unlocked_browser(closed_team: Desk, doors, visitor) -> None:
    app = doors(closed_team)
    client = visitor(app, "Ann")
    for _ in range(5):
        assert "not your present" in change(client, present="wrong horse!").text
    assert "Too many attempts: try again in 1 seconds." in change(client).text
    assert closed_team.team.verify("Ann", PRESENT)
    assert visitor(app, "Ann").get("/").text == "Ann", "signing in is not held up by it"


def test_signing_out_everywhere_ends_every_session_of_ones_own(closed_team: Desk, doors, visitor) -> None:
    app = doors(closed_team)
    here, elsewhere, other = visitor(app, "Ann"), visitor(app, "Ann"), visitor(app, "Bo")
    assert here.post("/account/sign-out").headers["location"] == "/sign-in"
    assert [client.get("/").status_code for client in (here, elsewhere, other)] == [401, 401, 200]


@pytest.mark.parametrize("path", ["/account", "/account/password", "/account/sign-out"])
def test_without_a_session_there_is_no_account(closed_team: Desk, doors, visitor, path: str) -> None:
    method = "GET" if path == "/account" else "POST"
    assert visitor(doors(closed_team)).request(method, path).status_code == 401


@pytest.mark.parametrize("path", ["/account/password", "/account/sign-out"])
def test_no_other_site_changes_anything(closed_team: Desk, doors, visitor, path: str) -> None:
    client = visitor(doors(closed_team), "Ann")
    assert client.post(path, data=FORM, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.get("/").text == "Ann"
    assert closed_team.team.verify("Ann", PRESENT)


def test_the_page_speaks_chinese(closed_team: Desk, doors, visitor) -> None:
    page = visitor(doors(closed_team), "Ann").get("/account", headers={"accept-language": "zh"}).text
    assert "已登录：Ann" in page
    assert "标注员" in page
