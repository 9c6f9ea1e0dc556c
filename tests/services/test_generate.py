from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from review_app.errors import BudgetSpent, InputError, ModelStopped, ModelUnavailable
from review_app.llm import Endpoint, Limits, Price, Sampling
from review_app.services.asking import GIVE_UP_AFTER, Watch
from review_app.services.generate import Generated, generate
from review_app.services.generation_plan import Wish
from review_app.services.generation_progress import Progress, described
from review_app.services.generation_report import lines
from review_app.services.ingest import ingest
from review_app.store import Store, history, open_store
from review_app.wording import sentence
from tests.llm.fake_server import BROKEN, CUT, NO_KEY, QUOTA, TOO_LONG, Asked, FakeServer, echoes_key, says

SECRET = "sk-very-secret-1234567890"


def solve(asked: Asked) -> str:
    """Right for Ann, wrong for Bob, no answer for Cy."""
    right = {"Ann": r"So \boxed{5}.", "Bob": r"So \boxed{9}."}
    return next((text for name, text in right.items() if name in asked.question), "I do not know.")


@pytest.fixture(scope="module")
def kept_server() -> Iterator[FakeServer]:
    with FakeServer(solve) as server:
        yield server


@pytest.fixture
def server(kept_server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    kept_server.script.clear()
    kept_server.asked.clear()
    kept_server.latency = 0.0
    monkeypatch.setenv("FAKE_KEY", SECRET)
    return kept_server


@pytest.fixture
def wish(server: FakeServer) -> Wish:
    limits = Limits(concurrency=2, timeout=10.0, tries=3, backoff=0.001)
    return Wish("gsm8k", Endpoint("fake-1", server.url, "FAKE_KEY"), Sampling(max_tokens=50), limits)


@pytest.fixture
def problems(store: Store, benchmark: Path) -> Store:
    """Three problems and nothing else."""
    ingest(store, "gsm8k", benchmark)
    return store


def held(store: Store) -> list[tuple[str, int, str]]:
    """What each response says, without the problems' order by digest: (first word of the problem, sample, text)."""
    rows = store.rows("""
        SELECT split_part(statement, ' ', 1) AS who, sample, text FROM responses
        JOIN problems ON problems.id = responses.problem_id ORDER BY who, sample""")
    return [(row["who"], row["sample"], row["text"]) for row in rows]


def recorded(store: Store) -> list[str]:
    return [row["finish"] for row in store.rows("SELECT finish FROM generations ORDER BY seq")]


def test_each_sample_is_asked_stored_and_graded_once(problems: Store, wish: Wish, server: FakeServer) -> None:
    found = generate(problems, replace(wish, samples=2))
    assert (found.new, found.progress.done, found.progress.total, found.stopped) == (6, 6, 6, None)
    assert held(problems) == [
        ("Ann", 0, r"So \boxed{5}."),
        ("Ann", 1, r"So \boxed{5}."),
        ("Bob", 0, r"So \boxed{9}."),
        ("Bob", 1, r"So \boxed{9}."),
        ("Cy", 0, "I do not know."),
        ("Cy", 1, "I do not know."),
    ]
    outcomes = problems.rows("SELECT outcome, count(*) AS n FROM outcomes GROUP BY outcome ORDER BY outcome")
    assert [(row["outcome"], row["n"]) for row in outcomes] == [("correct", 2), ("incorrect", 2), ("uncertain", 2)]
    assert len(server.asked) == 6
    case = problems.value("SELECT case_id FROM outcomes WHERE outcome = 'correct' LIMIT 1")
    [came] = history.rows(problems, case)["imported"]
    assert (came["format"], came["responses"], came["models"]) == ("generate", 2, ["fake-1"])
    assert "boxed" in server.asked[0].question, "by the usual template"


def test_the_same_again_asks_nothing_and_more_asks_only_what_is_new(
    problems: Store, wish: Wish, server: FakeServer
) -> None:
    first = generate(problems, replace(wish, limit=2))
    assert generate(problems, replace(wish, limit=2, limits=Limits(), again=3)).new == 0, "how hard to ask is no matter"
    assert len(server.asked) == 2
    more = generate(problems, replace(wish, samples=2))
    assert (more.run.id, more.new, len(server.asked)) == (first.run.id, 4, 6)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"sampling": Sampling(max_tokens=50, temperature=0.5)}, id="another temperature"),
        pytest.param({"template": "gsm8k-cot"}, id="another template"),
        pytest.param({"label": "again"}, id="a label"),
    ],
)
def test_what_answers_depend_on_makes_another_run(change: Any, problems: Store, wish: Wish, server: FakeServer) -> None:
    first = generate(problems, replace(wish, limit=1))
    other = generate(problems, replace(wish, limit=1, **change))
    assert first.run.id != other.run.id
    assert len(server.asked) == 2
    assert problems.value("SELECT count(DISTINCT source) FROM runs") == 2


def test_the_run_remembers_how_it_was_asked(problems: Store, wish: Wish) -> None:
    generate(problems, replace(wish, limit=1))
    params = json.loads(problems.value("SELECT params FROM runs"))
    assert params["prompt"] | {"digest": ""} == {"name": "boxed", "version": 1, "digest": ""}
    assert (params["split"], params["sampling"]) == ("test", {"max_tokens": 50})


def test_each_answer_was_there_from_the_moment_it_came(problems: Store, wish: Wish, server: FakeServer) -> None:
    generate(problems, replace(wish, limits=replace(wish.limits, concurrency=1)))
    came = [row["t"] for row in problems.rows("SELECT generated_at AS t FROM generations ORDER BY seq")]
    for moment in came:
        there = problems.value("SELECT count(*) FROM outcomes_at($moment)", {"moment": moment})
        assert there == sum(other <= moment for other in came)


@pytest.mark.parametrize(
    ("bad", "finish"),
    [
        pytest.param(says("So it", "length"), "length", id="cut off"),
        pytest.param(says("no", "content_filter"), "refusal", id="refused"),
        pytest.param(says(""), "empty", id="empty"),
    ],
)
def test_an_answer_that_is_none_is_asked_again_and_recorded(
    bad: Any, finish: str, problems: Store, wish: Wish, server: FakeServer
) -> None:
    server.play(bad)
    found = generate(problems, replace(wish, limit=1, samples=1, sampling=Sampling(seed=7)))
    assert recorded(problems) == [finish, "stop"]
    assert (len(held(problems)), found.progress.again, found.endings) == (1, 1, {"stop": 1})
    assert problems.value("SELECT discarded FROM generations ORDER BY seq LIMIT 1") is not None
    assert [asked.body["seed"] for asked in server.asked] == [7, 1_000_007], "the same seed would say the same"


def test_after_so_many_times_the_last_one_counts_and_a_restart_gives_no_more(
    problems: Store, wish: Wish, server: FakeServer
) -> None:
    server.play(*[says("So", "length")] * 2, says("So it", "length"))
    halted = iter([False, False, True])
    once = replace(wish, limit=1, again=2, limits=replace(wish.limits, concurrency=1))
    generate(problems, once, Watch(halted=lambda: next(halted, True)))
    assert held(problems) == []
    found = generate(problems, once)
    assert held(problems)[0][2] == "So it"
    assert (recorded(problems), found.endings) == (["length"] * 3, {"length": 1})
    assert "of the run's answers: 1 cut off at their longest length" in list(lines(found))


@pytest.mark.parametrize(
    ("fault", "says_"), [pytest.param(QUOTA, "quota", id="quota"), pytest.param(NO_KEY, "key", id="key")]
)
def test_where_no_question_can_be_answered_all_stops_and_the_next_session_goes_on(
    fault: Any, says_: str, problems: Store, wish: Wish, server: FakeServer
) -> None:
    server.play(says("4"), fault)
    found = generate(problems, replace(wish, limits=replace(wish.limits, concurrency=1)))
    assert isinstance(found.stopped, ModelStopped)
    assert says_ in str(found.stopped)
    assert (found.new, len(server.asked), found.progress.done) == (1, 2, 1)
    assert "2 questions are open" in list(lines(found))[-1]
    assert generate(problems, wish).progress.done == 3


def test_a_question_that_is_refused_costs_no_other_its_answer(problems: Store, wish: Wish, server: FakeServer) -> None:
    server.play(TOO_LONG)
    found = generate(problems, wish)
    assert (found.new, found.progress.failed, found.stopped) == (2, 1, None)
    assert "maximum context length" in problems.value("SELECT detail FROM generations WHERE finish = 'failed'")
    assert generate(problems, wish).new == 1, "the next session asks it again"


def test_an_endpoint_that_answers_nothing_is_given_up(problems: Store, wish: Wish, server: FakeServer) -> None:
    server.play(*[BROKEN] * 900)
    found = generate(problems, replace(wish, samples=9))
    assert isinstance(found.stopped, ModelUnavailable)
    assert GIVE_UP_AFTER <= found.progress.failed <= GIVE_UP_AFTER + wish.limits.concurrency


def test_a_budget_holds_over_sessions(problems: Store, wish: Wish, server: FakeServer) -> None:
    """A token asked costs nothing, one answered 1: 50 at most, and 2 or 4 in the end."""
    dear = replace(wish, price=Price(0.0, 1e6), budget=56.0, samples=9)
    found = [generate(problems, dear) for _ in range(2)]
    assert [isinstance(one.stopped, BudgetSpent) for one in found] == [True, True]
    assert found[1].new == 0
    cost = problems.value("SELECT sum(cost) FROM generations")
    assert 56.0 - 50 < cost <= 56.0
    assert found[0].progress.cost == found[1].progress.cost == cost


def test_what_broken_tries_may_have_cost_is_remembered(problems: Store, wish: Wish, server: FakeServer) -> None:
    server.play(*[CUT] * 3)
    dear = replace(wish, price=Price(0.0, 1e6), budget=160.0, limit=1)
    found = generate(problems, dear)
    assert (found.progress.failed, found.progress.cost) == (1, 150.0)
    assert isinstance(generate(problems, dear).stopped, BudgetSpent)


def test_what_is_on_its_way_when_somebody_cancels_is_kept(problems: Store, wish: Wish, server: FakeServer) -> None:
    server.latency = 0.02
    found = generate(problems, replace(wish, samples=3), Watch(halted=lambda: len(server.asked) >= 2))
    assert found.new == len(server.asked) == len(held(problems)) < 9
    assert found.stopped is None


def test_a_run_is_generated_once_at_a_time(problems: Store, wish: Wish, server: FakeServer) -> None:
    server.latency = 0.2
    thread = Thread(target=generate, args=(problems, wish))
    thread.start()
    try:
        server.wait_for(1)
        with pytest.raises(InputError, match="is being generated already"):
            generate(problems, wish)
    finally:
        thread.join()
    assert len(held(problems)) == len(server.asked) == 3


def test_progress_tells_rate_cost_score_and_trouble(problems: Store, wish: Wish, server: FakeServer) -> None:
    server.play(CUT)
    told: list[Progress] = []
    found = generate(problems, replace(wish, price=Price(1.0, 1.0)), Watch(told.append))
    last = told[-1]
    assert (last.done, last.total, last.prompt_tokens, last.completion_tokens) == (3, 3, 30, 2 + 2 + 4)
    assert last.cost == pytest.approx(problems.value("SELECT sum(cost) FROM generations"))
    assert last.cost > 38e-6, "the answer that broke off may have been billed"
    assert last.per_second is not None
    assert last.seconds_left == 0
    assert found.progress.cost == last.cost
    assert found.progress.graded == found.progress.done, "at the end all of the run, not what was graded meanwhile"
    shown = replace(
        last, cost=0.125, graded=4, correct=3, uncertain=1, failed=2, per_second=1.5, trouble=sentence("status 500")
    )
    assert described(shown) == (
        "90 a minute · 38 tokens · cost 0.1250 · 75.0 % correct, 1 open, of 4 · 2 without an answer · "
        "waiting: status 500"
    )


@pytest.mark.parametrize(
    ("change", "says_"),
    [
        pytest.param({"benchmark": "aime"}, "no problems of it, only of gsm8k", id="a benchmark that is not there"),
        pytest.param({"split": "train"}, "has the splits test", id="a split that is not there"),
        pytest.param({"template": "nonsense"}, "no such template", id="a template that is not there"),
        pytest.param({"budget": 1.0}, "needs the price", id="a budget without a price"),
        pytest.param(
            {"budget": 1.0, "price": Price(1, 1), "sampling": Sampling()},
            "longest answer",
            id="a budget without a length",
        ),
        pytest.param({"endpoint": Endpoint("m", "http://x/v1", "UNSET_KEY")}, "UNSET_KEY holds no key", id="no key"),
    ],
)
def test_a_wish_that_cannot_be_begun_is_refused(change: Any, says_: str, problems: Store, wish: Wish) -> None:
    with pytest.raises(InputError, match=says_):
        generate(problems, replace(wish, **change))
    assert held(problems) == []


def test_the_key_is_in_no_file_and_no_line(
    tmp_path: Path, benchmark: Path, server: FakeServer, wish: Wish, caplog: pytest.LogCaptureFixture
) -> None:
    server.play(says(f"Your key is {SECRET}"), echoes_key(400), echoes_key(500))
    told: list[Progress] = []
    with open_store(tmp_path / "a.duckdb") as store:
        ingest(store, "gsm8k", benchmark)
        found: Generated = generate(store, wish, Watch(told.append))
        everything = [
            row
            for table in ("runs", "generations", "responses", "imports", "extractions")
            for row in store.rows(f"FROM {table}")
        ]
    assert found.new == 2
    shown = repr((found, told, everything)) + "".join(lines(found)) + caplog.text
    assert SECRET not in shown
    assert all(SECRET.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
