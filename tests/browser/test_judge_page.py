from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from review_app.services.preferences import choose
from tests.llm.fake_server import Asked, FakeServer

REASON = "The two agree: <img src=x onerror=alert(1)>"


def say_same(_: Asked) -> str:
    return json.dumps({"reason": REASON, "verdict": "same"})


@pytest.fixture
def model(served) -> Iterator[FakeServer]:
    """A judge that answers slowly; what it said is forgotten."""
    with FakeServer(say_same, latency=0.3) as server:
        yield server
        served.desk.jobs.close()
    with served.store.cursor() as cursor:
        for table in ("judgments", "wishes"):
            cursor.execute(f"DELETE FROM {table}")
    served.desk.reviews.refresh()


def test_a_judge_is_started_cancelled_gone_on_with_and_its_advice_stands_on_the_review_page(
    served, visit, at_rest, model
):
    page = at_rest(visit("/judge"))
    for name, text in {
        "model": "fake-1",
        "base_url": "localhost",
        "limit": "8",
        "votes": "3",
        "concurrency": "1",
    }.items():
        page.locator(f"#wish-{name} :is(input, textarea)").fill(text)
    page.click("#judge-start")
    expect(page.get_by_role("alert")).to_contain_text("is no address of an endpoint")
    page.locator("#wish-base_url :is(input, textarea)").fill(model.url)
    page.click("#judge-start")
    shown = page.locator("#judging tbody tr")
    expect(shown).to_contain_text("running")
    expect(shown).to_contain_text(re.compile(r"\d+ / 24"))
    page.click("#judge-cancel")
    expect(shown).to_contain_text("at rest")
    kept = served.store.value("SELECT count(*) FROM judgments")
    assert 0 < kept < 24
    expect(page.locator("#all-judges tbody tr")).to_contain_text("fake-1 · equivalence@1")
    page.click("#judge-resume")
    expect(shown).to_contain_text("running")
    model.latency = 0.0
    page.close()

    deadline = time.monotonic() + 30
    while served.desk.jobs.under_way():
        assert time.monotonic() < deadline, "closing the page stopped it, or it takes too long"
        time.sleep(0.05)
    case = served.store.value("SELECT target FROM judgments ORDER BY seq LIMIT 1")
    assert (len(model.asked), served.store.value("SELECT count(*) FROM judgments")) == (24, 24)
    page = visit(f"/?case={case}")
    verdict = page.locator("#sheet .verdict")
    expect(verdict).to_contain_text("fake-1 · equivalence@1")
    expect(verdict).to_contain_text(REASON)
    expect(page.locator("#sheet img")).to_have_count(0)
    page.close()

    choose(served.store, "boss", blind="on")
    served.forget_holds()
    page = visit(f"/?case={case}")
    expect(page.locator("#sheet .response")).to_be_visible()
    expect(page.locator("#sheet")).not_to_contain_text("fake-1 · equivalence@1")
    expect(page.locator("#sheet")).not_to_contain_text("The two agree")
