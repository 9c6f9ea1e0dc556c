"""The page Generate and the background that it starts, against the fake server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from review_app.errors import InputError, NotFound, SandboxError
from review_app.llm import Endpoint, Limits, Price, Sampling
from review_app.sandbox import Sandbox
from review_app.services import programs
from review_app.services.background import Background, State
from review_app.services.generation_jobs import GENERATING
from review_app.services.generation_jobs import read as wish_of
from review_app.services.generation_plan import Wish
from review_app.services.wished import Wished, plain
from review_app.ui import generate_form as form
from review_app.ui import generate_view
from review_app.ui.desk import Caller, Desk
from review_app.ui.pages import generate
from tests.llm.fake_server import QUOTA, FakeServer

SECRET = "sk-very-secret-1234567890"
CHINESE = Caller("Ada", {}, language="zh")


@pytest.fixture(scope="module")
def kept_server() -> Iterator[FakeServer]:
    with FakeServer() as server:
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
    """What is generated goes again, for the store is everybody's."""
    yield desk
    desk.jobs.close()
    ours = "(SELECT id FROM responses WHERE run_id IN (SELECT id FROM runs WHERE tool = 'review_app'))"
    with desk.store.cursor() as cursor:
        cursor.execute(f"DELETE FROM extractions WHERE response_id IN {ours}")
        cursor.execute("DELETE FROM responses WHERE run_id IN (SELECT id FROM runs WHERE tool = 'review_app')")
        cursor.execute("DELETE FROM runs WHERE tool = 'review_app'")
        cursor.execute("DELETE FROM generations")


def said(server: FakeServer, **changes: Any) -> tuple[Any, ...]:
    """What the boxes say."""
    usual = {
        "benchmark": "math/test", "model": "fake-1", "base_url": server.url, "key_variable": "FAKE_API_KEY",
        "samples": "1", "limit": "3", "concurrency": "1",
    }  # fmt: skip
    return tuple((usual | changes).get(name, "") for name in form.NAMES)


def wait(desk: Desk, until: Callable[[], bool] | None = None) -> None:
    deadline = time.monotonic() + 20
    while desk.jobs.under_way() if until is None else not until():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_is_started_goes_on_by_itself_and_tells_how_it_goes(fresh, ada, server, read):
    shown = generate.open_page(fresh, ada)
    assert "Nothing was generated" in shown[1]
    assert shown[3].active is False
    assert shown[4]["choices"] == ["math/test"]
    answer = generate.begin(fresh, ada, *said(server, price="1/2", max_tokens="50", budget="1"))
    assert "goes on when this page is closed" in answer.sentence
    wait(fresh)
    head, runs, timer = generate.look(fresh, ada)
    assert "<strong>0</strong> runs" in head
    assert timer.active is False
    text = read(runs).text
    for part in ("fake-1", "all asked", "3 / 3", "Ada", "cost 0.0", "tokens"):
        assert part in text
    assert len(server.asked) == 3
    assert fresh.store.value("SELECT count(*) FROM outcomes WHERE model = 'fake-1'") == 3, "and graded"
    everything = repr((answer, runs, fresh.store.rows("FROM wishes")))
    assert SECRET not in everything
    assert server.asked[0].headers["authorization"] == f"Bearer {SECRET}"


def test_cancelled_keeps_what_came_and_goes_on_also_in_another_server(fresh, ada, server):
    server.latency = 0.05
    run = generate.begin(fresh, ada, *said(server, limit="")).values["run"]
    server.wait_for(2)
    assert generate.look(fresh, ada)[2].active is True
    with pytest.raises(InputError, match="is being generated already"):
        generate.begin(fresh, ada, *said(server, limit=""))
    generate.end(fresh, ada, run)
    wait(fresh)
    asked = len(server.asked)
    assert asked < 5
    assert fresh.store.value("SELECT count(*) FROM responses WHERE run_id = $run", {"run": run}) == asked
    later = Wished(fresh.store, Background(), GENERATING)
    [told] = later.all()
    assert (told.key, told.state, told.done, told.member) == (run, State.RESTING, asked, "Ada")
    assert "at rest" in generate_view.runs([told], ada.say)
    assert generate.choose(fresh, ada, run) == said(server, limit="")
    assert generate.go_on(fresh, ada, run).values == {"run": run}
    wait(fresh)
    assert (len(server.asked), fresh.generating.told(run).state) == (5, State.DONE)


def test_why_it_stopped_is_told_in_the_readers_language(fresh, server):
    server.play(QUOTA)
    generate.begin(fresh, CHINESE, *said(server))
    wait(fresh)
    runs = generate.look(fresh, CHINESE)[1]
    assert "已中断" in runs
    assert "quota is used up" not in runs


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"benchmark": None}, "choose a benchmark first", id="no benchmark"),
        pytest.param({"model": " "}, "name the model", id="no model"),
        pytest.param({"base_url": "localhost"}, "is no address", id="no address"),
        pytest.param({"key_variable": "AWS_SECRET_ACCESS_KEY"}, "ends with _API_KEY", id="another secret"),
        pytest.param({"key_variable": SECRET}, "ends with _API_KEY", id="the key in place of its variable"),
        pytest.param({"key_variable": "UNSET_API_KEY"}, "address in UNSET_BASE_URL", id="a key without an address"),
        pytest.param({"base_url": "https://evil.org/v1"}, "address in FAKE_BASE_URL", id="a key to another's address"),
        pytest.param({"template": "/etc/x.toml"}, "templates that are offered", id="a file of the server"),
        pytest.param({"price": "cheap"}, "like 0.15/0.60", id="a price that is none"),
        pytest.param({"budget": "1"}, "a budget needs the price", id="a budget without a price"),
        pytest.param({"samples": "0"}, "whole number of 1 or more", id="less than one sample"),
        pytest.param({"limit": "many"}, "many: write a whole number", id="no number"),
        pytest.param({"temperature": "nan"}, "write a number of 0", id="a number that is none"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_begins(changes, says, fresh, ada, server):
    with pytest.raises(InputError, match=says) as refused:
        generate.begin(fresh, ada, *said(server, **changes))
    assert SECRET not in str(refused.value)
    assert (fresh.generating.all(), server.asked) == ([], [])


def test_programs_without_isolation_are_refused_before_anything_is_paid(fresh, ada, server, monkeypatch):
    monkeypatch.setattr(programs, "Sandbox", lambda bounds: Sandbox(bounds, lambda: "no bubblewrap"))
    with pytest.raises(SandboxError, match="no bubblewrap"):
        generate.begin(fresh, ada, *said(server, template="program"))
    assert (fresh.generating.all(), server.asked) == ([], [])


def test_empty_boxes_leave_it_to_the_endpoint_and_to_the_template(server):
    wish = form.wish_of(said(server, concurrency="", samples="", limit="", key_variable=None, template=None))
    assert wish == Wish("math", Endpoint("fake-1", server.url, "FAKE_API_KEY"), split="test"), "its address has a key"
    elsewhere = form.wish_of(said(server, base_url="https://evil.org/v1", key_variable=None))
    assert elsewhere.endpoint.key_variable is None


@pytest.mark.parametrize("handler", [generate.choose, generate.go_on, generate.end])
def test_a_run_must_be_chosen_first(handler, fresh, ada):
    with pytest.raises(InputError, match="choose a run"):
        handler(fresh, ada, None)


def test_a_run_that_is_not_here_is_none(fresh, ada):
    with pytest.raises(NotFound):
        generate.go_on(fresh, ada, "nonsense")


def test_a_wish_is_kept_whole():
    wish = Wish("gsm8k", Endpoint("m", "http://x/v1", "A_API_KEY"), Sampling(0.5, stop=("a",), extra={"top_k": 2}),
                Limits(3), "program", "test", 2, 5, 0, Price(1.0, 2.0), 3.5, "x", 2)  # fmt: skip
    assert wish_of(plain(wish)) == wish


def test_hostile_names_are_escaped(fresh, ada, server, read):
    generate.begin(fresh, ada, *said(server, model="<img src=x onerror=alert(1)>"))
    wait(fresh)
    assert read(generate.look(fresh, ada)[1]).names <= {"div", "table", "thead", "tbody", "tr", "th", "td", "br",
                                                        "code", "span", "progress", "wbr"}  # fmt: skip
