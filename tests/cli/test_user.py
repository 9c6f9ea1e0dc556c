from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Role
from review_app.services.team import Team
from review_app.store import open_store

Command = Callable[..., Any]

PASSWORD = "correct horse"


@pytest.fixture
def user(command: Command) -> Command:
    """`user("list")` is `review-app user list` on db.duckdb."""
    return lambda *arguments, stdin="": command("user", *arguments, "--db", "db.duckdb", stdin=stdin)


def add(user: Command, name: str, role: str = "annotator", password: str = PASSWORD) -> Any:
    return user("add", name, "--role", role, "--password-stdin", stdin=f"{password}\n")


@pytest.fixture
def people(user: Command) -> Command:
    """The same, with an admin and an annotator."""
    assert add(user, "Bo", "admin").out == "Bo is admin now\n"
    assert add(user, "Ann").code == 0
    return user


def team_of(name: str = "db.duckdb") -> dict[str, Any]:
    """Name -> person, as they are on disk."""
    with open_store(name, create=False) as store:
        return {member.name: member for member in Team(store).members()}


def test_people_are_added_and_listed(people: Command, here: Path) -> None:
    assert [(name, one.role) for name, one in team_of().items()] == [("Bo", Role.ADMIN), ("Ann", Role.ANNOTATOR)]
    listed = people("list").out
    assert [line.split()[1:4:2] for line in listed.splitlines() if " admin " in line or "annotator" in line] == [
        ["Bo", "admin"], ["Ann", "annotator"],
    ]  # fmt: skip
    with open_store(here / "db.duckdb") as store:
        assert Team(store).verify("ann", PASSWORD)


def test_a_list_of_nobody_says_what_that_means(user: Command, command: Command) -> None:
    command("import", "auto", "good.jsonl", "--db", "db.duckdb")
    assert "nobody yet: whoever names themselves" in user("list").out


@pytest.mark.parametrize(
    ("arguments", "said", "holds"),
    [
        pytest.param(["role", "ann", "researcher"], "Ann is researcher now", {"role": Role.RESEARCHER}, id="role"),
        pytest.param(
            ["disable", "Ann"], "Ann is disabled and signed out", {"disabled": True, "epoch": 1}, id="disable"
        ),
        pytest.param(["enable", "Ann"], "Ann is enabled", {"disabled": False}, id="enable"),
        pytest.param(["signout", "Ann"], "Ann is signed out everywhere", {"epoch": 1}, id="signout"),
    ],
)
def test_a_person_is_changed(people: Command, arguments: list[str], said: str, holds: dict[str, Any]) -> None:
    result = people(*arguments)
    assert (result.code, said in result.out) == (0, True)
    ann = team_of()["Ann"]
    assert {name: getattr(ann, name) for name in holds} == holds


def test_a_password_is_changed(people: Command) -> None:
    result = people("passwd", "Ann", "--password-stdin", stdin="another horse\r\n")
    assert "has a new password" in result.out
    with open_store("db.duckdb") as store:
        assert Team(store).verify("Ann", "another horse"), "without the end of the line"
        assert not Team(store).verify("Ann", PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        pytest.param(["add", "Zoe", "--role", "admin", "--password-stdin"], "short\n", "take at least 10", id="short"),
        pytest.param(["add", "Zoe", "--role", "admin", "--password-stdin"], "", "take at least 10", id="nothing"),
        pytest.param(["add", "Zoe", "--role", "admin"], PASSWORD, "use --password-stdin", id="nobody to ask"),
        pytest.param(["add", "ann", "--role", "admin", "--password-stdin"], PASSWORD, "is taken", id="a name twice"),
        pytest.param(["disable", "Bo"], "", "Bo is the only admin left", id="the last admin"),
        pytest.param(["role", "Bo", "annotator"], "", "Bo is the only admin left", id="the last admin demoted"),
        pytest.param(["signout", "Eve"], "", "Eve: nobody of the team", id="nobody"),
    ],
)
def test_what_cannot_be_done_is_one_message(people: Command, arguments: list[str], stdin: str, says: str) -> None:
    before = team_of()
    result = people(*arguments, stdin=stdin)
    assert (result.code, result.out) == (1, "")
    assert says in result.err
    assert PASSWORD not in result.err
    assert team_of() == before


def test_the_first_must_be_an_admin(user: Command) -> None:
    assert "the first person must be an admin" in add(user, "Ann").err


@pytest.mark.parametrize(
    "arguments", [["add", "Ann"], ["role", "Ann", "boss"], ["add", "Ann", "--role", "admin", "--password", "x"], []]
)
def test_what_is_not_understood_leaves_with_2(user: Command, arguments: list[str]) -> None:
    assert user(*arguments).code == 2


@pytest.mark.parametrize("arguments", [["list"], ["disable", "Ann"], ["signout", "Ann"], ["role", "Ann", "admin"]])
def test_without_a_database_there_is_nobody(user: Command, arguments: list[str], here: Path) -> None:
    result = user(*arguments)
    assert (result.code, "no database there" in result.err) == (1, True)
    assert not (here / "db.duckdb").exists()


def test_nothing_of_a_password_is_said_or_kept(people: Command, here: Path) -> None:
    assert PASSWORD.encode() not in (here / "db.duckdb").read_bytes()


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        pytest.param([PASSWORD, PASSWORD], 0, "Bo is admin now", id="twice the same"),
        pytest.param([PASSWORD, "other horse", PASSWORD, PASSWORD], 0, "do not match", id="a slip is asked again"),
        pytest.param(["short", "short"], 1, "take at least 10", id="too short"),
    ],
)
def test_a_terminal_is_asked_twice_and_shows_nothing(here: Path, typed: list[str], code: int, says: str) -> None:
    ours, theirs = pty.openpty()
    line = [sys.executable, "-c", "from review_app.cli import main; main()", "user", "add", "Bo", "--role", "admin"]
    process = subprocess.Popen([*line, "--db", "db.duckdb"], cwd=here, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = ""
    for word in typed:
        asked = ""
        while not asked.endswith(": "):
            asked += os.read(ours, 1_000).decode()
        os.write(ours, f"{word}\n".encode())
        seen += asked
    seen += rest(ours)
    assert process.wait(60) == code
    assert says.lower() in seen.lower()
    assert not any(word in seen for word in typed)


def rest(terminal: int) -> str:
    """What else is written until the program leaves."""
    written = b""
    try:
        while more := os.read(terminal, 1_000):
            written += more
    except OSError:
        pass  # the other end is closed
    os.close(terminal)
    return written.decode()
