from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review_app.store import open_store
from tests.llm.fake_server import QUOTA, FakeServer

Command = Callable[..., Any]
SAME = '{"reason": "x", "verdict": "same"}'


@pytest.fixture
def graded(command: Command, here: Path) -> Command:
    """Three answers, one of which the grader leaves to people."""
    assert command("import", "responses", "good.jsonl", "--benchmark", "sums", "--db", "db.duckdb").code == 0
    assert command("grade", "--db", "db.duckdb").code == 0
    return command


def test_a_model_judges_doubtful_cases_and_the_same_again_costs_nothing(graded: Command) -> None:
    with FakeServer(lambda asked: SAME) as server:
        line = ("judge", "sums", "--model", "m", "--base-url", server.url, "--db", "db.duckdb", "--seed", "3")
        first, again = graded(*line, "--votes", "2"), graded(*line, "--votes", "2", "--price", "1/2")
        server.play(QUOTA)
        stopped = graded(*line, "--kind", "score", "--run", "ada", "--prompt", "score-zh", "--concurrency", "1")
        seeds = [asked.body["seed"] for asked in server.asked]
    assert (first.code, again.code, stopped.code, sorted(seeds)) == (0, 0, 1, [3, 3, 4])
    assert "m · equivalence@1: 2 new votes, 2 of 2 in all, on 1 cases" in first.out
    assert "votes: 2 correct" in first.out
    assert "0 new votes, 2 of 2 in all" in again.out
    assert "quota is used up; add credit" in stopped.err
    assert "m · score-zh@1: 0 new votes, 0 of 3 in all, on 3 responses" in stopped.out
    with open_store("db.duckdb") as store:
        assert store.value("SELECT count(*) FROM outcomes WHERE outcome = 'uncertain'") == 1, (
            "advice counts for nothing"
        )


@pytest.mark.parametrize(
    ("options", "says"),
    [
        pytest.param(["--kind", "taste"], "--kind taste: choose one of equivalence, score", id="an unknown kind"),
        pytest.param(["--cases", "some"], "choose one of pending, decided, all", id="unknown cases"),
        pytest.param(["--form", "xml"], "choose one of schema, json, text", id="an unknown form"),
        pytest.param(["--run", "nobody"], "no such run or model", id="an unknown run"),
        pytest.param(["--prompt", "boxed"], "no such template", id="a template that asks problems"),
        pytest.param(["--kind", "score"], "name the benchmark or the runs", id="every response there is"),
        pytest.param(["--budget", "1"], "a budget needs the price", id="a budget without a price"),
    ],
)
def test_a_wish_that_cannot_be_is_told_in_one_line(options: list[str], says: str, graded: Command) -> None:
    result = graded("judge", "--model", "m", "--base-url", "http://localhost:9/v1", "--db", "db.duckdb", *options)
    assert result.code == 1
    assert says in result.err
    assert "Traceback" not in result.err
