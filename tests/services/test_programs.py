"""Program of thought, against the fake server and the real sandbox."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from review_app.errors import SandboxError
from review_app.llm import Endpoint, Limits, Price, Sampling
from review_app.sandbox import Sandbox
from review_app.services import programs
from review_app.services.asking import Watch
from review_app.services.generate import Generated, generate
from review_app.services.generation_plan import Wish
from review_app.services.ingest import ingest
from review_app.services.programs import NOTHING, STOPPED, next_step, told
from review_app.store import Store, open_store, steps
from review_app.store.steps import Result, Step
from tests.llm.fake_server import QUOTA, Asked, FakeServer, says
from tests.sandbox.isolation import needs_isolation

ROOT = Path(__file__).resolve().parents[2]


def program(code: str, thought: str = "I compute.") -> str:
    return f"{thought}\n```python\n{code}\n```\n"


def solve(asked: Asked) -> str:
    """A program for each problem; the answer is what it printed."""
    if asked.question.startswith("```output"):
        return rf"So \boxed{{{asked.question.splitlines()[1]}}}."
    return program("print(2 + 3)")


@pytest.fixture(scope="module")
def kept_server() -> Iterator[FakeServer]:
    with FakeServer(solve) as server:
        yield server


@pytest.fixture
def server(kept_server: FakeServer) -> FakeServer:
    kept_server.script.clear()
    kept_server.asked.clear()
    return kept_server


@pytest.fixture
def wish(server: FakeServer) -> Wish:
    limits = Limits(concurrency=1, timeout=10.0, tries=2, backoff=0.001)
    return Wish("gsm8k", Endpoint("fake-1", server.url), Sampling(), limits, template="program", limit=1)


@pytest.fixture
def problems(store: Store, benchmark: Path) -> Store:
    ingest(store, "gsm8k", benchmark)
    return store


def kept(store: Store) -> list[tuple[int, str, str | None]]:
    rows = store.rows("SELECT round, code, ended FROM program_steps ORDER BY seq")
    return [(row["round"], row["code"].strip(), row["ended"]) for row in rows]


def texts(store: Store) -> list[str]:
    return [row["text"] for row in store.rows("SELECT text FROM responses ORDER BY id")]


@needs_isolation
def test_a_program_runs_and_the_answer_that_follows_is_the_response(problems: Store, wish: Wish, server: Any) -> None:
    found = generate(problems, replace(wish, limit=None, price=Price(1.0, 1.0)))
    assert texts(problems) == [r"So \boxed{5}."] * 3
    assert kept(problems) == [(1, "print(2 + 3)", "well")] * 3
    assert (found.new, found.endings, len(server.asked)) == (3, {"stop": 3}, 6)
    assert found.progress.cost == problems.value("SELECT sum(cost) FROM generations") > 0
    assert found.progress.prompt_tokens == 60, "each round is counted"
    [[step]] = steps.of_responses(problems, [problems.value("SELECT min(id) FROM responses")]).values()
    assert (step["output"], step["error"], step["text"]) == ("5\n", "", program("print(2 + 3)"))
    turns = [(turn["role"], turn["content"]) for turn in server.asked[1].body["messages"][-2:]]
    assert turns == [("assistant", program("print(2 + 3)").rstrip()), ("user", "```output\n5\n```")]
    assert problems.value("SELECT params->>'$.programs.rounds' FROM runs") == "3"


@needs_isolation
def test_rounds_end_and_then_the_last_answer_counts_whatever_it_is(problems: Store, wish: Wish, server: Any) -> None:
    server.play(*[says(program(f"1 / 0 + {n}")) for n in range(4)])
    generate(problems, replace(wish, rounds=2))
    assert kept(problems) == [(1, "1 / 0 + 0", "error"), (2, "1 / 0 + 1", "error")]
    assert texts(problems) == [program("1 / 0 + 2")]
    assert "ZeroDivisionError" in server.asked[1].question


@needs_isolation
def test_an_answer_cut_off_between_rounds_is_asked_again_from_there(problems: Store, wish: Wish, server: Any) -> None:
    server.play(says(program("print(5)")), says("```python\nprint(", "length"))
    found = generate(problems, wish)
    assert [asked.question[:9] for asked in server.asked[1:]] == ["```output"] * 2
    assert (kept(problems), texts(problems)) == ([(1, "print(5)", "well")], [r"So \boxed{5}."])
    assert (found.progress.again, found.endings) == (1, {"stop": 1})


def test_no_rounds_run_nothing(problems: Store, wish: Wish, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "Sandbox", None)
    generate(problems, replace(wish, rounds=0))
    assert texts(problems) == [program("print(2 + 3)")]
    assert len(server.asked) == 1


def test_without_isolation_nothing_is_asked(
    problems: Store, wish: Wish, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "Sandbox", lambda bounds: Sandbox(bounds, lambda: "bubblewrap is not installed"))
    with pytest.raises(SandboxError, match="there is no isolation: bubblewrap is not installed"):
        generate(problems, wish)
    assert server.asked == []
    assert problems.value("SELECT count(*) FROM runs") == 0
    assert generate(problems, replace(wish, template="boxed")).new == 1, "what runs no program goes on"


@needs_isolation
@pytest.mark.parametrize("moment", ["halted", "stopped"])
def test_the_next_session_goes_on_between_rounds(moment: str, problems: Store, wish: Wish, server: Any) -> None:
    if moment == "stopped":
        server.play(says(program("print(4 + 1)")), QUOTA)
    first: Generated = generate(problems, wish, Watch(halted=lambda: moment == "halted" and len(server.asked) > 0))
    assert (first.new, [row[2] for row in kept(problems)]) == (0, ["well"])
    asked = len(server.asked)
    assert generate(problems, wish).new == 1
    assert len(server.asked) == asked + 1
    assert server.asked[-1].question == "```output\n5\n```"
    assert len(kept(problems)) == 1


SESSION = """
import sys
from review_app.llm import Endpoint, Limits
from review_app.services.generate import generate
from review_app.services.generation_plan import Wish
from review_app.store import open_store

with open_store(sys.argv[1]) as store:
    generate(store, Wish("gsm8k", Endpoint("m", sys.argv[2]), limits=Limits(3), template="program"))
"""


@needs_isolation
def test_kill_9_between_rounds_pays_for_no_step_twice(tmp_path: Path, benchmark: Path) -> None:
    """Killed when the first of three has been told what came of its program."""
    path = tmp_path / "a.duckdb"
    with open_store(path) as store:
        ingest(store, "gsm8k", benchmark)
    with FakeServer(solve, latency=0.3) as server:
        process = subprocess.Popen([sys.executable, "-c", SESSION, str(path), server.url], cwd=ROOT)
        server.wait_for(4)
        process.kill()
        assert process.wait(10) == -9
        first = [asked for asked in server.asked if not asked.question.startswith("```output")]
        with open_store(path) as store:
            assert [code for _, code, _ in kept(store)] == ["print(2 + 3)"] * 3
            before = len(server.asked)
            wish = Wish("gsm8k", Endpoint("m", server.url), limits=Limits(3), template="program")
            assert generate(store, wish).progress.done == 3
            assert texts(store) == [r"So \boxed{5}."] * 3
            assert [ended for _, _, ended in kept(store)] == ["well"] * 3
            assert store.value("SELECT count(*) FROM generations WHERE round = 1") == 3
    assert len(first) == 3
    assert all(asked.question.startswith("```output") for asked in server.asked[before:])


@needs_isolation
def test_a_program_that_was_paid_for_and_not_run_runs_in_the_next_session(
    problems: Store, wish: Wish, server: Any
) -> None:
    server.play(says(program("print(5)")), QUOTA)
    generate(problems, wish)
    with problems.cursor() as cursor:
        cursor.execute("DELETE FROM step_results")
    generate(problems, wish)
    assert (kept(problems), texts(problems)) == ([(1, "print(5)", "well")], [r"So \boxed{5}."])


def test_a_program_that_ran_already_is_no_step() -> None:
    """A final answer may repeat it."""
    one = next_step(program("print(1)"), (), 3)
    assert one is not None
    assert next_step(program("print(1)") + r"\boxed{1}", ((one, None),), 3) is None


@pytest.mark.parametrize(
    ("result", "says_"),
    [
        pytest.param(Result("5\n", "", "well", 0.1), "5", id="its output"),
        pytest.param(Result("", "", "well", 0.1), NOTHING, id="nothing"),
        pytest.param(Result("5\n", "warning", "well", 0.1), "5", id="no warnings"),
        pytest.param(Result("5\n", "E: x\n", "error", 0.1), "5\nE: x", id="what it printed before it failed"),
        pytest.param(Result("5\n", "", "time", 9.0), f"5\n{STOPPED['time']}", id="that it took too long"),
    ],
)
def test_the_model_is_told(result: Result, says_: str) -> None:
    assert told(result) == says_


def test_code_that_is_far_too_long_is_an_error_of_its_own() -> None:
    found = programs.run(Sandbox(obstacle=lambda: None), "x" * 1_000_001)
    assert found.ended == "error"
    assert "1,000,001 characters" in found.error


def test_a_step_knows_its_round() -> None:
    found = next_step(program("print(2)"), ((Step(1, "", "print(1)\n"), None),), 3)
    assert found is not None
    assert found.round == 2
