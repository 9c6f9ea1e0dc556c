from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import gradio as gr
import pytest

from review_app.errors import InputError
from review_app.prompts.program import Round, Solution
from review_app.sandbox import box
from review_app.services import collect
from review_app.ui.desk import Caller, Desk, Said
from review_app.ui.pages import collect as page
from review_app.ui.pages import collect_form as form
from tests.llm.fake_server import HANG, FakeServer

needs_isolation = pytest.mark.skipif(box.obstacle() is not None, reason=str(box.obstacle()))

HOSTILE = "<img src=x onerror=alert(1)>[x](javascript:alert(2)) How many?"


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as served:
        served.answer = lambda asked: (
            r"\boxed{4}" if "```output" in asked.question else "Add.\n```python\nprint(4)\n```"
        )
        yield served


def seen(answer: Any) -> dict[str, Any]:
    """What is shown, by name."""
    outputs = answer.outputs if isinstance(answer, Said) else answer
    around = outputs[-len(form.AROUND) - 1 :]
    steps = outputs[form.STEPS : 4 * form.STEPS]
    return dict(zip((*form.AROUND, "timer"), around, strict=True)) | {
        "steps": [text for text in steps if isinstance(text, str) and text], "answer": outputs[4 * form.STEPS],
    }  # fmt: skip


def parts(*texts: str, answer: str = "") -> list[str]:
    return [*texts, *[""] * (2 * form.STEPS - len(texts)), answer]


def watched(desk: Desk, ada: Caller, draft: str) -> Any:
    """What the page shows when the model is done."""
    deadline = time.monotonic() + 20
    while desk.workbench.busy(draft):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return page.watch(desk, ada, draft)


@needs_isolation
def test_a_draft_is_solved_before_ones_eyes_changed_run_and_accepted(
    desk: Desk, ada: Caller, server: FakeServer
) -> None:
    draft = seen(page.add(desk, ada, HOSTILE, "4")[2:])["draft"]
    asking = ["fake-1", server.url, "", 2, 3]
    first = seen(page.begin(desk, ada, draft, "", *parts(), *asking))
    assert first["timer"].active
    with pytest.raises(InputError, match="a model is at this draft already"):
        page.begin(desk, ada, draft, "", *parts(), *asking)
    done = seen(watched(desk, ada, draft))
    assert (done["steps"], done["answer"], done["timer"].active) == (["Add.", "print(4)", "4"], r"\boxed{4}", False)
    assert "the answer is correct" in done["paper"]
    assert "<img" not in done["paper"] + done["listing"]
    run = seen(page.run(desk, ada, draft, done["seen"], *parts("Add.", "print(2 + 2)", answer="4")))
    assert run["steps"] == ["Add.", "print(2 + 2)", "4"]
    said = page.accept(desk, ada, "", draft, run["seen"], *parts("Add.", "print(2 + 2)", answer=r"\boxed{4}"))
    assert collect.found(desk.store, draft)["status"] == "accepted"
    assert said.sentence == "accepted"
    assert collect.sight(desk.store, draft).history[0]["event"] == "accepted"
    file = page.write_file(desk, ada, lambda *_: None, "four_turns")
    assert file.outputs[0]["visible"]
    assert "1 programs run again, 0 gave" in page.check(desk, ada, lambda *_: None)[0]
    page.reopen(desk, ada, "", draft, collect.found(desk.store, draft)["version_id"])
    page.reject(desk, ada, "dull", draft, collect.found(desk.store, draft)["version_id"])
    assert collect.found(desk.store, draft)["status"] == "rejected"


@needs_isolation
def test_what_a_model_writes_can_be_dropped_and_its_failure_is_told(
    desk: Desk, ada: Caller, server: FakeServer
) -> None:
    draft = collect.type_in(desk.store, "Ada", "Endless?")
    server.play(HANG)
    page.begin(desk, ada, draft, "", *parts(), "fake-1", server.url, "", 2, 3)
    server.wait_for(1)
    with pytest.raises(InputError, match="wait for it or cancel it"):
        page.save(desk, ada, draft, "", *parts(answer="4"))
    page.cancel(desk, ada, draft)
    assert watched(desk, ada, draft).sentence == "cancelled"
    with pytest.raises(InputError, match="name the model"):
        page.begin(desk, ada, draft, "", *parts(), "", server.url, "", 2, 3)


def test_drafts_are_listed_turned_and_an_unknown_one_is_told(desk: Desk, ada: Caller) -> None:
    first, second = (collect.type_in(desk.store, "Ada", text) for text in ("One?", "Two?"))
    assert seen(page.open_page(desk, ada, "")[:-2])["draft"] == second
    assert seen(page.turn(desk, ada, second, "", 1))["draft"] == first
    assert seen(page.turn(desk, ada, second, "accepted", 1))["status"] == "accepted"
    assert "One?" not in page.relist(desk, ada, first, "accepted")[0]
    told = page.open_page(desk, Caller("Ada", {"draft": "none"}), "")
    assert isinstance(told, Said)
    assert told.sentence == "{id}: no such draft"
    with pytest.raises(InputError, match="there is no draft here"):
        page.reject(desk, ada, "", "", "")


def test_every_step_has_its_boxes_and_one_more_is_offered() -> None:
    outputs = form.boxes(Solution((Round("a", "b", "c", "well"),), "d"))
    assert [update["visible"] for update in outputs[: form.STEPS]] == [True, True] + [False] * (form.STEPS - 2)
    assert outputs[form.STEPS : form.STEPS + 4] == ("a", "b", "c", "")
    assert (len(outputs), outputs[-1]) == (4 * form.STEPS + 1, "d")
    assert isinstance(gr.skip(), dict)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("", None, id="left to the endpoint"),
        pytest.param(" 0.7", 0.7, id="a number"),
        pytest.param("warm", InputError, id="a word"),
        pytest.param("nan", InputError, id="no number"),
        pytest.param("3", InputError, id="too hot"),
    ],
)
def test_a_temperature_is_a_number_or_nothing(text: str, found: Any) -> None:
    if found is InputError:
        with pytest.raises(InputError, match="write a temperature"):
            page.degree(text)
    else:
        assert page.degree(text) == found
