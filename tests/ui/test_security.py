from __future__ import annotations

import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from review_app.errors import ServeError
from review_app.settings import Settings
from review_app.store import Store
from review_app.ui import security
from review_app.ui.app import listening, serve

BASE = "http://127.0.0.1:7860"
PAGE = {"accept": "text/html"}

STRICT = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.fixture(scope="module")
def app(built, graded: Store, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The whole app on the small store."""
    return built(graded, Settings(database=tmp_path_factory.mktemp("app") / "review.duckdb"))


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A browser where nobody signed in."""
    return TestClient(app, base_url=BASE, follow_redirects=False)


@pytest.fixture
def signed(client: TestClient) -> TestClient:
    """A browser where Ada signed in."""
    assert client.post("/sign-in", data={"name": "Ada"}).status_code == 303
    return client


@pytest.mark.parametrize("path", ["/", "/table", "/dashboard", "/data"])
def test_a_page_asks_who_it_is_and_leads_back(client, path):
    answer = client.get(f"{path}?case=c1", headers=PAGE)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={path}%3Fcase%3Dc1"
    assert f'name="next" value="{path}?case=c1"' in client.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", "/config", id="layout"),
        pytest.param("GET", "/gradio_api/info", id="list of calls"),
        pytest.param("POST", "/gradio_api/run/predict", id="a call"),
        pytest.param("POST", "/gradio_api/queue/join", id="a queued call"),
        pytest.param("GET", "/gradio_api/queue/data", id="answers"),
        pytest.param("POST", "/gradio_api/upload", id="an upload"),
        pytest.param("GET", "/gradio_api/file=/etc/passwd", id="a file"),
        pytest.param("GET", "/gradio_api/startup-events", id="startup"),
        pytest.param("GET", "/openapi.json", id="description"),
        pytest.param("GET", "/", id="a page for a program"),
        pytest.param("POST", "/", id="a form for a page"),
        pytest.param("DELETE", "/sign-out", id="an unknown method"),
    ],
)
def test_a_call_without_a_name_is_refused(client, method, path):
    assert client.request(method, path).status_code == 401


@pytest.mark.parametrize("path", ["/", "/table", "/dashboard", "/data", "/config", "/theme.css"])
def test_whoever_signed_in_gets_in(signed, path):
    assert signed.get(path, headers=PAGE).status_code == 200


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/redoc"])
def test_no_page_describes_the_calls(signed, path):
    assert signed.get(path).status_code == 404


def test_what_gradio_tells_of_its_calls_names_none_of_ours(signed):
    told = signed.get("/gradio_api/info").json()
    assert told == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_a_file_of_this_machine_is_not_served(signed):
    assert signed.get("/gradio_api/file=/etc/passwd").status_code in (403, 404)


@pytest.mark.parametrize(
    "origin",
    [
        pytest.param("https://evil.example", id="another site"),
        pytest.param("http://127.0.0.1:9999", id="another port of this machine"),
        pytest.param("http://localhost:7860", id="another name of this machine"),
        pytest.param("null", id="a page without an origin"),
        pytest.param("http://[", id="no address at all"),
        pytest.param("http://127.0.0.1:7860.evil.example", id="an address that begins like ours"),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/gradio_api/run/predict"), ("POST", "/sign-in"), ("GET", "/")])
def test_another_site_is_refused(signed, origin, method, path):
    answer = signed.request(method, path, headers={"origin": origin}, data={"name": "Eve"})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


def test_our_own_pages_may_call(client):
    assert client.post("/sign-in", data={"name": "Ada"}, headers={"origin": BASE}).status_code == 303


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "192.168.0.7:7860"])
def test_a_name_that_leads_here_from_elsewhere_is_refused(client, host):
    assert client.get("/sign-in", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "localhost"])
def test_the_names_of_this_machine_are_served(client, host):
    assert client.get("/sign-in", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        pytest.param("/sign-in", {}, 200, id="the form"),
        pytest.param("/", PAGE, 303, id="a redirect"),
        pytest.param("/config", {}, 401, id="a refusal"),
        pytest.param("/", {"origin": "https://evil.example"}, 403, id="a refusal to another site"),
    ],
)
def test_every_answer_is_strict(client, path, headers, status):
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    assert_strict(answer.headers)


@pytest.mark.parametrize("path", ["/", "/config", "/nothing", "/gradio_api/file=/etc/passwd"])
def test_every_answer_to_a_friend_is_strict(signed, path):
    assert_strict(signed.get(path).headers)


def assert_strict(headers) -> None:
    assert {name: headers[name] for name in STRICT} == STRICT
    rules = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    assert rules["default-src"] == "'self' 'unsafe-inline' 'unsafe-eval' data: blob:"
    assert rules["frame-ancestors"] == rules["object-src"] == "'none'"
    assert rules["form-action"] == rules["base-uri"] == "'self'"


def test_the_cookie_is_for_the_server_only(client):
    cookie = client.post("/sign-in", data={"name": "Ada"}).headers["set-cookie"].lower()
    assert cookie.startswith("review_app=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_forged_cookie_is_nobody(client):
    client.cookies.set("review_app", "eyJhbm5vdGF0b3IiOiAiRXZlIn0=.aaaa.bbbb")
    assert client.get("/config").status_code == 401


def test_who_signs_out_is_nobody(signed):
    assert signed.post("/sign-out").headers["location"] == "/sign-in"
    assert signed.get("/config").status_code == 401


def test_a_link_of_another_site_signs_nobody_out(signed):
    assert signed.get("/sign-out").status_code in (404, 405)
    assert signed.get("/config").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="nothing"),
        pytest.param("   \t ", id="blank"),
        pytest.param("\u200b\u202e\x00", id="nothing that is seen"),
        pytest.param("x" * 61, id="too long"),
    ],
)
def test_no_name_or_a_long_one_is_refused_and_asked_again(client, name):
    answer = client.post("/sign-in", data={"name": name, "next": "/table"})
    assert answer.status_code == 422
    assert "Please give a name of 1 to 60 characters." in answer.text
    assert 'value="/table"' in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("Ada", "Ada", id="as it is"),
        pytest.param("  Ada \n\t Lovelace ", "Ada Lovelace", id="white space"),
        pytest.param("Ada\x00\u202e\u200bL", "Ada L", id="what is not seen"),
        pytest.param("王小明", "王小明", id="Chinese"),
        pytest.param("<b>Ada</b>", "<b>Ada</b>", id="escaped where it is shown, not here"),
        pytest.param("x" * 60, "x" * 60, id="as long as allowed"),
    ],
)
def test_a_name_is_kept_clean(given, kept):
    assert security.clean_name(given) == kept


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        pytest.param("/table?case=c1", "/table?case=c1", id="our own"),
        pytest.param("", "/", id="nothing"),
        pytest.param("//evil.example", "/", id="another host"),
        pytest.param("//evil.example/x", "/x", id="another host with a path"),
        pytest.param("https://evil.example", "/", id="another site"),
        pytest.param("https://evil.example//evil.example", "/evil.example", id="a path that would be a host"),
        pytest.param("https:evil.example", "/evil.example", id="a scheme without slashes"),
        pytest.param("/\\evil.example", "/evil.example", id="a backslash that browsers read as a slash"),
        pytest.param("\\\\evil.example", "/evil.example", id="two of them"),
        pytest.param("/\t/evil.example", "/", id="a tab that browsers leave out"),
        pytest.param("///evil.example", "/evil.example", id="three slashes"),
        pytest.param("javascript:alert(1)", "/alert(1)", id="a script"),
        pytest.param("//[", "/", id="no address at all"),
        pytest.param("/x#y", "/x", id="a fragment"),
    ],
)
def test_sign_in_leads_nowhere_else(client, target, kept):
    assert security.own_path(target) == kept
    answer = client.post("/sign-in", data={"name": "Ada", "next": target})
    assert answer.status_code == 303
    assert answer.headers["location"] == kept


def test_where_it_leads_is_escaped_in_the_form(client):
    text = client.get("/sign-in", params={"next": '/"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


def test_the_key_is_the_owners_alone_and_stays(tmp_path: Path):
    place = tmp_path / "review.duckdb.secret"
    key = security.secret(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert security.secret(place) == key
    assert len(key) >= 32
    assert security.secret(tmp_path / "other.secret") != key


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda place: place.write_text(""), id="empty"),
        pytest.param(lambda place: place.write_text("short"), id="cut off"),
        pytest.param(lambda place: place.write_bytes(b"\xff" * 50), id="rubbish"),
        pytest.param(lambda place: place.mkdir(), id="a folder"),
    ],
)
def test_a_damaged_key_signs_nothing(tmp_path: Path, damage: Callable[[Path], object]):
    place = tmp_path / "review.duckdb.secret"
    damage(place)
    with pytest.raises(ServeError, match="delete the file"):
        security.secret(place)


def test_a_key_that_cannot_be_written_says_where(tmp_path: Path):
    with pytest.raises(ServeError, match="missing/x"):
        security.secret(tmp_path / "missing" / "x")


def test_a_name_survives_a_restart(tmp_path: Path):
    first, second = (doors(tmp_path / "review.duckdb.secret") for _ in range(2))
    first.post("/sign-in", data={"name": "Ada"})
    assert second.get("/").status_code == 401
    second.cookies = first.cookies
    assert second.get("/").text == '"Ada"'


def test_a_name_of_another_database_is_nobody(tmp_path: Path):
    here, there = doors(tmp_path / "a.secret"), doors(tmp_path / "b.secret")
    here.post("/sign-in", data={"name": "Ada"})
    there.cookies = here.cookies
    assert there.get("/").status_code == 401


def doors(key: Path) -> TestClient:
    """The doors in front of a page that tells who is asking."""
    app = FastAPI()
    security.protect(app, key)
    app.get("/")(security.signed_in)
    return TestClient(app, base_url=BASE, follow_redirects=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "example.org", ""])  # noqa: S104 - refused
def test_only_this_machine_is_served(graded: Store, host: str, tmp_path: Path):
    with pytest.raises(ServeError, match="SSH tunnel"):
        serve(graded, Settings(database=tmp_path / "x", host=host), pytest.fail)


@pytest.mark.parametrize("host", security.LOOPBACK)
def test_the_addresses_of_this_machine_may_be_served(host: str):
    security.require_loopback(host)


def test_a_taken_port_is_told(graded: Store, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(database=tmp_path / "x", port=taken.getsockname()[1])
        with pytest.raises(ServeError, match="choose another --port"):
            listening(settings)


def test_port_0_takes_a_free_one(tmp_path: Path):
    with listening(Settings(database=tmp_path / "x", port=0)) as port:
        assert port.getsockname()[1] > 0
