from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr
import pytest

from review_app.errors import InputError, SandboxError
from review_app.prompts.program import Round, Solution
from review_app.services import collect
from review_app.services.collect_auto import NOBODY
from review_app.store import collected
from review_app.ui.desk import Caller, Desk, Said
from review_app.ui.pages import collect as page
from review_app.ui.pages import collect_form as form
from tests.llm.fake_server import CUT, HANG, NO_KEY, QUOTA, FakeServer, says
from tests.sandbox.isolation import needs_isolation

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


ALL = ("", "")  # every status, every source


def asking(server: FakeServer, **said: str) -> list[str]:
    """What the boxes of the model hold."""
    return list((dict.fromkeys(form.ASKING, "") | {"name": "fake-1", "url": server.url} | said).values())


def parts(*texts: str, answer: str = "") -> list[str]:
    return [*texts, *[""] * (2 * form.STEPS - len(texts)), answer]


def watched(desk: Desk, ada: Caller, draft: str) -> Any:
    """What the page shows when the model is done."""
    deadline = time.monotonic() + 20
    while desk.workbench.under_way(draft):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return page.watch(desk, ada, *ALL, draft)


@needs_isolation
def test_a_draft_is_solved_before_ones_eyes_changed_run_and_accepted(
    desk: Desk, ada: Caller, server: FakeServer
) -> None:
    draft = seen(page.add(desk, ada, *ALL, HOSTILE, "4")[2:])["draft"]
    first = seen(page.begin(desk, ada, *ALL, draft, "", *parts(), *asking(server)))
    assert first["timer"].active
    assert "is writing" in first["working"]
    with pytest.raises(InputError, match="a model is at this draft already"):
        page.begin(desk, ada, *ALL, draft, "", *parts(), *asking(server))
    done = seen(watched(desk, ada, draft))
    assert (done["steps"], done["answer"], done["timer"].active) == (["Add.", "print(4)", "4"], r"\boxed{4}", False)
    assert "the answer is correct" in done["paper"]
    assert "<img" not in done["paper"] + done["listing"]
    run = seen(page.run(desk, ada, *ALL, draft, done["seen"], *parts("Add.", "print(2 + 2)", answer="4")))
    assert run["steps"] == ["Add.", "print(2 + 2)", "4"]
    said = page.accept(desk, ada, *ALL, "", draft, run["seen"], *parts("Add.", "print(2 + 2)", answer=r"\boxed{4}"))
    assert collect.found(desk.store, draft)["status"] == "accepted"
    assert said.sentence == "accepted"
    assert collect.sight(desk.store, draft).history[0]["event"] == "accepted"
    file = page.write_file(desk, ada, lambda *_: None, "typed", "four_turns")
    assert file.outputs[0]["visible"]
    assert "1 programs run again, 0 gave" in page.check(desk, ada, lambda *_: None)[0]
    page.reopen(desk, ada, *ALL, "", draft, collect.found(desk.store, draft)["version_id"])
    page.reject(desk, ada, *ALL, "dull", draft, collect.found(desk.store, draft)["version_id"])
    assert collect.found(desk.store, draft)["status"] == "rejected"


@needs_isolation
def test_what_a_model_writes_can_be_dropped_and_its_failure_is_told(
    desk: Desk, ada: Caller, server: FakeServer
) -> None:
    draft = collect.type_in(desk.store, "Ada", "Endless?")
    server.play(HANG)
    priced = {"price": "0/1000", "longest": "50", "budget": "0.16"}
    page.begin(desk, ada, *ALL, draft, "", *parts(), *asking(server, **priced))
    server.wait_for(1)
    with pytest.raises(InputError, match="wait for it or cancel it"):
        page.save(desk, ada, *ALL, draft, "", *parts(answer="4"))
    page.cancel(desk, ada, draft)
    assert watched(desk, ada, draft).sentence == "cancelled"
    assert collected.spent(desk.store, "Ada") == pytest.approx(0.05), "what was dropped may be billed to its end"
    with pytest.raises(InputError, match="name the model"):
        page.begin(desk, ada, *ALL, draft, "", *parts(), *asking(server, name=""))
    with pytest.raises(InputError, match="no model is at this draft"):
        page.cancel(desk, ada, draft)
    told = page.begin(desk, ada, *ALL, draft, "", *parts(answer="mine"), *asking(server, budget="1"))
    assert (told.role, "fill these boxes, too" in told.sentence) == ("alert", True)
    assert seen(told)["seen"] == collect.found(desk.store, draft)["version_id"], "what was typed is kept"


@needs_isolation
def test_a_budget_holds_for_all_that_one_person_has_solved(desk: Desk, ada: Caller, server: FakeServer) -> None:
    priced = {"price": "0/1000", "longest": "50", "budget": "0.06"}  # 0.05 a turn at most; each takes some 0.005
    drafts = [collect.type_in(desk.store, "Ada", f"What is {word}?") for word in ("one", "two", "three")]
    server.latency = 0.1
    for draft in drafts:
        page.begin(desk, ada, *ALL, draft, "", *parts(), *asking(server, **priced))
    ends = [watched(desk, ada, draft) for draft in drafts]
    assert collected.spent(desk.store, "Ada") <= 0.06
    assert server.busiest == 1, "two turns might cost more than there is"
    assert any("of the budget of" in end.sentence for end in ends if isinstance(end, Said))
    assert "your questions cost" in seen(ends[-1])["head"]


@needs_isolation
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        pytest.param([QUOTA], "quota is used up; add credit", id="no money left"),
        pytest.param([NO_KEY], "wants a key", id="no key"),
        pytest.param([CUT] * 6, "gave no answer in 6 tries", id="it breaks off again and again"),
    ],
)
def test_an_attempt_that_broke_off_is_gone_on_with_and_pays_nothing_twice(
    fault: list[Any], told: str, desk: Desk, ada: Caller, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "PATIENCE", replace(page.PATIENCE, backoff=0.001))
    draft = collect.type_in(desk.store, "Ada", "What is 4?")
    server.play(says("Add.\n```python\nprint(4)\n```"), *fault)
    page.begin(desk, ada, *ALL, draft, "", *parts(), *asking(server))
    end = watched(desk, ada, draft)
    assert (end.role, told in end.sentence.format(**end.values)) == ("alert", True)
    page.begin(desk, ada, *ALL, draft, "", *parts(), *asking(server))
    assert seen(watched(desk, ada, draft))["answer"] == r"\boxed{4}"
    assert len(server.asked) == 1 + len(fault) + 1, "the first turn is there already"
    page.begin(desk, ada, *ALL, draft, collect.found(desk.store, draft)["version_id"], *parts(), *asking(server))
    watched(desk, ada, draft)
    rows = desk.store.rows("SELECT DISTINCT attempt FROM draft_replies ORDER BY attempt")
    assert [row["attempt"] for row in rows] == ["page-1", "page-2"], "one that is whole is made anew"


def test_where_code_cannot_be_run_the_page_says_why_and_keeps_what_was_typed(
    desk: Desk, ada: Caller, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: Any) -> Any:
        raise SandboxError("code of models is not run here, for there is no isolation: {reason}", reason="no bwrap")

    monkeypatch.setattr("review_app.services.workbench.Sandbox", none)
    draft = collect.type_in(desk.store, "Ada", "What is 4?")
    told = page.begin(desk, ada, *ALL, draft, "", *parts("I think.", "print(4)"), *asking(server))
    assert "no isolation" in told.sentence
    assert collect.sight(desk.store, draft).solution.rounds[0].code == "print(4)"
    assert "was changed and not run yet" in seen(told)["paper"]


def test_what_is_refused_leaves_the_page_with_what_is_stored_by_then(desk: Desk, ada: Caller) -> None:
    draft = collect.type_in(desk.store, "Ada", "What is 4?")
    told = page.accept(desk, ada, *ALL, "", draft, "", *parts("Add.", "print(4)", answer="4"))
    assert (told.role, "run it first" in told.sentence) == ("alert", True)
    kept = seen(told)["seen"]
    assert kept == collect.found(desk.store, draft)["version_id"]
    page.save(desk, ada, *ALL, draft, kept, *parts(answer="4"))
    assert collect.found(desk.store, draft)["versions"] == 2, "the next change follows the first"


def test_what_is_left_in_doubt_says_why(desk: Desk, ada: Caller) -> None:
    draft = collect.type_in(desk.store, NOBODY, "How many?", "3")
    rounds = (Round("a", "while 1: pass", "", "time"),)
    collect.keep(
        desk.store, collect.found(desk.store, draft), Solution(rounds, r"\boxed{3} or \boxed{4}"), NOBODY, "a", "m"
    )
    paper = seen(page.open_page(desk, ada, *ALL, draft))["paper"]
    for reason in ("cannot tell whether", "several different answers", "took too long", "Solved unattended"):
        assert reason in paper


def test_the_next_draft_is_one_to_work_on_whichever_the_list_shows(desk: Desk, ada: Caller) -> None:
    drafts = [collect.type_in(desk.store, "Ada", f"Draft {number}?") for number in range(4)]
    for number in (0, 2):
        page.save(desk, ada, *ALL, drafts[number], "", *parts(answer="4"))
    after = {}
    for draft in drafts:
        after[draft] = collected.next_to_do(desk.store, draft, None)
    assert after == {drafts[3]: drafts[2], drafts[2]: drafts[0], drafts[1]: drafts[0], drafts[0]: drafts[2]}
    assert collected.next_to_do(desk.store, drafts[0], "elsewhere") is None
    said = page.accept(
        desk,
        ada,
        "open",
        "typed",
        "",
        drafts[2],
        collect.found(desk.store, drafts[2])["version_id"],
        *parts(answer="4"),
    )
    assert seen(said)["draft"] == drafts[0]
    assert "Draft 2" not in seen(said)["listing"], "the list stays as it was chosen"


def test_a_problem_that_is_there_is_told_while_it_is_typed(desk: Desk, ada: Caller) -> None:
    collect.type_in(desk.store, "Ada", "How many eggs are there in 3 nests of 4 eggs?")
    assert (
        "the same problem stands in"
        in page.look_alike(desk, ada, " how many eggs are there in $3$ nests of 4 eggs?")[0]
    )
    assert "% alike" in page.look_alike(desk, ada, "How many eggs are there in 3 nests of 5 eggs?")[0]
    assert page.look_alike(desk, ada, "")[0] == ""


def test_what_a_person_wrote_in_this_browser_comes_back_to_that_person_only(
    desk: Desk, ada: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    kept = json.dumps(
        {"Ada": json.dumps({"typed": {"model-budget": {"text": "2.5"}, "new-problem": {"text": "Half a"}}})}
    )
    outputs = dict(zip((*form.OWN, "key"), page.refill(desk, ada, kept), strict=True))
    assert (outputs["budget"], outputs["statement"], outputs["rounds"]) == ("2.5", "Half a", "3")
    assert "OPENAI_API_KEY" in outputs["key"].replace("&#95;", "_")
    for broken in (kept.replace("Ada", "Bob"), "", "null", '{"Ada": "[]"}'):
        assert form.typed_by("Ada", broken) == {}


def test_drafts_are_listed_turned_and_an_unknown_one_is_told(desk: Desk, ada: Caller) -> None:
    first, second = (collect.type_in(desk.store, "Ada", text) for text in ("One?", "Two?"))
    assert seen(page.open_page(desk, ada, *ALL, ""))["draft"] == second
    assert seen(page.turn(desk, ada, *ALL, second, 1))["draft"] == first
    assert "One?" not in page.relist(desk, ada, "accepted", "", first)[0]
    assert "One?" in page.relist(desk, ada, "open", "typed", first)[0]
    told = page.open_page(desk, Caller("Ada", {"draft": "none"}), *ALL, "")
    assert isinstance(told, Said)
    assert told.sentence == "{id}: no such draft"
    with pytest.raises(InputError, match="there is no draft here"):
        page.reject(desk, ada, *ALL, "", "", "")


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
