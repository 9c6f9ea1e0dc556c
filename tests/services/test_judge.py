from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Outcome, Selection
from review_app.errors import BudgetSpent, InputError, ModelStopped
from review_app.llm import Endpoint, Limits, Price, Sampling
from review_app.services import review
from review_app.services.asking import UNSAVED, Watch
from review_app.services.judge import judge, lines
from review_app.services.judge_plan import Form, Wish
from review_app.services.judge_reply import DIMENSIONS, OVERALL, Kind
from review_app.store import Store, judgments, open_store
from review_app.store.judgments import Which
from tests.llm.fake_server import QUOTA, TOO_LONG, Asked, FakeServer, says

ROOT = Path(__file__).resolve().parents[2]


def vote(verdict: str, reason: str = "looked at") -> str:
    return json.dumps({"reason": reason, "verdict": verdict})


def rated(overall: int, reason: str = "looked at") -> str:
    return json.dumps({"reason": reason, **dict.fromkeys(DIMENSIONS, 5), OVERALL: overall})


@pytest.fixture(scope="module")
def kept_server() -> Iterator[FakeServer]:
    with FakeServer(lambda asked: vote("same")) as server:
        yield server


@pytest.fixture
def server(kept_server: FakeServer) -> FakeServer:
    kept_server.script.clear()
    kept_server.asked.clear()
    return kept_server


@pytest.fixture
def wish(server: FakeServer) -> Wish:
    limits = Limits(concurrency=1, timeout=10.0, tries=3, backoff=0.001)
    return Wish(Kind.EQUIVALENCE, Endpoint("fake-1", server.url), sampling=Sampling(max_tokens=50), limits=limits)


@pytest.fixture
def doubtful(store: Store, make_cases: Callable[..., list[str]]) -> tuple[Store, list[str]]:
    """Three cases that wait for people: of three responses, of two, of one."""
    return store, make_cases(store, [3, 2, 1])


def told(store: Store, *columns: str) -> list[tuple[Any, ...]]:
    rows = store.rows(
        f"SELECT {', '.join(columns)} FROM suggestions JOIN cases ON cases.id = case_id "
        "ORDER BY (SELECT count(*) FROM extractions WHERE extractions.case_id = cases.id) DESC, judge"
    )
    return [tuple(row.values()) for row in rows]  # fmt: skip


def test_each_case_is_asked_about_the_heaviest_first_and_counts_for_nothing(
    doubtful: tuple[Store, list[str]], wish: Wish, server: FakeServer
) -> None:
    store, cases = doubtful
    server.play(says(vote("different", "3 is not 2")))
    found = judge(store, wish)
    assert (found.new, found.targets, found.progress.done, found.stopped) == (3, 3, 3, None)
    assert found.votes == {"correct": 2, "incorrect": 1}
    assert told(store, "case_id", "outcome", "share", "votes", "reason") == [
        (cases[0], "incorrect", 0.0, 1, "3 is not 2"),
        (cases[1], "correct", 1.0, 1, "looked at"),
        (cases[2], "correct", 1.0, 1, "looked at"),
    ]
    assert store.value("SELECT count(*) FROM outcomes WHERE outcome = 'uncertain'") == 6
    first = server.asked[0].body
    assert first["response_format"] == {"type": "json_object"}
    assert [part in first["messages"][-1]["content"] for part in ("?", "2", "3")] == [True] * 3
    assert next(lines(found)) == "fake-1 · equivalence@1: 3 new votes, 3 of 3 in all, on 3 cases"
    assert "votes: 2 correct, 1 incorrect" in list(lines(found))


def test_no_vote_is_paid_for_twice_and_more_votes_ask_only_for_those(
    doubtful: tuple[Store, list[str]], wish: Wish, server: FakeServer
) -> None:
    store, _ = doubtful
    judge(store, replace(wish, limit=2))
    assert judge(store, replace(wish, limit=2, sampling=Sampling(temperature=1.0))).new == 0
    assert len(server.asked) == 2
    found = judge(store, replace(wish, votes=3, sampling=Sampling(seed=5)))
    assert (found.new, found.progress.total, len(server.asked)) == (7, 9, 9)
    assert sorted(asked.body["seed"] for asked in server.asked[2:]) == [5, 6, 6, 6, 7, 7, 7]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"endpoint": Endpoint("other", "http://localhost:9/v1")}, id="another model"),
        pytest.param({"template": "equivalence-zh"}, id="another prompt"),
    ],
)
def test_another_judge_is_asked_for_itself(
    change: dict[str, Any], doubtful: tuple[Store, list[str]], wish: Wish, server: FakeServer
) -> None:
    store, _ = doubtful
    if "endpoint" in change:
        change = {"endpoint": Endpoint("other", server.url)}
    judge(store, replace(wish, limit=1))
    assert judge(store, replace(wish, limit=1, **change)).new == 1
    assert len(told(store, "judge")) == 2


def test_votes_are_counted_and_the_reason_is_that_of_the_majority(
    doubtful: tuple[Store, list[str]], wish: Wish, server: FakeServer
) -> None:
    store, _ = doubtful
    server.play(says(vote("same", "no")), says(vote("different", "yes")), says("Well."), says(vote("unsure", "?")),
                says(vote("different", "also")))  # fmt: skip
    found = judge(store, replace(wish, votes=5, limit=1))
    assert found.votes == {"correct": 1, "incorrect": 2, "uncertain": 1, "unreadable": 1}
    assert told(store, "outcome", "votes", "unreadable", "share", "reason") == [("incorrect", 4, 1, 1.5 / 4, "yes")]


def test_a_vote_that_cannot_be_read_is_kept_as_it_is_and_not_asked_again(
    doubtful: tuple[Store, list[str]], wish: Wish, server: FakeServer
) -> None:
    store, _ = doubtful
    server.play(says("They are the same."), says('{"verdict": ', "length"))
    found = judge(store, replace(wish, limit=2))
    assert (found.votes, told(store, "judge"), found.progress.done) == ({"unreadable": 2}, [], 2)
    rows = store.rows("SELECT text, finish, failure, outcome FROM judgments ORDER BY seq")
    assert [(row["text"], row["finish"], row["outcome"]) for row in rows] == [
        ("They are the same.", "stop", None),
        ('{"verdict": ', "length", None),
    ]
    assert judge(store, replace(wish, limit=2)).new == 0


def test_a_case_without_an_answer_is_asked_about_in_the_next_session(
    doubtful: tuple[Store, list[str]], wish: Wish, server: FakeServer
) -> None:
    store, _ = doubtful
    server.play(TOO_LONG)
    found = judge(store, wish)
    assert (found.new, found.progress.failed, found.stopped) == (2, 1, None)
    assert "maximum context length" in store.value("SELECT failure FROM judgments WHERE finish = 'failed'")
    assert (judge(store, wish).new, judge(store, wish).new) == (1, 0)
    assert store.value("SELECT count(*) FROM judgments WHERE outcome = 'correct'") == 3


def test_where_no_question_can_be_answered_all_stops_and_goes_on_from_there(
    doubtful: tuple[Store, list[str]], wish: Wish, server: FakeServer
) -> None:
    store, _ = doubtful
    server.play(says(vote("same")), QUOTA)
    found = judge(store, wish)
    assert isinstance(found.stopped, ModelStopped)
    assert (found.new, len(server.asked)) == (1, 2)
    assert "2 questions are open" in list(lines(found))[-1]
    halted = judge(store, wish, Watch(halted=lambda: len(server.asked) >= 3))
    assert (halted.new, halted.progress.done) == (1, 2)
    assert judge(store, wish).progress.done == 3


def test_a_budget_is_for_all_that_a_judge_was_ever_asked(
    doubtful: tuple[Store, list[str]], wish: Wish, server: FakeServer
) -> None:
    """A token asked costs nothing, one answered 1: 50 at most, 5 in the end."""
    store, _ = doubtful
    dear = replace(wish, price=Price(0.0, 1e6), budget=56.0, votes=9)
    assert [isinstance(judge(store, dear).stopped, BudgetSpent) for _ in range(2)] == [True, True]
    assert 56.0 - 50 < store.value("SELECT sum(cost) FROM judgments") <= 56.0


def test_decided_cases_are_judged_where_that_is_asked_for(doubtful: tuple[Store, list[str]], wish: Wish) -> None:
    store, cases = doubtful
    review.decide(store, "Emmy", cases[:1], Outcome.CORRECT)
    assert judge(store, replace(wish, which=Which.DECIDED)).targets == 1
    assert judge(store, replace(wish, which=Which.PENDING)).targets == 2
    assert judge(store, replace(wish, which=Which.ALL)).new == 0


def test_responses_are_scored_and_each_speaks_of_its_case(
    doubtful: tuple[Store, list[str]], wish: Wish, server: FakeServer
) -> None:
    store, cases = doubtful
    # In the order of problems' ids, so: a score by what the problem is.
    heavy = store.value("SELECT statement FROM problems JOIN cases ON problem_id = problems.id WHERE cases.id = $id",
                        {"id": cases[0]})  # fmt: skip
    scores = iter([9, 7, 6])
    server.play(*[lambda server, asked: answer_of(asked, heavy, scores)(server, asked)] * 6)
    found = judge(store, replace(wish, kind=Kind.SCORE, selection=Selection(benchmarks=("math",))))
    assert (found.new, found.targets) == (6, 6)
    assert told(store, "outcome", "votes", "round(share, 3)", "score") == [
        ("correct", 3, 0.667, pytest.approx(22 / 3)), ("incorrect", 2, 0, 1), ("incorrect", 1, 0, 1),
    ]  # fmt: skip
    assert "I say 3" in server.asked[0].question
    [row] = store.rows("SELECT rating FROM judgments WHERE score = 9")
    assert json.loads(row["rating"]) == dict.fromkeys(DIMENSIONS, 5) | {OVERALL: 9}


def answer_of(asked: Asked, heavy: str, scores: Iterator[int]) -> Any:
    return says(rated(next(scores) if f"\n{heavy}\n" in asked.question else 1))


@pytest.mark.parametrize(
    ("form", "kind", "wanted"),
    [
        pytest.param(Form.TEXT, Kind.SCORE, None, id="the prompt alone"),
        pytest.param(Form.SCHEMA, Kind.EQUIVALENCE, ["reason", "verdict"], id="a schema of a verdict"),
        pytest.param(Form.SCHEMA, Kind.SCORE, ["reason", *DIMENSIONS, OVERALL], id="a schema of scores"),
    ],
)
def test_json_is_asked_for_in_the_form_that_the_endpoint_knows(form: Form, kind: Kind, wanted: Any, wish: Wish) -> None:
    asked = replace(wish, kind=kind, form=form, selection=Selection(benchmarks=("math",))).asking
    found = asked.extra.get("response_format", {}).get("json_schema", {}).get("schema", {})
    assert found.get("required") == wanted


@pytest.mark.parametrize(
    ("change", "says_"),
    [
        pytest.param({"selection": Selection(models=("nobody",))}, "nothing to judge", id="nothing there"),
        pytest.param({"kind": Kind.SCORE}, "name the benchmark or the runs", id="all responses of all benchmarks"),
        pytest.param({"votes": 0}, "one vote", id="no vote"),
        pytest.param({"template": "boxed"}, "no such template; there are equivalence", id="a template of another use"),
    ],
)
def test_a_wish_that_cannot_be_says_why(change: Any, says_: str, doubtful: tuple[Store, list[str]], wish: Wish) -> None:
    with pytest.raises(InputError, match=says_):
        judge(doubtful[0], replace(wish, **change))


def test_a_template_that_changed_under_its_version_is_refused(
    doubtful: tuple[Store, list[str]], wish: Wish, tmp_path: Path
) -> None:
    store, _ = doubtful
    path = tmp_path / "mine.toml"
    text = 'version = 1\nlanguage = "en"\nabout = "x"\n[[turn]]\nrole = "user"\n'
    path.write_text(text + 'text = "<<problem>> <<reference>> <<answer>>"')
    judge(store, replace(wish, limit=1, template=str(path)))
    path.write_text(text + 'text = "<<problem>> <<reference>> <<answer>>?"')
    with pytest.raises(InputError, match="raise the version"):
        judge(store, replace(wish, limit=1, template=str(path)))


def test_what_stands_in_an_answer_fills_no_other_hole(store: Store, make_cases: Any, wish: Wish, server: Any) -> None:
    make_cases(store, [1])
    store.rows("UPDATE extractions SET answer = '<<reference>> \\1 {x}'")
    judge(store, wish)
    assert "<<reference>> \\1 {x}" in server.asked[0].question


LIMITS = Limits(concurrency=4, timeout=5.0, tries=3, backoff=0.001)
SESSION = f"""
import sys
from review_app.llm import Endpoint, Limits
from review_app.services.judge import judge
from review_app.services.judge_plan import Wish
from review_app.services.judge_reply import Kind
from review_app.store import open_store

with open_store(sys.argv[1]) as store:
    judge(store, Wish(Kind.EQUIVALENCE, Endpoint("fake-1", sys.argv[2]), limits={LIMITS!r}, votes=20))
"""


def test_kill_9_loses_no_vote_and_pays_only_for_what_was_on_its_way(tmp_path: Path, make_cases: Any) -> None:
    path, moment = tmp_path / "a.duckdb", random.randrange(5, 50)
    with open_store(path) as store:
        make_cases(store, [3, 2, 1])
    with FakeServer(lambda asked: vote("same"), latency=0.002) as server:
        process = subprocess.Popen([sys.executable, "-c", SESSION, str(path), server.url], cwd=ROOT)
        server.wait_for(moment)
        process.kill()
        assert process.wait(10) == -9
        asked = len(server.asked)
        with open_store(path) as store:
            kept = store.value("SELECT count(*) FROM judgments")
            assert kept <= asked <= kept + LIMITS.concurrency + UNSAVED, f"killed at request {moment}"
            found = judge(store, Wish(Kind.EQUIVALENCE, Endpoint("fake-1", server.url), limits=LIMITS, votes=20))
            assert (found.progress.done, found.new) == (60, 60 - kept)
            assert store.value("SELECT count(DISTINCT (target, vote)) FROM judgments") == 60
            assert store.value("SELECT count(*) FROM judgments") == 60
        assert len(server.asked) - asked == 60 - kept, "nothing that was stored is paid for again"


def test_saving_a_vote_twice_keeps_the_first(store: Store) -> None:
    who = judgments.Judge("equivalence", "m · p@1", "m", "d")
    for outcome in ("correct", "incorrect"):
        judgments.save(store, who, [judgments.Judgment("c1", 0, outcome, finish="stop")])
    assert [row["outcome"] for row in store.rows("SELECT outcome FROM judgments")] == ["correct"]


def test_an_answer_that_was_not_cut_out_surely_is_shown_by_the_end_of_its_response(
    store: Store, make_cases: Any, wish: Wish, server: FakeServer
) -> None:
    make_cases(store, [1])
    store.rows("UPDATE extractions SET strength = 'weak', answer = ''")
    store.rows("UPDATE responses SET text = 'begin' || repeat(' so', 1000) || ' it is 2'")
    judge(store, wish)
    assert "so it is 2\n</given_answer>" in server.asked[0].question
    assert "begin" not in server.asked[0].question


def test_a_case_without_a_reference_is_not_asked_about(store: Store, make_cases: Any, wish: Wish) -> None:
    make_cases(store, [1])
    store.rows("UPDATE problems SET reference = ''")
    with pytest.raises(InputError, match="nothing to judge"):
        judge(store, wish)
    store.rows("UPDATE problems SET solution = 'Count: 2.'")
    assert judge(store, wish).new == 1
