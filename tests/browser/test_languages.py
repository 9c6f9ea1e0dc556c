"""The language of a page, and the switch between them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from review_app.ui import words


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        pytest.param("zh-CN", "zh-CN", id="Chinese"),
        pytest.param("zh-TW", "zh-CN", id="Chinese of another place"),
        pytest.param("en-GB", "en", id="English"),
        pytest.param("fr", "en", id="a language that we have not"),
    ],
)
def test_a_page_says_its_language_and_gradio_follows(visit, at_rest, language, tag):
    page = at_rest(visit("/data", language=language))
    assert page.evaluate("[document.documentElement.lang, navigator.language]") == [tag, tag]
    upload = {"en": "Drop File Here", "zh-CN": "将文件拖放到此处"}
    expect(page.locator("#files")).to_contain_text(upload[tag])


@pytest.mark.parametrize("path", ["/", "/table", "/data"])
def test_the_switch_works_both_ways_and_is_remembered(browser, served, watch, path):
    context = browser.new_context()
    context.on("page", watch.over)
    context.request.post(served.url + "/sign-in", form={"name": "Ada"})
    page = context.new_page()
    page.goto(served.url + path)
    for code, home in (("zh", "审核"), ("en", "Review")):
        page.locator(f".head-line .language[data-language={code}]").click()
        expect(page.locator(".nav-holder a").first).to_have_text(home)
        page.reload()
        expect(page.locator(".nav-holder a").first).to_have_text(home)
        expect(page.locator("html")).to_have_attribute("lang", words.TAGS[code])
        expect(page.locator(f".head-line .language[data-language={code}]")).to_have_count(0)
    context.close()


def test_a_message_comes_in_the_language_of_the_page(visit):
    page = visit("/table", language="zh-CN")
    page.wait_for_selector("#cases")
    page.click("#all-correct")
    expect(page.get_by_role("alert")).to_have_text("未选择案例：请先至少勾选一行")


def test_charts_say_their_finding_in_chinese(visit):
    page = visit("/dashboard", language="zh-CN")
    # The first page with charts loads the statistics.
    expect(page.locator("#chart-accuracy-by-level .gtitle")).to_contain_text("准确率", timeout=30_000)
