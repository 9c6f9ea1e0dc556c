from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from itsdangerous import TimestampSigner
from starlette.requests import Request

from review_app.domain import Role
from review_app.services.team import Team
from review_app.settings import Settings
from review_app.ui import security
from review_app.ui.desk import Desk, open_desk
from review_app.ui.sessions import member_of
from review_app.ui.signing import secret, secret_file
from tests.work import at_most


def who(client) -> str | None:
    """Whom the page behind the doors sees; None where nobody is let in."""
    answer = client.get("/")
    return answer.text if answer.status_code == 200 else None


# --- after a restart


def test_a_session_survives_a_restart(closed_team: Desk, doors, visitor) -> None:
    first = visitor(doors(closed_team), "Ann")
    second = visitor(doors(open_desk(closed_team.store, closed_team.settings)))
    assert who(second) is None
    second.cookies = first.cookies
    assert who(second) == "Ann"


def test_so_does_a_mere_name_where_the_team_is_open(open_team: Desk, doors, visitor) -> None:
    first = visitor(doors(open_team), "Ada")
    second = visitor(doors(open_desk(open_team.store, open_team.settings)))
    second.cookies = first.cookies
    assert who(second) == "Ada"


def test_a_session_of_another_database_is_nobodys(closed_team: Desk, doors, visitor, tmp_path: Path) -> None:
    here = visitor(doors(closed_team), "Ann")
    there = visitor(doors(open_desk(closed_team.store, Settings(database=tmp_path / "other.duckdb"))))
    there.cookies = here.cookies
    assert who(there) is None


# --- what ends a session

ENDS = {
    "signed out everywhere": lambda team: team.sign_out("Ann", by="Bo"),
    "another password": lambda team: team.set_password("Ann", team.member("Bo").password, by="Bo"),
    "disabled": lambda team: team.disable("Ann", by="Bo"),
    "disabled and enabled again": lambda team: (team.disable("Ann", by="Bo"), team.enable("Ann", by="Bo")),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_every_session_of_the_person_ends_and_no_other(closed_team: Desk, doors, visitor, end) -> None:
    app = doors(closed_team)
    at_home, at_work, other = visitor(app, "Ann"), visitor(app, "Ann"), visitor(app, "Rea")
    assert (who(at_home), who(at_work), who(other)) == ("Ann", "Ann", "Rea")
    end(closed_team.team)
    assert (who(at_home), who(at_work), who(other)) == (None, None, "Rea")


def test_an_ended_session_is_sent_to_the_form_or_told(closed_team: Desk, doors, visitor) -> None:
    client = visitor(doors(closed_team), "Ann")
    closed_team.team.sign_out("Ann", by="Bo")
    page = client.get("/table?case=c1", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=/table%3Fcase%3Dc1")
    for path in ("/gradio_api/run/predict", "/gradio_api/queue/join", "/desk/turn"):
        answer = client.post(path, json={})
        assert (answer.status_code, answer.json()) == (401, {"detail": security.SIGNED_OUT})


def test_another_role_holds_in_the_sessions_that_are_open(closed_team: Desk, doors, visitor) -> None:
    client = visitor(doors(closed_team), "Ann")
    assert client.get("/dashboard").status_code == 403
    closed_team.team.set_role("Ann", Role.RESEARCHER, by="Bo")
    assert client.get("/dashboard").status_code == 404, "let through; there is no such page behind these doors"


def test_a_name_from_before_the_team_had_people_is_nobody(open_team: Desk, doors, visitor, password_hash) -> None:
    client = visitor(doors(open_team), "Ada")
    assert who(client) == "Ada"
    open_team.team.add("Ada", Role.ADMIN, password_hash, by="Ada")
    assert who(client) is None


# --- forgery


def forged(key: str, session: object) -> str:
    """A session as the server would sign it with that key."""
    return TimestampSigner(key).sign(base64.b64encode(json.dumps(session).encode())).decode()


BO = {"annotator": "Bo", "epoch": 0}


@pytest.mark.parametrize(
    "session",
    [
        pytest.param({}, id="empty"),
        pytest.param({"annotator": "Bo"}, id="without an epoch"),
        pytest.param({"annotator": "Bo", "epoch": 1}, id="another epoch"),
        pytest.param({"annotator": "Bo", "epoch": "0"}, id="an epoch that is none"),
        pytest.param({"annotator": "bo", "epoch": 0}, id="a name that is none"),
        pytest.param({"annotator": "", "epoch": 0}, id="no name"),
        pytest.param({"annotator": ["Bo"], "epoch": 0}, id="no text"),
        pytest.param({"annotator": {"a": 1}, "epoch": {}}, id="what cannot be looked up"),
    ],
)
def test_a_signed_session_that_does_not_fit_is_nobody(closed_team: Desk, doors, visitor, session: object) -> None:
    client = visitor(doors(closed_team))
    key = secret(secret_file(closed_team.settings.database))
    client.cookies.set("review_app", forged(key, session))
    assert who(client) is None
    client.cookies.clear()
    client.cookies.set("review_app", forged(key, BO))
    assert who(client) == "Bo"


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param(forged("another key", BO), id="signed with another key"),
        pytest.param("eyJhbm5vdGF0b3IiOiAiRXZlIn0=.aaaa.bbbb", id="made up"),
        pytest.param("null", id="what a sign-out leaves"),
        pytest.param("", id="empty"),
    ],
)
def test_a_forged_session_is_nobody(closed_team: Desk, doors, visitor, cookie: str) -> None:
    client = visitor(doors(closed_team))
    client.cookies.set("review_app", cookie)
    assert who(client) is None


def test_the_cookie_is_for_the_server_only_and_lasts_for_weeks(closed_team: Desk, doors, visitor) -> None:
    client = visitor(doors(closed_team))
    answer = client.post("/sign-in", data={"name": "Ann", "password": "correct horse"})
    session, device = (cookie.lower() for cookie in answer.headers.get_list("set-cookie"))
    assert session.startswith("review_app_browser=") != device.startswith("review_app_browser=")
    for cookie in (session, device):
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "max-age=" in cookie


def test_who_calls_is_known_in_microseconds(closed_team: Desk) -> None:
    team: Team = closed_team.team
    request = Request({"type": "http", "session": {"annotator": "Ann", "epoch": 0}})
    assert member_of(request, team) == "Ann"
    with at_most(1_000 * 0.0002):
        for _ in range(1_000):
            member_of(request, team)
