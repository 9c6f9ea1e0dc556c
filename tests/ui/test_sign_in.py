from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.requests import Request

from review_app.domain import Role
from review_app.ui import words
from review_app.ui.desk import Desk
from review_app.ui.sign_in import address

RIGHT = {"name": "Ann", "password": "correct horse"}
WRONG = {"name": "Ann", "password": "wrong horse!"}
DOES_NOT_MATCH = "The name and the password do not match."


def has_password(page: str) -> bool:
    """Whether the form asks for one."""
    return "<fieldset hidden disabled>" not in page


# --- an open team


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        pytest.param("/table?case=c1", "/table?case=c1", id="our own"),
        pytest.param("https://evil.example//evil.example", "/evil.example", id="another site"),
        pytest.param("//evil.example", "/", id="another host"),
    ],
)
def test_where_nobody_is_in_the_team_a_name_is_enough(open_team: Desk, doors, visitor, target, kept) -> None:
    client = visitor(doors(open_team))
    assert not has_password(client.get("/sign-in").text)
    answer = client.post("/sign-in", data={"name": " Ada  L ", "next": target})
    assert (answer.status_code, answer.headers["location"]) == (303, kept)
    assert client.get("/").text == "Ada L"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="nothing"),
        pytest.param("   \t ", id="blank"),
        pytest.param("\u200b\u202e\x00", id="nothing that is seen"),
        pytest.param("x" * 61, id="too long"),
    ],
)
@pytest.mark.parametrize("closed", [False, True])
def test_no_name_or_a_long_one_is_refused_and_asked_again(closed_team: Desk, open_team, doors, visitor, name, closed):
    client = visitor(doors(closed_team if closed else open_team))
    answer = client.post("/sign-in", data={"name": name, "password": "x", "next": "/table"})
    assert answer.status_code == 422
    assert "Please give a name of 1 to 60 characters." in answer.text
    assert 'value="/table"' in answer.text
    assert "set-cookie" not in answer.headers


# --- a closed team


def test_where_people_are_in_the_team_a_password_is_asked(closed_team: Desk, doors, visitor) -> None:
    client = visitor(doors(closed_team))
    assert has_password(client.get("/sign-in").text)
    assert client.post("/sign-in", data=RIGHT | {"next": "/table"}).headers["location"] == "/table"
    assert client.get("/").text == "Ann"


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(WRONG, id="a wrong password"),
        pytest.param({"name": "Ann"}, id="no password"),
        pytest.param({"name": "Ann", "password": "x" * 100_000}, id="a flood"),
        pytest.param({"name": "Nobody", "password": "correct horse"}, id="nobody"),
        pytest.param({"name": "Off", "password": "correct horse"}, id="somebody disabled"),
        pytest.param({"name": "' OR 1=1 --", "password": "' OR 1=1 --"}, id="SQL"),
    ],
)
def test_what_does_not_match_is_refused_in_the_same_words(closed_team: Desk, doors, visitor, password_hash, typed):
    closed_team.team.add("Off", Role.ANNOTATOR, password_hash, by="Bo")
    closed_team.team.disable("Off", by="Bo")
    client = visitor(doors(closed_team))
    answer = client.post("/sign-in", data=typed)
    assert answer.status_code == 422
    assert DOES_NOT_MATCH in answer.text
    assert "set-cookie" not in answer.headers
    assert client.get("/").status_code == 401


def test_the_name_is_the_teams_however_it_was_typed(closed_team: Desk, doors, visitor) -> None:
    client = visitor(doors(closed_team))
    client.post("/sign-in", data={"name": " aNN", "password": "correct horse"})
    assert client.get("/").text == "Ann"


def test_what_was_typed_is_escaped_and_the_password_never_shown(closed_team: Desk, doors, visitor) -> None:
    client = visitor(doors(closed_team))
    hostile = '"><script>alert(1)</script>{{name}}{0}'
    answer = client.post("/sign-in", data={"name": hostile, "password": "secret secret", "next": "/" + hostile})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{name}}{0}" in answer.text
    assert "secret secret" not in answer.text
    assert "<script>alert" not in client.get("/sign-in", params={"next": "/" + hostile}).text


def test_nothing_of_the_form_is_kept_by_the_browser(closed_team: Desk, doors, visitor) -> None:
    assert visitor(doors(closed_team)).get("/sign-in").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "cookies", "says"),
    [
        pytest.param({}, {}, "Sign in", id="English"),
        pytest.param({"accept-language": "zh-CN"}, {}, "登录", id="a Chinese browser"),
        pytest.param({"accept-language": "zh-CN"}, {"language": "en"}, "Sign in", id="the switch"),
    ],
)
def test_the_form_speaks_the_language_of_the_browser(closed_team: Desk, doors, visitor, headers, cookies, says):
    client = visitor(doors(closed_team))
    client.cookies.update(cookies)
    page = client.get("/sign-in", headers=headers)
    assert f"<h1>{says}</h1>" in page.text
    other = "en" if says == "登录" else "zh"
    assert f'data-language="{other}">{words.LANGUAGES[other]}</button>' in page.text
    refused = client.post("/sign-in", data=WRONG, headers=headers).text
    assert (DOES_NOT_MATCH in refused) is (says == "Sign in")


# --- guessing


def guess(client, times: int, name: str = "Ann") -> list[int]:
    """The status of each wrong password."""
    return [client.post("/sign-in", data={"name": name, "password": "wrong horse!"}).status_code for _ in range(times)]


def test_guessing_is_held_up_and_says_for_how_long(closed_team: Desk, doors, visitor) -> None:
    client = visitor(doors(closed_team))
    assert guess(client, 6) == [422] * 5 + [429]
    answer = client.post("/sign-in", data=RIGHT)
    assert answer.status_code == 429, "not even the right password is tried"
    assert answer.headers["retry-after"] == "1"
    assert "try again in 1 seconds" in answer.text
    assert guess(client, 1, name="ANN ") == [429], "it is the same name"
    assert guess(client, 1, name="Rea") == [422]


def test_guesses_at_once_are_held_up_as_well(closed_team: Desk, doors) -> None:
    async def at_once(times: int) -> list[int]:
        transport = httpx.ASGITransport(doors(closed_team))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            answers = await asyncio.gather(*(client.post("/sign-in", data=WRONG) for _ in range(times)))
        return sorted(answer.status_code for answer in answers)

    assert asyncio.run(at_once(12)) == [422] * 5 + [429] * 7


def test_nobody_is_locked_out_of_their_own_browser(closed_team: Desk, doors, visitor) -> None:
    app = doors(closed_team)
    own, guesser = visitor(app, "Ann"), visitor(app)
    own.post("/sign-out")
    assert guess(guesser, 10)[-1] == 429
    assert own.post("/sign-in", data=RIGHT).status_code == 303
    assert guesser.post("/sign-in", data=RIGHT).status_code == 429


def test_the_cookie_of_ones_own_browser_helps_with_no_other_name(closed_team: Desk, doors, visitor) -> None:
    app = doors(closed_team)
    mallory = visitor(app, "Rea")
    mallory.post("/sign-out")
    assert guess(mallory, 6)[-1] == 429
    forged = visitor(app)
    forged.cookies.set("review_app_browser", "eyJuYW1lIjoiYW5uIiwiaWQiOiIxIn0.made-up")
    assert guess(forged, 1) == [429]


def test_a_name_that_nobody_has_is_held_up_alike(closed_team: Desk, doors, visitor) -> None:
    assert guess(visitor(doors(closed_team)), 6, name="Nobody") == [422] * 5 + [429]


def test_slips_before_the_right_password_count_no_more(closed_team: Desk, doors, visitor) -> None:
    client = visitor(doors(closed_team))
    assert guess(client, 4) == [422] * 4
    assert client.post("/sign-in", data=RIGHT).status_code == 303
    client.cookies.clear()
    assert guess(client, 5) == [422] * 5


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        pytest.param("192.0.2.7", "192.0.2.7", id="IPv4"),
        pytest.param("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002", id="the network of an IPv6 address"),
        pytest.param("testclient", "testclient", id="no address"),
    ],
)
def test_an_address_is_where_a_call_comes_from_whatever_it_says(host: str, counted: str) -> None:
    headers = [(b"x-forwarded-for", b"198.51.100.1")]
    assert address(Request({"type": "http", "client": (host, 1), "headers": headers})) == counted


# --- sign-out


def test_who_signs_out_is_nobody(closed_team: Desk, doors, visitor) -> None:
    app = doors(closed_team)
    here, there = visitor(app, "Ann"), visitor(app, "Ann")
    assert here.post("/sign-out").headers["location"] == "/sign-in"
    assert here.get("/").status_code == 401
    assert there.get("/").text == "Ann", "on this browser only"


def test_a_link_of_another_site_signs_nobody_out(closed_team: Desk, doors, visitor) -> None:
    client = visitor(doors(closed_team), "Ann")
    assert client.get("/sign-out").status_code in (404, 405)
    assert client.post("/sign-out", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.get("/").text == "Ann"
