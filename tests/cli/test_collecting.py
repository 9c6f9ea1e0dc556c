from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review_app.store import open_store
from tests.llm.fake_server import QUOTA, FakeServer
from tests.sandbox.isolation import needs_isolation

Command = Callable[..., Any]


@pytest.fixture
def problems(here: Path) -> str:
    rows = [{"problem": "1 + 1?", "answer": "2"}, {"problem": "2 + 2?", "answer": "2"}, {"nothing": 1}]
    (here / "list.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return "list.jsonl"


@needs_isolation
def test_problems_are_solved_checked_and_written(command: Command, problems: str, here: Path) -> None:
    base = ("collect", "--db", "db.duckdb")
    with FakeServer(lambda asked: "It is.\n```python\nprint(2)\n```") as server:
        server.answer = lambda asked: r"\boxed{2}" if "```output" in asked.question else "```python\nprint(2)\n```"
        line = (*base, problems, "--auto", "--model", "m", "--base-url", server.url, "--concurrency", "1")
        server.play(QUOTA)
        stopped = command(*line)
        first = command(*line)
        again = command(*line)
        assert len(server.asked) == 5
    assert (stopped.code, first.code, again.code) == (1, 0, 0)
    assert "quota is used up" in stopped.err
    assert "2 problems are open: the same again goes on from here" in stopped.out
    assert "2 problems: 2 accepted, 0 rejected, 0 wait for people" in first.out
    assert "left out: list.jsonl:3: no problem" in first.out
    checked = command(*base, "--validate")
    assert (checked.code, checked.out) == (0, "2 programs of 2 solutions run again, 0 gave something else\n")
    with open_store("db.duckdb") as store, store.cursor() as cursor:
        cursor.execute("UPDATE draft_versions SET rounds = replace(rounds::VARCHAR, 'print(2)', 'print(3)')::JSON")
    checked = command(*base, "--validate")
    assert checked.code == 1
    assert "program 1: stored 2, now 3" in checked.out
    written = command(*base, "--export", "four_turns", "--to", "out.jsonl")
    assert written.out == "2 solutions written to out.jsonl\n"
    assert len(json.loads((here / "out.jsonl").read_text().splitlines()[0])["messages"]) == 4
    told = command(*base)
    assert "all: 2 problems, 2 accepted (2 unattended), 0 wait for people" in told.out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        pytest.param(["--auto"], "--auto needs files of problems and --model", id="nothing to solve"),
        pytest.param(["--export", "messages"], "--export needs --to", id="nowhere to write"),
        pytest.param(["--export", "messages", "--to", "a"], "no solution is accepted yet", id="nothing to write"),
    ],
)
def test_what_is_missing_is_told(options: list[str], says: str, command: Command, problems: str) -> None:
    assert command("collect", problems, "--db", "db.duckdb").code == 0
    result = command("collect", "--db", "db.duckdb", *options)
    assert result.code == 1
    assert says in result.err
