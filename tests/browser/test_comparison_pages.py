"""Runs compared and graders measured, as researchers do it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
from playwright.sync_api import Page, expect

from review_app.domain import Outcome

Visit = Callable[..., Page]


def downloaded(page: Page, files: str) -> Any:
    """What the browser gets of the first file that is offered."""
    link = page.locator(f"{files} a").first
    link.wait_for()
    with page.expect_download() as download:
        link.click()
    return download.value.path()


def test_runs_are_compared_turned_round_sent_as_a_link_and_opened(served: Any, visit: Visit, at_rest: Any) -> None:
    page = at_rest(visit("/compare"))
    finding = page.locator("#compare-head strong")
    expect(finding).to_have_text(re.compile(r"^invented-boole-70b is better than invented-ada-7b by [\d.]+ points"))
    expect(page.locator("#chart-differences .js-plotly-plot")).to_have_count(1)
    page.locator("#compare-baseline input").click()
    page.get_by_role("option", name="invented-boole-70b").click()
    expect(finding).to_have_text(re.compile("^invented-ada-7b is worse than invented-boole-70b"))
    said = finding.inner_text()

    page.click("#export")
    rows = pd.read_csv(downloaded(page, "#comparison-files"))
    expect(page.locator("#comparison h3")).to_contain_text(f"{len(rows)} problems on which they differ")
    page.goto(served.url + page.get_by_role("link", name="Link to this comparison").get_attribute("href"))
    expect(finding).to_have_text(said)
    expect(page.locator("#compare-baseline input")).to_have_value(re.compile("invented-boole-70b"))
    page.locator("#comparison .grid td.link a").first.click()
    expect(page.locator(".problem-paper .grid tbody tr").first).to_be_visible()


def test_a_count_of_the_scoreboard_leads_to_its_cases_and_mistakes_become_test_cases(
    served: Any, visit: Visit, at_rest: Any
) -> None:
    wrong = served.store.value("SELECT min(case_id) FROM outcomes WHERE automatic = 'correct'")
    served.desk.reviews.decide("Ada", [wrong], Outcome.INCORRECT, "no")
    page = at_rest(visit("/scoreboard"))
    expect(page.locator("#scoreboard-head strong")).to_have_text("1")
    page.click("#export")
    [line] = downloaded(page, "#scoreboard-files").read_text(encoding="utf-8").splitlines()
    assert (json.loads(line)["case"], json.loads(line)["outcome"]) == (wrong, "incorrect")
    page.locator("#scoreboard section:has(h2:text-is('Graders')) tbody a").first.click()
    expect(page.locator("#found tbody tr")).to_have_count(1)
    expect(page.locator("#found td.link a").first).to_have_attribute("href", re.compile(wrong))
