"""What holds for every page: readable by everybody, in both languages, light and dark, on any window."""

from __future__ import annotations

import os
import re
import string
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from review_app.services import browse
from review_app.ui import app as application
from review_app.ui import comparison_view, words
from review_app.ui.pages import table

ROWS = 12  # of a table: more are alike, and take a tool of accessibility long
PAGES = [pytest.param(page, id=page.name) for page in application.PAGES]
WIDE, HALF = ({"width": width, "height": 800} for width in (1366, 1000))
NARROW = {"width": 420, "height": 3000}  # so high that the bar which sticks to its edge covers nothing

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Not the strokes of formulas and charts, thousands of elements that no screen reader is told of.
PART = {"exclude": [[".katex-html"], [".main-svg"]]}
IMPACTS = ("serious", "critical")
SHOWN = 2  # elements of a rule: the rest is alike

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
# A chart folds the subject "Counting & Probability", which is data; "Probability" is a category of MathUserEval, too.
WORDS = {text for text in words.catalog("zh") if "{" not in text and "<" not in text} - {"Probability"}
# Three English words in a row, not part of a path or an identifier.
ENGLISH = re.compile(r"(?<![\w/.-])[A-Za-z][a-z]+(?: [A-Za-z]?[a-z']+){2,}(?![\w/])")


def unfinished(said: list[str]) -> list[str]:
    """Texts that show a key, or a place that was not filled in."""
    return [text for text in said if re.search(r"__i18n__|translation_metadata|\{[a-z_]+(:[^}]*)?\}", text)]


@pytest.fixture(autouse=True)
def short_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of a few rows."""
    monkeypatch.setattr(table, "PAGE_SIZE", ROWS)
    monkeypatch.setattr(browse, "PAGE_SIZE", ROWS)
    monkeypatch.setattr(comparison_view, "SHOWN_FLIPS", ROWS)


def complaints(page: Page) -> list[str]:
    """What axe finds: rule, how often, and what is wrong with the first elements."""
    if not AXE.is_file() and os.environ.get("REVIEW_APP_BROWSER") != "required":
        pytest.skip(f"{AXE} is not there; `make setup` fetches it where npm and a network are")
    page.add_script_tag(path=str(AXE))
    found: dict[str, Any] = page.evaluate("([part, rules]) => axe.run(part, rules)", [PART, RULES])
    return [
        f"{rule['id']}, {len(rule['nodes'])} times: {node['html'][:200]} ({' '.join(node['failureSummary'].split())})"
        for rule in found["violations"]
        if rule["impact"] in IMPACTS
        for node in rule["nodes"][:SHOWN]
    ]


def misplaced(page: Page) -> list[str]:
    """What does not fit into the window: the page itself, or the switch of the language, which links may cover."""
    width = page.viewport_size["width"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    switch = page.locator(".head-line .language").bounding_box()
    links = [link for link in page.locator(".nav-holder a:visible").all() if overlap(link.bounding_box(), switch)]
    found = [f"covered by {link.inner_text()}" for link in links]
    found += [f"the page is {wide} wide in a window of {width}"] * (wide > width)
    found += ["the switch is out of sight"] * (switch["x"] < 0 or switch["x"] + switch["width"] > width)
    return found + ["no finger finds the switch"] * (switch["height"] < 24)


def overlap(one: Any, other: Any) -> bool:
    """Whether two boxes have a point in common."""
    axes = (("x", "width"), ("y", "height"))
    return all(one[at] < other[at] + other[size] and other[at] < one[at] + one[size] for at, size in axes)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("busy")
def test_a_page_is_readable_light_and_dark_wide_and_narrow(visit, at_rest, address, page):
    shown = at_rest(visit(address(page), WIDE))
    said = seen(shown)
    assert unfinished(said) == []
    assert [text for text in said if re.search("[\u4e00-\u9fff]", text)] == ["中文"]
    assert misplaced(shown) == []
    assert complaints(shown) == []
    shown.emulate_media(color_scheme="dark")
    shown.set_viewport_size(NARROW)
    shown.wait_for_function("document.body.classList.contains('dark')")
    at_rest(shown)
    assert misplaced(shown) == []
    assert complaints(shown) == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("busy")
def test_a_page_in_chinese_has_no_english_of_ours(visit, at_rest, address, page):
    shown = at_rest(visit(address(page), HALF, language="zh-CN"))
    said = seen(shown)
    assert [text for text in said for sentence in SENTENCES if sentence in text] == []
    assert [text for text in said if text in WORDS] == []
    assert [text for text in said if ENGLISH.search(text)] == []
    assert unfinished(said) == []
    assert misplaced(shown) == []
