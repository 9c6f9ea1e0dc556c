from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from review_app.settings import Settings
from review_app.store import Store
from review_app.ui.desk import Desk
from review_app.ui.security import MAX_BODY

BASE = "http://127.0.0.1:7860"
PAGE = {"accept": "text/html"}

STRICT = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.fixture(scope="module")
def app(built, graded: Store, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The whole app on the small store, where nobody is in the team."""
    return built(graded, Settings(database=tmp_path_factory.mktemp("app") / "review.duckdb"))


@pytest.fixture
def client(app: FastAPI, visitor) -> TestClient:
    """A browser where nobody signed in."""
    return visitor(app)


@pytest.fixture
def signed(app: FastAPI, visitor) -> TestClient:
    """A browser where Ada signed in."""
    return visitor(app, "Ada")


# --- nobody in particular


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
        pytest.param("POST", "/desk/turn", id="the next case"),
        pytest.param("GET", "/", id="a page for a program"),
        pytest.param("POST", "/", id="a form for a page"),
        pytest.param("DELETE", "/sign-out", id="an unknown method"),
        pytest.param("GET", "/nothing", id="what is not there"),
    ],
)
def test_a_call_without_a_name_is_refused(client, method, path):
    assert client.request(method, path).status_code == 401


@pytest.mark.parametrize("path", ["/", "/table", "/dashboard", "/data", "/config", "/theme.css"])
def test_whoever_signed_in_gets_in(signed, path):
    assert signed.get(path, headers=PAGE).status_code == 200


# --- what Gradio would tell


@pytest.mark.parametrize(
    "path",
    [
        "/openapi.json",
        "/docs",
        "/redoc",
        "/gradio_api/openapi.json",
        "/gradio_api/info/../openapi.json",
        "/gradio_api//openapi.json",
        "/gradio_api/deep_link?session_hash=x",
        "/gradio_api/proxy=https://example.org/",
        "/gradio_api/file=https://example.org/",
        "/gradio_api/token",
        "/gradio_api/runs",
        "/gradio_api/vibe-code",
        "/gradio_api/dev/reload",
        "/monitoring/summary",
        "/login",
    ],
)
def test_what_no_page_needs_is_not_there(signed, path):
    assert signed.get(path, headers=PAGE).status_code == 404


@pytest.mark.parametrize(
    "path", ["component_server", "process_recording", "api/predict", "call/x", "call/v2/x", "login"]
)
def test_what_no_page_calls_is_not_there(signed, path):
    assert signed.post(f"/gradio_api/{path}", json={}).status_code == 404


def test_what_gradio_tells_of_its_calls_names_none_of_ours(signed):
    told = signed.get("/gradio_api/info").json()
    assert told == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_a_file_of_this_machine_is_not_served(signed):
    assert signed.get("/gradio_api/file=/etc/passwd").status_code in (403, 404)


# --- other sites


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


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "192.168.0.7:7860", ""]
)
def test_a_name_that_leads_here_from_elsewhere_is_refused_strictly(client, host):
    answer = client.get("/sign-in", headers={"host": host})
    assert answer.status_code == 400
    assert_strict(answer.headers)


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "localhost"])
def test_the_names_of_this_machine_are_served(client, host):
    assert client.get("/sign-in", headers={"host": host}).status_code == 200


def test_other_names_are_served_where_they_were_given(closed_team: Desk, doors, visitor, tmp_path: Path):
    settings = Settings(tmp_path / "x.duckdb", host="0.0.0.0", allowed_hosts=("desk.example.org",))  # noqa: S104
    app = doors(replace(closed_team, settings=settings))
    for name, status in (("desk.example.org", 200), ("localhost", 200), ("evil.example", 400)):
        assert visitor(app, base=f"http://{name}:7860").get("/sign-in").status_code == status


# --- headers


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


@pytest.mark.parametrize(("base", "secure"), [(BASE, False), ("https://127.0.0.1:7860", True)])
def test_a_cookie_is_for_https_only_where_it_came_over_https(closed_team: Desk, doors, visitor, base, secure):
    client = visitor(doors(closed_team), base=base)
    pretended = {"x-forwarded-proto": "https", "forwarded": "proto=https"}
    answer = client.post("/sign-in", data={"name": "Ann", "password": "correct horse"}, headers=pretended)
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all(cookie.lower().count("; secure") == secure for cookie in cookies)


# --- bodies


@pytest.mark.parametrize("path", ["/sign-in", "/control", "/account/password", "/gradio_api/run/predict", "/desk/turn"])
def test_what_is_larger_than_any_page_sends_is_not_read(closed_team: Desk, doors, visitor, path):
    client = visitor(doors(closed_team), "Bo")
    assert client.post(path, content=b"x" * (MAX_BODY + 1)).status_code == 413
    assert client.post(path, content=iter([b"x"])).status_code == 411, "a length that is not told is no length"
    for length in ("-1", "1e3", "1_000", "9" * 30):
        assert client.post(path, content=b"x", headers={"content-length": length}).status_code == 413


def test_an_upload_may_be_larger(closed_team: Desk, doors, visitor):
    client = visitor(doors(closed_team), "Bo")
    assert client.post("/gradio_api/upload", content=b"x" * (MAX_BODY + 1)).status_code == 404, "let through"


# --- files that calls name


def call(path: str | None, **more: object) -> bytes:
    """The body of a call, with a file deep inside."""
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    return json.dumps({"fn_index": 0, "data": [{"value": [file]}], "session_hash": "x"} | more).encode()


@pytest.fixture
def uploaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file where uploads lie."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    place = tmp_path / "uploads" / "digest" / "a.jsonl"
    place.parent.mkdir(parents=True)
    place.write_text("{}")
    return str(place)


@pytest.mark.parametrize("path", ["/gradio_api/run/predict", "/gradio_api/queue/join"])
@pytest.mark.parametrize(
    "file",
    [
        pytest.param("/etc/passwd", id="a file of the machine"),
        pytest.param("review.duckdb.secret", id="the key"),
        pytest.param("https://example.org/x.jsonl", id="another site"),
        pytest.param("{uploads}/../review.duckdb.secret", id="out of the folder"),
        pytest.param("{uploads}/link", id="a link out of the folder"),
        pytest.param("x\x00y", id="no path at all"),
        pytest.param(None, id="nothing"),
    ],
)
def test_a_call_names_no_file_but_an_upload(closed_team: Desk, doors, visitor, uploaded, path, file):
    uploads = Path(uploaded).parents[1]
    (uploads / "link").symlink_to("/etc/passwd")
    named = file.format(uploads=uploads) if file else file
    answer = visitor(doors(closed_team), "Bo").post(path, content=call(named))
    assert (answer.status_code, "nothing but files that were uploaded" in answer.text) == (403, True)


@pytest.mark.parametrize(("name", "status"), [("Bo", 404), ("Rea", 404), ("Adi", 403), ("Ann", 403)])
def test_an_upload_is_named_by_who_may_upload(closed_team: Desk, doors, visitor, uploaded, name, status):
    client = visitor(doors(closed_team), name)
    assert client.post("/gradio_api/run/predict", content=call(uploaded)).status_code == status
    assert client.post("/gradio_api/run/predict", content=b'{"data": []}').status_code == 404, "let through"


@pytest.mark.parametrize("body", [b"", b"no json", b"\xff\xfe", b"[" * 100_000, b"null", b'"path"'])
def test_a_body_that_is_no_call_names_no_file_and_breaks_nothing(closed_team: Desk, doors, visitor, body):
    answer = visitor(doors(closed_team), "Ann").post("/gradio_api/run/predict", content=body)
    assert answer.status_code in (400, 404)


def test_a_call_arrives_behind_the_guard_as_it_was_sent(signed):
    answer = signed.post(
        "/gradio_api/run/predict", content=b'{"data": "no list"}', headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "data"], "Gradio read the body that the guard had read"
