"""The page Judge, against the fake server."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from review_app.domain import Outcome, Selection
from review_app.errors import InputError, NotFound
from review_app.llm import Endpoint, Limits, Price, Sampling
from review_app.services.background import Background, State
from review_app.services.judge_jobs import JUDGING, read
from review_app.services.judge_plan import Form, Wish
from review_app.services.judge_reply import DIMENSIONS, OVERALL, Kind
from review_app.services.wished import Wished, plain
from review_app.store.judgments import Which
from review_app.ui import judge_form as form
from review_app.ui.desk import Caller, Desk
from review_app.ui.pages import judge
from tests.llm.fake_server import QUOTA, Asked, FakeServer, says

SECRET = "sk-very-secret-1234567890"
CHINESE = Caller("Ada", {}, language="zh")
HOSTILE = '<img src=x onerror=alert(1)>"'


def vote(asked: Asked) -> str:
    """Scores where these are asked for."""
    if "completeness" in json.dumps(asked.body["messages"]):
        return json.dumps({"reason": HOSTILE, **dict.fromkeys(DIMENSIONS, 5), OVERALL: 8})
    return json.dumps({"reason": HOSTILE, "verdict": "same"})


@pytest.fixture(scope="module")
def kept_server() -> Iterator[FakeServer]:
    with FakeServer(vote) as server:
        yield server


@pytest.fixture
def server(kept_server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    kept_server.script.clear()
    kept_server.asked.clear()
    kept_server.latency = 0.0
    monkeypatch.setenv("FAKE_API_KEY", SECRET)
    monkeypatch.setenv("FAKE_BASE_URL", kept_server.url)
    return kept_server


@pytest.fixture
def fresh(desk: Desk) -> Iterator[Desk]:
    yield desk
    desk.jobs.close()


def said(server: FakeServer, **changes: Any) -> tuple[Any, ...]:
    """What the boxes say."""
    usual = {
        "kind": "equivalence", "benchmark": "math", "runs": [], "which": "pending", "model": "fake-1",
        "base_url": server.url, "key_variable": "FAKE_API_KEY", "votes": "1", "form": "json", "concurrency": "1",
    }  # fmt: skip
    return tuple((usual | changes).get(name, "") for name in form.NAMES)


def wait(desk: Desk) -> None:
    deadline = time.monotonic() + 20
    while desk.jobs.under_way():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def votes(desk: Desk) -> int:
    return int(desk.store.value("SELECT count(*) FROM judgments WHERE finish <> 'failed'"))


def test_what_is_started_goes_on_by_itself_and_its_advice_reaches_the_desk(fresh, ada, server, doubtful, read):
    shown = judge.open_page(fresh, ada)
    assert "No judge was asked" in shown[1]
    assert (shown[3].active, shown[4]) == (False, "")
    assert [name for _, name in shown[5]["choices"]] == ["", "math"]
    assert "FAKE_API_KEY → " + server.url in [told for told, _ in shown[7]["choices"]]
    held = fresh.reviews.claim("Ada", "t", Selection(), count=1)[0].card
    assert held.suggestions == []

    server.play(says("They are the same."))
    answer = judge.begin(fresh, ada, *said(server, votes="2", price="1/2", max_tokens="50", budget="1"))
    assert "goes on when this page is closed" in answer.sentence
    wait(fresh)
    head, sessions, timer, every = judge.look(fresh, ada)
    assert (timer.active, "<strong>0</strong> judges" in head) == (False, True)
    total = len(doubtful) * 2
    for part in ("fake-1", "equivalence", "math", "all asked", f"{total} / {total}", "Ada", "cost 0.0", "tokens"):
        assert part in read(sessions).text
    cells = [cell.strip() for cell in read(every.replace("</td>", "|")).text.split("|")]
    assert cells[1:5] == ["equivalence of answers", str(len(doubtful)), str(total), "1"], "judged, votes, unreadable"
    assert "/scoreboard" in every
    assert "MathUserEval" not in every, "nothing was scored"

    [advice] = fresh.reviews.open("Ada", "t", held.case_id).card.suggestions
    assert (advice["outcome"], advice["reason"]) == ("correct", HOSTILE)
    assert server.asked[0].headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in repr(
        (answer, sessions, every, fresh.store.rows("FROM wishes"), fresh.store.rows("FROM judgments"))
    )


def test_cancelled_keeps_what_came_and_goes_on_also_in_another_server(fresh, ada, server, doubtful):
    server.latency = 0.05
    key = judge.begin(fresh, ada, *said(server, votes="3")).outputs[2]["value"]
    server.wait_for(2)
    assert judge.look(fresh, ada)[2].active is True
    with pytest.raises(InputError, match="is at work already"):
        judge.begin(fresh, ada, *said(server, votes="3"))
    judge.end(fresh, ada, key)
    wait(fresh)
    asked, total = len(server.asked), 3 * len(doubtful)
    assert votes(fresh) == asked < total
    [told] = Wished(fresh.store, Background(), JUDGING).all()
    assert (told.key, told.state, told.done, told.member) == (key, State.RESTING, asked, "Ada")
    assert judge.choose(fresh, ada, key) == said(server, votes="3")
    judge.go_on(fresh, ada, key)
    wait(fresh)
    assert (len(server.asked), votes(fresh), fresh.judging.told(key).state) == (total, total, State.DONE)


def test_scores_are_asked_of_responses_and_lead_to_the_table(fresh, ada, server):
    judge.begin(fresh, ada, *said(server, kind="score", limit="2"))
    wait(fresh)
    every = judge.look(fresh, ada)[3]
    assert "score of responses" in every
    assert 'href="/dashboard"' in every
    assert fresh.store.value("SELECT count(*) FROM judgments WHERE score = 8") == 2


def test_how_far_people_agree_stands_beside_each_judge(fresh, ada, server, doubtful, read):
    judge.begin(fresh, ada, *said(server))
    wait(fresh)
    assert "—" in read(judge.open_page(fresh, ada)[4]).text
    fresh.reviews.decide("Emmy", doubtful[:1], Outcome.INCORRECT)
    fresh.reviews.decide("Emmy", doubtful[1:4], Outcome.CORRECT)
    assert "75.0 %" in read(judge.open_page(fresh, ada)[4]).text, "the judge said correct of all four"


def test_why_it_stopped_is_told_in_the_readers_language(fresh, server):
    server.play(QUOTA)
    judge.begin(fresh, CHINESE, *said(server))
    wait(fresh)
    sessions = judge.look(fresh, CHINESE)[1]
    assert "已中断" in sessions
    assert "quota is used up" not in sessions


@pytest.mark.parametrize(
    ("changes", "says_"),
    [
        pytest.param({"model": " "}, "name the model", id="no model"),
        pytest.param({"base_url": "https://evil.org/v1"}, "address in FAKE_BASE_URL", id="a key to another's address"),
        pytest.param({"key_variable": "AWS_SECRET_ACCESS_KEY"}, "ends with _API_KEY", id="another secret"),
        pytest.param({"key_variable": SECRET}, "ends with _API_KEY", id="the key in place of its variable"),
        pytest.param({"template": "/etc/x.toml"}, "templates that are offered", id="a file of the server"),
        pytest.param({"template": "score"}, "score asks for something else", id="a template of the other kind"),
        pytest.param({"kind": None}, "what is offered: equivalence, score", id="no kind"),
        pytest.param({"kind": "score", "benchmark": ""}, "name the benchmark", id="scores of everything"),
        pytest.param({"benchmark": "gsm8k"}, "nothing to judge", id="nothing there"),
        pytest.param({"which": "decided"}, "nothing to judge", id="nothing decided"),
        pytest.param({"budget": "1"}, "a budget needs the price", id="a budget without a price"),
        pytest.param({"votes": "0"}, "whole number of 1 or more", id="less than one vote"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_begins(changes, says_, fresh, ada, server):
    with pytest.raises(InputError, match=says_) as refused:
        judge.begin(fresh, ada, *said(server, **changes))
    assert SECRET not in str(refused.value)
    assert (fresh.judging.all(), server.asked) == ([], [])


def test_a_stored_wish_sends_no_key_where_it_does_not_belong_any_more(fresh, ada, server, monkeypatch):
    key = judge.begin(fresh, ada, *said(server)).outputs[2]["value"]
    wait(fresh)
    monkeypatch.setenv("FAKE_BASE_URL", "https://moved.org/v1")
    with pytest.raises(InputError, match="address in FAKE_BASE_URL"):
        judge.go_on(fresh, ada, key)


@pytest.mark.parametrize("handler", [judge.choose, judge.go_on, judge.end])
def test_a_judge_must_be_chosen_first(handler, fresh, ada):
    with pytest.raises(InputError, match="choose a judge"):
        handler(fresh, ada, None)


def test_a_judge_that_is_not_here_is_none(fresh, ada):
    with pytest.raises(NotFound):
        judge.go_on(fresh, ada, "nonsense")


def test_a_wish_is_kept_whole():
    wish = Wish(Kind.SCORE, Endpoint("m", "http://x/v1", "A_API_KEY"), Selection(runs=("r",), benchmarks=("b",)),
                Which.ALL, Sampling(0.5, stop=("a",), extra={"top_k": 2}), Limits(3), "score-zh", Form.SCHEMA, 3, 5,
                Price(1.0, 2.0), 3.5)  # fmt: skip
    assert read(json.loads(json.dumps(plain(wish)))) == wish


def test_hostile_names_are_escaped(fresh, ada, server, read):
    judge.begin(fresh, ada, *said(server, model=HOSTILE))
    wait(fresh)
    _, sessions, _, every = judge.look(fresh, ada)
    seen = read(sessions + every)
    assert "img" not in seen.names
    assert seen.text.count(HOSTILE) == 2
