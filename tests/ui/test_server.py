from __future__ import annotations

import socket
import subprocess
import threading
from pathlib import Path

import httpx
import pytest

from review_app.errors import ServeError
from review_app.settings import Settings
from review_app.store import Store
from review_app.ui import server
from review_app.ui.desk import Desk


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, doors) -> None:
    """Serve the doors alone: the pages behind take their time."""
    from review_app.ui.desk import open_desk

    monkeypatch.setattr(server, "build_app", lambda store, settings: doors(open_desk(store, settings)))


def settings(folder: Path, **more) -> Settings:
    return Settings(database=folder / "review.duckdb", port=0, **more)


def test_nothing_is_served_beyond_this_machine_without_people(graded: Store, tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="user add NAME --role admin"):
        server.serve(graded, settings(tmp_path, host="0.0.0.0"), pytest.fail)  # noqa: S104 - refused


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        chosen = Settings(database=tmp_path / "x", port=taken.getsockname()[1])
        with pytest.raises(ServeError, match="choose another --port"):
            server.listening(chosen)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_port_0_takes_a_free_one(tmp_path: Path, host: str) -> None:
    try:
        opened = server.listening(settings(tmp_path, host=host))
    except ServeError:
        pytest.skip("this machine has no such address")
    with opened as port:
        assert port.getsockname()[1] > 0


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"certificate": "missing.pem", "private_key": "missing.key"}, id="no files"),
        pytest.param({"certificate": "rubbish.pem", "private_key": "rubbish.pem"}, id="rubbish"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_told(open_team: Desk, tmp_path: Path, files: dict[str, str]) -> None:
    (tmp_path / "rubbish.pem").write_text("rubbish")
    chosen = settings(tmp_path, **{name: tmp_path / file for name, file in files.items()})
    with pytest.raises(ServeError, match="give the PEM files of both"):
        server.configured(server.build_app(open_team.store, chosen), chosen)


@pytest.fixture
def certificate(tmp_path: Path) -> dict[str, Path]:
    """One that this machine signed itself."""
    made = {"certificate": tmp_path / "c.pem", "private_key": tmp_path / "k.pem"}
    line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    try:
        subprocess.run(
            [*line, "-keyout", made["private_key"], "-out", made["certificate"]], check=True, capture_output=True
        )
    except FileNotFoundError:
        pytest.skip("no openssl")
    return made


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("encrypted", [False, True])
def test_cookies_are_for_https_only_where_it_is_https(
    closed_team: Desk, tmp_path: Path, certificate: dict[str, Path], encrypted: bool
) -> None:
    import uvicorn

    chosen = settings(tmp_path, **(certificate if encrypted else {}))
    config = server.configured(server.build_app(closed_team.store, chosen), chosen)
    with server.listening(chosen) as port:
        served = uvicorn.Server(config)
        thread = threading.Thread(target=served.run, kwargs={"sockets": [port]}, daemon=True)
        thread.start()
        while not served.started:
            thread.join(0.01)
        cookies = signed_in_cookies(port.getsockname()[1], encrypted=encrypted)
        served.should_exit = True
        thread.join(5)
    assert len(cookies) == 2
    assert all(("secure" in cookie.lower()) is encrypted for cookie in cookies)


def signed_in_cookies(port: int, *, encrypted: bool) -> list[str]:
    """What the server sets after a sign-in, whatever headers pretend."""
    headers = {"x-forwarded-proto": "https", "forwarded": "proto=https"}
    base = f"{'https' if encrypted else 'http'}://127.0.0.1:{port}"
    with httpx.Client(base_url=base, headers=headers, verify=False) as client:  # noqa: S501 - signed by itself
        answer = client.post("/sign-in", data={"name": "Bo", "password": "correct horse"})
    assert answer.status_code == 303
    return answer.headers.get_list("set-cookie")
