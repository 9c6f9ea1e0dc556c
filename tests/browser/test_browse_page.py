"""The pages that find and show everything, used as people use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

Visit = Callable[..., Page]


def text_box(page: Page) -> Locator:
    return page.locator("#browse-text").locator("input, textarea")


def rows(page: Page) -> Locator:
    return page.locator("#found tbody tr")


def count(page: Page) -> Locator:
    return page.locator("#browse-head strong")


def search(page: Page, text: str) -> None:
    text_box(page).fill(text)
    text_box(page).press("Enter")
    expect(page).to_have_url(re.compile(f"text={text}"))


@pytest.fixture
def word(served: Any) -> str:
    """A word of some statements, not of all."""
    found = served.store.row(
        "SELECT word, count(*) AS n "
        "FROM (SELECT DISTINCT statement, unnest(regexp_extract_all(statement, '[a-z]{6,}')) AS word FROM outcomes) "
        "GROUP BY word HAVING n BETWEEN 2 AND 5 ORDER BY n DESC, word LIMIT 1"
    )
    return str(found["word"])


def test_a_link_brings_back_what_was_seen(visit: Visit, served: Any, word: str) -> None:
    path = f"/browse?text={word}&status=auto&status=pending&each=response&sort=level"
    page = visit(path)
    expect(text_box(page)).to_have_value(word)
    expect(page.locator("#browse-each input")).to_have_value("response")
    expect(page.locator("#browse-sort input")).to_have_value("hardest first")
    expect(page.locator("#browse-statuses")).to_contain_text("waits for people")
    expect(page).to_have_url(served.url + path)
    wanted = served.store.value(
        "SELECT count(*) FROM outcomes JOIN responses ON responses.id = response_id "
        "WHERE status IN ('auto', 'pending') AND (contains(lower(statement), $word) OR contains(lower(text), $word))",
        {"word": word},
    )
    expect(count(page)).to_have_text(f"{wanted:,}")
    expect(rows(page)).to_have_count(min(wanted, 50))


def test_each_view_has_an_address_and_can_be_gone_back_to(visit: Visit, word: str) -> None:
    page = visit("/browse?junk=1")
    expect(page).to_have_url(re.compile("/browse$"))
    everything = count(page).inner_text()
    page.locator("#page-after").click()
    expect(page).to_have_url(re.compile(r"/browse\?page=2$"))
    search(page, word)
    expect(page).to_have_url(re.compile(rf"/browse\?text={word}$"))
    expect(count(page)).not_to_have_text(everything)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/browse\?page=2$"))
    expect(text_box(page)).to_have_value("")
    expect(count(page)).to_have_text(everything)
    expect(page.locator("#page-number input")).to_have_value("2")
    page.go_forward()
    expect(text_box(page)).to_have_value(word)


def test_a_filter_of_the_list_narrows_the_table(visit: Visit) -> None:
    page = visit("/browse")
    everything = count(page).inner_text()
    page.locator("#filters").get_by_text("Filters").click()
    page.locator("#browse-statuses input").click()
    page.get_by_role("option", name="waits for people").click()
    expect(page).to_have_url(re.compile(r"status=pending"))
    expect(count(page)).not_to_have_text(everything)
    expect(rows(page).first).to_contain_text("waits for people")


def test_a_view_is_kept_under_a_name_and_taken_away(visit: Visit, word: str) -> None:
    page = visit("/browse")
    expect(rows(page).first).to_be_visible()
    search(page, word)
    found = count(page).inner_text()
    page.locator("#view-name").locator("input, textarea").fill("My <b>view</b>")
    page.locator("#view-save").click()
    page.get_by_role("link", name="My <b>view</b>").click()
    expect(text_box(page)).to_have_value(word)
    expect(count(page)).to_have_text(found)
    remove = page.get_by_role("button", name="Remove the view My <b>view</b>")
    remove.click()
    expect(remove).to_have_text("remove?")
    remove.click()
    expect(page.locator(".view")).to_have_count(0)


def test_a_case_tells_its_history_and_leads_to_the_problem(visit: Visit, busy: None) -> None:
    page = visit("/browse?annotator=Bob")
    rows(page).first.get_by_role("link", name="case").click()
    events = page.locator(".timeline .event")
    expect(events.first).to_contain_text("Imported")
    expect(page.locator(".timeline .event.decided", has_text="Bob")).to_have_count(1)
    expect(events.first.locator("time")).to_have_text(re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d$"))
    expect(events.first.locator("time")).to_have_attribute("title", re.compile("UTC$"))
    answer = page.locator(".case-paper [data-part=reference]")
    answer.get_by_role("button", name="raw").click()
    expect(answer.locator("pre.rawtext")).to_be_visible()
    answer.get_by_role("button", name="raw").click()
    expect(answer.locator("pre.rawtext")).to_have_count(0)
    page.get_by_role("button", name="Copy the id").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()

    page.get_by_role("link", name="All answers to the problem").click()
    expect(page.locator(".problem-paper .grid tbody tr").first).to_be_visible()
    response = page.locator("details.given-response").first
    response.locator("summary").click(position={"x": 10, "y": 10})
    expect(response.locator(".mathtext").last).to_be_visible()
    response.get_by_role("link", name="case").click()
    expect(page).to_have_url(re.compile("/case"))
    expect(page.locator(".timeline .event").first).to_be_visible()
