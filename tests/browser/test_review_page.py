from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

SETTLED_MS = 250


def case_of(page: Page) -> str:
    """The id of the case that is shown."""
    page.wait_for_selector("#sheet .sheet")
    return (page.locator("#sheet .sheet").get_attribute("id") or "").removeprefix("case-")


def press(page: Page, key: str) -> str:
    """Press a key when the page takes one; the case that comes."""
    turn = page.locator("#sheet .turn").get_attribute("id")
    page.wait_for_timeout(SETTLED_MS)
    page.keyboard.press(key)
    page.wait_for_selector(f"#sheet .turn:not(#{turn})", state="attached")
    return case_of(page)


def longest(served) -> str:
    """The doubtful case whose first response has its boxed answer furthest down."""
    return served.store.value(
        "SELECT extractions.case_id FROM extractions JOIN outcomes USING (response_id) WHERE status = 'pending' "
        "AND extractions.method = 'box' AND sample = 0 ORDER BY extractions.start DESC LIMIT 1"
    )


def case_with(served, words: str) -> str:
    """A case whose response holds these words."""
    return served.store.value(
        "SELECT case_id FROM extractions JOIN responses ON responses.id = response_id "
        "WHERE contains(text, $words) LIMIT 1",
        {"words": words},
    )


def test_the_name_is_asked_once_and_leads_to_the_case_of_the_link(browser, served, watch):
    wanted = longest(served)
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.on("page", watch.over)
    page = context.new_page()
    page.goto(f"{served.url}/?case={wanted}")
    page.fill("#name", "王小明")
    page.keyboard.press("Enter")
    assert case_of(page) == wanted
    expect(page.locator(".head-line .who")).to_have_text("王小明")
    page.reload()
    assert case_of(page) == wanted
    context.close()


def test_the_next_case_is_typeset_with_its_answer_marked_and_in_sight(served, visit):
    page = visit(f"/?case={longest(served)}")
    page.wait_for_selector("#sheet .problem .katex")
    page.wait_for_selector("#found-answer .katex")
    page.wait_for_timeout(SETTLED_MS)
    mark, panel = page.locator("#found-answer").bounding_box(), page.locator(".response-body").bounding_box()
    assert panel["y"] <= mark["y"]
    assert mark["y"] + mark["height"] <= panel["y"] + panel["height"]
    assert mark["height"] > 10
    colour = page.locator("#found-answer").evaluate("mark => getComputedStyle(mark).backgroundColor")
    assert colour != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize(("key", "outcome"), [("1", "correct"), ("2", "incorrect"), ("3", "uncertain")])
def test_one_key_decides_and_brings_the_next(served, review, key, outcome):
    first = case_of(review)
    second = press(review, key)
    assert second != first
    assert served.decisions() == [(first, outcome, "")]
    expect(review).to_have_url(re.compile(f"case={second}$"))


def test_a_click_decides_as_a_key_does(served, review):
    first = case_of(review)
    review.wait_for_timeout(SETTLED_MS)
    review.click("#key-2")
    review.wait_for_selector(f"#sheet .sheet:not(#case-{first})")
    assert served.decisions() == [(first, "incorrect", "")]


def test_s_puts_the_case_at_the_end_and_u_brings_a_decided_one_back(served, review):
    first = case_of(review)
    second = press(review, "s")
    assert second != first
    assert served.store.value("SELECT case_id FROM skips") == first
    third = press(review, "1")
    assert third not in (first, second)
    assert press(review, "u") == second
    assert served.decisions() == []


def test_keys_work_again_after_an_undo_of_nothing(served, review):
    first = case_of(review)
    review.wait_for_timeout(SETTLED_MS)
    review.keyboard.press("u")
    expect(review.get_by_text("no decision left to take back")).to_be_visible()
    assert press(review, "1") != first
    assert len(served.decisions()) == 1


def test_keys_work_again_when_the_same_case_comes_back(served, review):
    with served.store.cursor() as cursor:
        cursor.execute(
            "INSERT INTO decisions SELECT nextval('event_seq'), uuid()::VARCHAR, case_id, 'Ada', 'uncertain', NULL, "
            "'', NULL, false, now()::TIMESTAMP FROM outcomes WHERE status = 'pending' GROUP BY case_id "
            "ORDER BY case_id OFFSET 1"
        )
    last = press(review, "s")
    assert press(review, "s") == last
    assert press(review, "1") == "none"
    assert len(review.query_selector_all("#sheet .done")) == 1


def test_a_note_is_typed_without_deciding_and_kept_with_the_decision(served, review):
    first = case_of(review)
    review.keyboard.press("n")
    review.keyboard.type("1 2 3 s u ?")
    review.keyboard.press("Enter")
    assert served.decisions() == []
    assert case_of(review) == first
    press(review, "2")
    assert served.decisions() == [(first, "incorrect", "1 2 3 s u ?")]
    expect(review.locator("#note input")).to_have_value("")


def test_help_opens_and_closes_and_no_key_decides_behind_it(served, review):
    for close in ("?", "Escape"):
        review.keyboard.press("?")
        expect(review.locator("#help")).to_be_visible()
        review.keyboard.press("1")
        review.keyboard.press(close)
        expect(review.locator("#help")).to_be_hidden()
    review.click("#key-help")
    review.click("#help-close")
    expect(review.locator("#help")).to_be_hidden()
    assert served.decisions() == []


def test_the_address_opens_this_very_case_elsewhere(served, review):
    press(review, "s")
    shown = press(review, "s")
    other = review.context.new_page()
    other.goto(review.url)
    assert case_of(other) == shown


@pytest.mark.parametrize("hurry", ["keys", "mouse"])
def test_two_quick_presses_decide_no_case_that_nobody_saw(served, review, hurry):
    first = case_of(review)
    review.wait_for_timeout(SETTLED_MS)
    if hurry == "keys":
        review.keyboard.press("1")
        review.keyboard.press("1")
    else:
        review.dblclick("#key-1", delay=1)
    review.wait_for_selector(f"#sheet .sheet:not(#case-{first})")
    review.wait_for_timeout(SETTLED_MS)
    assert served.decisions() == [(first, "correct", "")]


def test_a_reload_loses_nothing(served, review):
    press(review, "1")
    second = case_of(review)
    review.reload()
    assert case_of(review) == second
    assert len(served.decisions()) == 1
    expect(review.locator(".head-line")).to_contain_text("1 of")


def test_filters_narrow_the_queue(served, review):
    review.click("#filters button")
    review.click("#filter-subjects input")
    review.get_by_role("option", name="Geometry").click()
    expect(review.locator("#sheet .problem small")).to_contain_text("Geometry")
    review.keyboard.press("Escape")
    assert served.decisions() == []


def test_whoever_scrolls_is_left_alone(served, visit):
    page = visit(f"/?case={longest(served)}")
    page.wait_for_selector("#found-answer .katex")
    page.wait_for_timeout(SETTLED_MS)
    page.locator(".response-body").hover()
    page.mouse.wheel(0, -100_000)
    page.wait_for_function("document.querySelector('.response-body').scrollTop === 0")
    page.keyboard.press("?")
    page.keyboard.press("?")
    page.click("#filters button")
    page.wait_for_timeout(SETTLED_MS)
    assert page.locator(".response-body").evaluate("body => body.scrollTop") == 0


@pytest.mark.parametrize("words", ["<script>", "onerror"])
def test_hostile_text_is_text(served, visit, words):
    page = visit(f"/?case={case_with(served, words)}")
    page.wait_for_selector("#found-answer")
    assert page.locator("#sheet img, #sheet script, #sheet iframe, #sheet form, #sheet [onerror]").count() == 0
    assert page.locator("#sheet a").count() == 0


def test_the_keyboard_alone_reaches_every_button_and_shows_where_it_is(review):
    reached = set()
    for _ in range(30):
        review.keyboard.press("Tab")
        where = review.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            "return [e.id, s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2]; }"
        )
        if where[0].startswith("key-"):
            reached.add(where[0])
            assert where[1], f"{where[0]} does not show that it has the focus"
    assert reached == {"key-1", "key-2", "key-3", "key-s", "key-u", "key-help"}


def test_a_case_fits_a_laptop_screen(review):
    assert review.evaluate("document.documentElement.scrollHeight") <= 768
    for part in (".problem", ".answers", ".verdict", ".response", "#decide-bar"):
        box = review.locator(part).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 768


def test_on_a_narrow_screen_the_buttons_stay_in_sight(visit):
    page = visit("/", {"width": 420, "height": 860})
    page.wait_for_selector("#sheet .sheet")
    for key in ("#key-1", "#key-2", "#key-3", "#key-s", "#key-u"):
        box = page.locator(key).bounding_box()
        assert box["y"] + box["height"] <= 860
        assert page.locator(key).evaluate("button => button.scrollWidth <= button.clientWidth")


def test_a_page_goes_on_after_the_server_was_restarted(browser, restarted):
    with restarted() as app:
        context = browser.new_context()
        context.request.post(app.url + "/sign-in", form={"name": "Ada"})
        page = context.new_page()
        page.goto(app.url)
        first = case_of(page)
    with restarted(int(app.url.rsplit(":", 1)[1])) as app:
        assert press(page, "1") != first
        assert app.decisions() == [(first, "correct", "")]
        context.close()
