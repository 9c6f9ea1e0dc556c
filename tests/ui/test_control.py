from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from fastapi import FastAPI

from review_app.errors import StoreBusy, StoreError
from review_app.store import Store, open_store
from review_app.ui import control

BUSY = StoreBusy("the database is busy")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "review.duckdb"


@pytest.fixture
def store(database: Path):
    with open_store(database) as opened:
        yield opened


@pytest.fixture
def served(database: Path, store: Store):
    """A real server that listens to nothing but wishes."""
    app = FastAPI()
    control.listen(app, store, database)
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


def test_the_server_that_holds_a_database_copies_it_for_a_command(served: str, database: Path, tmp_path: Path) -> None:
    control.ask_backup(database, tmp_path / "copy.duckdb", BUSY)
    with open_store(tmp_path / "copy.duckdb", create=False) as copy:
        assert copy.value("SELECT count(*) FROM problems") == 0


def test_what_the_server_refuses_is_told_in_its_words(served: str, database: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("kept")
    with pytest.raises(StoreError, match="the file exists"):
        control.ask_backup(database, tmp_path / "there", BUSY)
    assert (tmp_path / "there").read_text() == "kept"


def test_a_wish_signed_with_another_key_is_refused(served: str, database: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.duckdb"
    control.address_file(stranger).write_text(served)
    with pytest.raises(StoreError, match="not signed with this database's key"):
        control.ask_backup(stranger, tmp_path / "copy.duckdb", BUSY)
    assert not (tmp_path / "copy.duckdb").exists()


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(None, id="nobody announced itself"),
        pytest.param("http://127.0.0.1:9", id="the server died and left its address"),
    ],
)
def test_where_no_server_answers_the_database_is_said_to_be_busy(
    address: str | None, database: Path, tmp_path: Path
) -> None:
    if address:
        control.address_file(database).write_text(address)
    with pytest.raises(StoreBusy):
        control.ask_backup(database, tmp_path / "copy.duckdb", BUSY)


def test_the_address_is_gone_when_the_server_is(database: Path) -> None:
    with control.announced(database, "http://127.0.0.1:1"):
        assert control.address_file(database).read_text() == "http://127.0.0.1:1"
    assert not control.address_file(database).exists()
