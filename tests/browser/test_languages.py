"""Every page in Chinese and English, and the switch between them."""

from __future__ import annotations

import re
import string

import pytest
from playwright.sync_api import Page, expect

from review_app.ui import app as application
from review_app.ui import words

PAGES = [pytest.param(page, id=page.name) for page in application.PAGES]
# The texts that can be seen or are read out, each with whether it is content: what models, files and the grader wrote.
SEEN = """() => {
    const said = [], content = "code, pre, .mathtext, .katex, .js-plotly-plot .bartext, [data-content]";
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, holder = node.parentElement;
        if (holder.closest("script, style, template, noscript") || !node.data.trim()) continue;
        if (holder.checkVisibility() || holder.closest(".sr-only")) said.push([node.data, !!holder.closest(content)]);
    }
    for (const name of ["aria-label", "title", "placeholder", "alt"])
        for (const element of document.body.querySelectorAll(`[${name}]`))
            said.push([element.getAttribute(name), !!element.closest(content)]);
    return said;
}"""
# A text of so many words is found inside others; a shorter one might be data.
SENTENCE = 3


def seen(page: Page) -> list[str]:
    """The texts of a page that are ours, white space folded."""
    return [" ".join(text.split()) for text, content in page.evaluate(SEEN) if not content]


def pieces(text: str) -> list[str]:
    """What a text of ours holds between its values and tags: `<b>{n}</b> cases wait` -> `cases wait`."""
    parts = re.split(r"<[^>]*>", "\0".join(piece for piece, *_ in string.Formatter().parse(text)).replace("\n", " "))
    return [piece.strip() for part in parts for piece in part.split("\0")]


SENTENCES = {piece for text in words.catalog("zh") for piece in pieces(text) if piece.count(" ") >= SENTENCE - 1}
WORDS = {text for text in words.catalog("zh") if "{" not in text and "<" not in text}
# Three English words in a row, not part of a path or an identifier.
ENGLISH = re.compile(r"(?<![\w/.-])[A-Za-z][a-z]+(?: [A-Za-z]?[a-z']+){2,}(?![\w/])")


def unfinished(said: list[str]) -> list[str]:
    """Texts that show a key, or a place that was not filled in."""
    return [text for text in said if re.search(r"__i18n__|translation_metadata|\{[a-z_]+(:[^}]*)?\}", text)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("busy")
def test_a_page_in_chinese_has_no_english_of_ours(visit, at_rest, address, page):
    said = seen(at_rest(visit(address(page), language="zh-CN")))
    assert [text for text in said for sentence in SENTENCES if sentence in text] == []
    assert [text for text in said if text in WORDS] == []
    assert [text for text in said if ENGLISH.search(text)] == []
    assert unfinished(said) == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("busy")
def test_a_page_in_english_shows_no_key_and_no_hole(visit, at_rest, address, page):
    said = seen(at_rest(visit(address(page))))
    assert unfinished(said) == []
    assert [text for text in said if re.search("[\u4e00-\u9fff]", text)] == ["中文"]


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
    expect(page.locator("#chart-accuracy-by-level .gtitle")).to_contain_text("准确率")
