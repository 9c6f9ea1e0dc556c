from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from starlette.testclient import TestClient

from review_app.domain import Role
from review_app.errors import InputError, StoreBusy, StoreError
from review_app.settings import Settings
from review_app.store import open_store
from review_app.ui import control
from review_app.ui.desk import Desk, open_desk

BUSY = StoreBusy("the database is busy")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "review.duckdb"


@pytest.fixture
def desk(database: Path) -> Iterator[Desk]:
    with open_store(database) as store:
        yield open_desk(store, Settings(database=database))


@pytest.fixture
def served(desk: Desk, database: Path, doors) -> Iterator[str]:
    """A real server with the doors in front, that listens to nothing but wishes."""
    app = doors(desk)
    control.listen(app, desk)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    with control.announced(database, address):
        yield address
    server.should_exit = True
    thread.join(5)


def ask_backup(database: Path, target: Path) -> object:
    return control.ask(database, "backup", {"target": str(target)}, BUSY)


def test_the_server_that_holds_a_database_copies_it_for_a_command(served: str, database: Path, tmp_path: Path) -> None:
    ask_backup(database, tmp_path / "copy.duckdb")
    with open_store(tmp_path / "copy.duckdb", create=False) as copy:
        assert copy.value("SELECT count(*) FROM problems") == 0


def test_the_server_changes_its_team_for_a_command_and_answers(served: str, database: Path, desk: Desk) -> None:
    wish = {"command": "add", "name": "Bo", "role": "admin", "password": "hash"}
    assert control.ask(database, "user", wish, BUSY)["name"] == "Bo"
    assert desk.team.closed, "in the memory of the server too"
    assert desk.team.member("Bo").role is Role.ADMIN
    (bo,) = control.ask(database, "user", {"command": "list"}, BUSY)["members"]
    assert bo["role"] == "admin"


def test_what_the_server_refuses_is_told_in_its_words(served: str, database: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("kept")
    with pytest.raises(StoreError, match="the file exists"):
        ask_backup(database, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "kept"
    with pytest.raises(StoreError, match="Eve: nobody of the team"):
        control.ask(database, "user", {"command": "disable", "name": "Eve"}, BUSY)


def test_a_wish_signed_with_another_key_is_refused(served: str, database: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.duckdb"
    control.address_file(stranger).write_text(served)
    with pytest.raises(StoreError, match="not signed with this database's key"):
        ask_backup(stranger, tmp_path / "copy.duckdb")
    assert not (tmp_path / "copy.duckdb").exists()


def test_a_wish_is_good_for_a_minute_only(desk: Desk, doors, monkeypatch: pytest.MonkeyPatch) -> None:
    app = doors(desk)
    control.listen(app, desk)
    wish = control.signer(desk.settings.database).dumps({"name": "user", "arguments": {"command": "list"}})
    client = TestClient(app, base_url="http://127.0.0.1")
    assert client.post("/control", content=wish).status_code == 200
    monkeypatch.setattr(control, "WISH_SECONDS", -1)
    assert client.post("/control", content=wish).status_code == 403


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", b"a.b.c"])
def test_what_is_not_signed_is_no_wish(desk: Desk, doors, body: bytes) -> None:
    app = doors(desk)
    control.listen(app, desk)
    assert TestClient(app, base_url="http://127.0.0.1").post("/control", content=body).status_code == 403


def test_an_unknown_wish_is_refused(served: str, database: Path) -> None:
    with pytest.raises(StoreError, match="restart `review-app serve`"):
        control.ask(database, "nonsense", {}, BUSY)


def test_a_wish_is_one_function_of_the_table(desk: Desk, monkeypatch: pytest.MonkeyPatch, doors) -> None:
    def greet(desk: Desk, wish: control.Values) -> control.Values:
        if wish["name"] == "Eve":
            raise InputError("not {name}", name="Eve")
        return {"said": f"hello {wish['name']}"}

    monkeypatch.setattr(control, "WISHES", {"greet": greet})
    signer = control.signer(desk.settings.database)
    answers = [
        control.granted(desk, signer.dumps({"name": "greet", "arguments": {"name": n}}).encode())
        for n in ("Ada", "Eve")
    ]
    assert [(answer.status_code, bytes(answer.body)) for answer in answers] == [
        (200, b'{"said":"hello Ada"}'), (409, b'{"error":"not Eve"}'),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(None, id="nobody announced itself"),
        pytest.param("http://127.0.0.1:9", id="the server died and left its address"),
        pytest.param("https://127.0.0.1:9", id="one that served https"),
    ],
)
def test_where_no_server_answers_the_database_is_said_to_be_busy(
    address: str | None, database: Path, tmp_path: Path
) -> None:
    if address:
        control.address_file(database).write_text(address)
    with pytest.raises(StoreBusy):
        ask_backup(database, tmp_path / "copy.duckdb")


def test_the_address_is_gone_when_the_server_is(database: Path) -> None:
    with control.announced(database, "http://127.0.0.1:1"):
        assert control.address_file(database).read_text() == "http://127.0.0.1:1"
    assert not control.address_file(database).exists()
