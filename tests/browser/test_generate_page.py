from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.llm.fake_server import Asked, FakeServer
from tests.sandbox.isolation import needs_isolation

RAN = "```output"


def solve(asked: Asked) -> str:
    """A program first, and then what it printed."""
    if asked.question.startswith(RAN):
        return r"Thus \boxed{" + asked.question.splitlines()[1] + "}."
    return "I compute <b>.\n```python\nprint(6 * 7)\n```"


@pytest.fixture
def model(served) -> Iterator[FakeServer]:
    """A model that answers slowly; what it answered is forgotten."""
    kept = {table: [row["id"] for row in served.store.rows(f"SELECT id FROM {table}")] for table in ("runs", "cases")}
    with FakeServer(solve, latency=0.15) as server:
        yield server
        served.desk.jobs.close()
    with served.store.cursor() as cursor:
        of_run = "run_id NOT IN (SELECT unnest($runs))"
        cursor.execute(
            f"DELETE FROM extractions WHERE response_id IN (SELECT id FROM responses WHERE {of_run})",
            {"runs": kept["runs"]},
        )
        cursor.execute(f"DELETE FROM responses WHERE {of_run}", {"runs": kept["runs"]})
        for table in ("generations", "wishes", "steps", "step_results"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("DELETE FROM runs WHERE id NOT IN (SELECT unnest($runs))", {"runs": kept["runs"]})
        cursor.execute("DELETE FROM verdicts WHERE case_id NOT IN (SELECT unnest($cases))", {"cases": kept["cases"]})
        cursor.execute("DELETE FROM cases WHERE id NOT IN (SELECT unnest($cases))", {"cases": kept["cases"]})
    served.desk.reviews.refresh()


@needs_isolation
def test_a_run_is_started_cancelled_gone_on_with_and_its_steps_are_shown(served, visit, at_rest, model):
    [row] = served.store.rows("SELECT DISTINCT benchmark, split FROM problems WHERE benchmark LIKE '%math%' LIMIT 1")
    page = at_rest(visit("/generate"))
    page.click("#generate-start")
    expect(page.get_by_role("alert")).to_contain_text("choose a benchmark first")
    for name, choice in (("benchmark", f"{row['benchmark']}/{row['split']}"), ("template", "program")):
        page.click(f"#wish-{name} input")
        page.get_by_role("option", name=choice, exact=True).click()
    for name, text in {"model": "fake-1", "base_url": model.url, "limit": "8", "concurrency": "1"}.items():
        page.locator(f"#wish-{name} :is(input, textarea)").fill(text)
    page.click("#generate-start")
    shown = page.locator("#generated tbody tr")
    expect(shown).to_contain_text("running")
    expect(shown).to_contain_text(re.compile(r"[1-7] / 8"))
    page.click("#generate-cancel")
    expect(shown).to_contain_text("at rest")
    kept = served.store.value("SELECT count(*) FROM responses WHERE run_id IN (SELECT run_id FROM generations)")
    assert 0 < kept < 8
    page.click("#generate-resume")
    expect(shown).to_contain_text("running")
    page.close()

    deadline = time.monotonic() + 30
    while served.desk.jobs.under_way():
        assert time.monotonic() < deadline, "closing the page stopped it, or it takes too long"
        time.sleep(0.05)
    assert served.store.value("SELECT count(*) FROM steps") == 8
    case = served.store.value("SELECT case_id FROM outcomes WHERE model = 'fake-1' LIMIT 1")
    page = at_rest(visit(f"/case?id={case}"))
    page.click("details.steps summary")
    step = page.locator("details.steps li").first
    for text in ("I compute <b>.", "print(6 * 7)", "42"):
        expect(step).to_contain_text(text)
    expect(page.locator("#found-answer")).to_contain_text("42")
