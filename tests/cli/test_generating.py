from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review_app.store import open_store
from tests.llm.fake_server import QUOTA, FakeServer

Command = Callable[..., Any]


@pytest.fixture
def filled(command: Command, here: Path) -> Command:
    """Three problems of a benchmark `custom`."""
    assert command("import", "responses", "good.jsonl", "--db", "db.duckdb").code == 0
    return command


def test_a_model_answers_a_benchmark_and_the_same_again_costs_nothing(filled: Command) -> None:
    with FakeServer(lambda asked: r"\boxed{1}") as server:
        line = ("generate", "custom", "--model", "m", "--base-url", server.url, "--db", "db.duckdb", "--price", "1/2")
        more = (
            "--temperature",
            "0.5",
            "--max-tokens",
            "9",
            "--seed",
            "3",
            "--extra",
            '{"top_k": 5}',
            "--prompt",
            "boxed-zh",
        )
        first = filled(*line, *more)
        again = filled(*line, *more)
        server.play(QUOTA)
        stopped = filled(*line, "--samples", "2", "--label", "x", "--concurrency", "1")
        [body] = {str(sorted({**asked.body, "messages": 0}.items())) for asked in server.asked[:3]}
    assert (first.code, again.code, stopped.code, len(server.asked)) == (0, 0, 1, 4)
    assert "3 new answers, 3 of 3 in all" in first.out
    assert "6 responses graded" in first.out, "what was imported and what came"
    assert "0 new answers, 3 of 3 in all" in again.out
    assert "quota is used up; add credit" in stopped.err
    assert "6 questions are open: the same again goes on from here" in stopped.out
    for name, value in {"temperature": 0.5, "max_tokens": 9, "seed": 3, "top_k": 5}.items():
        assert f"('{name}', {value})" in body


@pytest.mark.parametrize(
    ("options", "says"),
    [
        pytest.param(["--extra", "[1]"], "--extra: write a JSON object, for example '{\"top_k\": 20}'", id="a list"),
        pytest.param(["--extra", "{"], "--extra: write a JSON object", id="no JSON"),
        pytest.param(["--price", "cheap"], "like 0.15/0.60", id="a price that is none"),
        pytest.param(["--key-variable", "sk-123"], "not the key itself", id="the key in place of its variable"),
        pytest.param(["--prompt", "nonsense"], "no such template", id="an unknown template"),
        pytest.param(["--base-url", "localhost"], "is no address of an endpoint", id="an address that is none"),
        pytest.param(["--budget", "1"], "a budget needs the price", id="a budget without a price"),
    ],
)
def test_a_wish_that_cannot_be_is_told_in_one_line(options: list[str], says: str, filled: Command) -> None:
    where = [] if "--base-url" in options else ["--base-url", "http://localhost:9/v1"]
    result = filled("generate", "custom", "--model", "m", "--db", "db.duckdb", *where, *options)
    assert result.code == 1
    assert says in result.err
    assert "Traceback" not in result.err
    with open_store("db.duckdb") as store:
        assert store.value("SELECT count(*) FROM runs") == 1
