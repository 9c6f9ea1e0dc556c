from __future__ import annotations

import os

from playwright.sync_api import expect

from review_app.services import collect
from tests.llm.fake_server import FakeServer
from tests.sandbox.isolation import needs_isolation

HOSTILE = "<img src=x onerror=alert(1)> How many are 2 + 3?"


@needs_isolation
def test_a_problem_is_typed_solved_by_a_model_changed_run_on_a_key_and_accepted(served, visit, at_rest):
    def answer(asked):
        return r"So \boxed{5}." if "```output" in asked.question else f"{HOSTILE}\n```python\nprint(2 + 3)\n```"

    with FakeServer(answer, latency=0.3) as server:
        page = at_rest(visit("/collect"))
        page.click("#add-problems > button")
        page.locator("#new-problem textarea").fill(HOSTILE)
        page.locator("#new-reference :is(input, textarea)").fill("5")
        page.click("#add-problem")
        expect(page.locator("#collect-paper article")).to_contain_text("How many are")
        page.click("#collect-model > button")
        page.locator("#model-name :is(input, textarea)").fill("fake-1")
        page.locator("#model-url :is(input, textarea)").fill(server.url)
        page.wait_for_timeout(300)  # a press right after a draft appeared is taken for one that was meant for the last
        page.click("#shortcut-g")
        expect(page.locator("#solution-answer textarea")).to_have_value(r"So \boxed{5}.", timeout=20_000)
    expect(page.locator("#output-1 textarea")).to_have_value("5")
    expect(page.locator("#thought-1 textarea")).to_have_value(HOSTILE)
    expect(page.locator("#collect-paper")).to_contain_text("the answer is correct")
    expect(page.locator("#collect-paper img, #draft-list img")).to_have_count(0)
    if folder := os.environ.get("COLLECT_SHOTS"):
        page.screenshot(path=f"{folder}/collect.png", full_page=True)
    assert served.store.value("SELECT sampling::VARCHAR FROM draft_replies LIMIT 1") == "{}"
    page.wait_for_timeout(300)
    code = page.locator("#code-1 textarea")
    code.fill("print(5 * 1, '!')")
    code.press("Control+Enter")
    expect(page.locator("#output-1 textarea")).to_have_value("5 !", timeout=20_000)
    page.wait_for_timeout(300)
    thought = page.locator("#thought-1 textarea")
    thought.fill("")
    thought.press_sequentially("ax gn", delay=20)  # no key decides while somebody types
    expect(page.locator("#collect-counts tbody tr").last.locator("td").nth(1)).to_have_text("0")
    page.reload()
    expect(page.locator("#thought-1 textarea")).to_have_value("ax gn")
    expect(page.locator("#typed-again")).to_be_visible()
    at_rest(page)
    page.keyboard.press("a")
    expect(page.locator("#collect-counts tbody tr").last).to_contain_text("1")
    expect(page.get_by_role("status").filter(has_text="accepted")).to_be_visible()
    [row] = served.store.rows("SELECT * FROM draft_states")
    assert (row["status"], row["versions"], row["ruled_by"]) == (collect.ACCEPTED, 3, "Ada")
