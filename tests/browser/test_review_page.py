from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from review_app.domain import Outcome

SETTLED_MS = 250


def case_of(page: Page) -> str:
    """The id of the case that is shown; `none` where nothing is left."""
    page.wait_for_selector("#sheet[data-state=case] article, #case-none")
    return page.evaluate("document.querySelector('#sheet .sheet').id").removeprefix("case-")


def press(page: Page, key: str) -> str:
    """Press a key when the page takes one; the case that comes."""
    before = case_of(page)
    page.wait_for_function("window.reviewDesk.ready()")
    page.keyboard.press(key)
    page.wait_for_function(
        "before => { const now = document.querySelector('#sheet article, #case-none');"
        "return now && now.id !== `case-${before}`; }",
        arg=before,
    )
    return case_of(page)


def saved(page: Page) -> None:
    """Wait until everything that was decided is on disk."""
    assert page.evaluate("window.reviewOutbox.empty()")


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


def signed_in(browser, served, watch, name: str) -> Page:
    """The review page of another person, in a browser of their own."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.on("page", watch.over)
    context.request.post(served.url + "/sign-in", form={"name": name})
    page = context.new_page()
    page.goto(served.url)
    return page


def test_the_name_is_asked_once_and_leads_to_the_case_of_the_link(browser, served, watch):
    wanted = longest(served)
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.on("page", watch.over)
    page = context.new_page()
    page.goto(f"{served.url}/?case={wanted}")
    page.fill("#name", "王小明")
    page.keyboard.press("Enter")
    assert case_of(page) == wanted
    expect(page.locator(".who")).to_contain_text("王小明")
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
    saved(review)
    assert served.decisions() == [(first, outcome, "")]
    expect(review).to_have_url(re.compile(f"case={second}$"))


def test_a_click_decides_as_a_key_does(served, review):
    first = case_of(review)
    review.wait_for_timeout(SETTLED_MS)
    review.click("#key-2")
    review.wait_for_selector(f"#sheet article:not(#case-{first})")
    saved(review)
    assert served.decisions() == [(first, "incorrect", "")]


def test_s_puts_the_case_at_the_end_and_u_brings_a_decided_one_back(served, review):
    first = case_of(review)
    second = press(review, "s")
    assert second != first
    third = press(review, "1")
    assert third not in (first, second)
    assert press(review, "u") == second
    assert served.store.value("SELECT case_id FROM skips") == first
    assert served.decisions() == []


def test_keys_work_again_after_an_undo_of_nothing(served, review, watch):
    first = case_of(review)
    review.wait_for_timeout(SETTLED_MS)
    review.keyboard.press("u")
    expect(review.get_by_text("no decision left to take back")).to_be_visible()
    assert press(review, "1") != first
    saved(review)
    assert len(served.decisions()) == 1
    watch.expect_refusal(404)


def test_any_of_the_last_decisions_is_taken_back_also_after_a_reload(served, review):
    first = case_of(review)
    press(review, "1")
    press(review, "2")
    saved(review)
    review.reload()
    case_of(review)
    review.keyboard.press("h")
    expect(review.locator("ol.history li")).to_have_count(2)
    review.locator("ol.history li").nth(1).get_by_role("button").click()
    expect(review.locator(f"#case-{first}")).to_be_visible()
    assert [outcome for _, outcome, _ in served.decisions()] == ["incorrect"]


def test_the_end_of_the_queue_says_so_and_a_case_given_back_comes_by_itself(served, review):
    rest = served.store.rows(
        "SELECT DISTINCT case_id FROM outcomes WHERE status = 'pending' AND case_id <> $shown",
        {"shown": case_of(review)},
    )
    served.desk.reviews.decide("Bob", [row["case_id"] for row in rest], Outcome.CORRECT)
    review.reload()
    assert press(review, "1") == "none"
    expect(review.get_by_text("All done here")).to_be_visible()


def test_cause_note_and_right_answer_reach_the_disk(served, review):
    first = case_of(review)
    for keys in ("c", "2", "n"):
        review.keyboard.press(keys)
    review.keyboard.type("1 2 3 s u ?")
    review.keyboard.press("Enter")
    review.keyboard.press("f")
    review.keyboard.type("6 * 7")
    review.keyboard.press("Enter")
    assert (case_of(review), served.decisions()) == (first, []), "typing decides nothing"
    press(review, "2")
    saved(review)
    [row] = served.store.rows("SELECT outcome, cause, note, seconds > 0 AS timed FROM decisions")
    assert row == {"outcome": "incorrect", "cause": "equivalent_form", "note": "1 2 3 s u ?", "timed": True}
    assert served.store.rows("SELECT case_id, answer FROM reference_flags") == [{"case_id": first, "answer": "6 * 7"}]
    expect(review.locator("#note")).to_have_value("")
    expect(review.locator("#flag")).to_be_hidden()


def test_a_flag_without_an_answer_is_asked_for_one(served, review):
    first = case_of(review)
    review.wait_for_timeout(SETTLED_MS)
    review.click("#key-f")
    review.click("#key-1")
    expect(review.get_by_text("Give the right answer, or take the flag away")).to_be_visible()
    assert (case_of(review), served.decisions()) == (first, [])


@pytest.mark.parametrize(("key", "words"), [("?", "Keys on this page"), ("g", "How to judge")])
def test_a_panel_opens_beside_the_case_and_closes(review, key, words):
    for close in (key, "Escape"):
        review.keyboard.press(key)
        expect(review.locator("#panel").get_by_text(words)).to_be_visible()
        review.keyboard.press(close)
        expect(review.locator("#panel")).to_be_hidden()


def test_texts_are_shown_raw_and_typeset_again(served, visit):
    page = visit(f"/?case={longest(served)}")
    page.wait_for_selector("#sheet .response .katex")
    page.keyboard.press("r")
    expect(page.locator("#sheet .response .rawtext")).to_contain_text("\\boxed{")
    assert page.locator("#sheet .response .katex").count() == 0
    page.locator(".response [data-do=raw]").click()
    expect(page.locator("#sheet .response .katex").first).to_be_visible()


def test_a_text_is_copied_as_it_was_written(served, visit):
    page = visit(f"/?case={longest(served)}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)
    case_of(page)
    page.locator(".response [data-do=copy]").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert "\\boxed{" in page.evaluate("navigator.clipboard.readText()")


def test_two_people_are_never_at_the_same_case(browser, served, review, watch):
    other = signed_in(browser, served, watch, "Bob")
    seen = {"Ada": [case_of(review)], "Bob": [case_of(other)]}
    for _ in range(3):
        seen["Ada"].append(press(review, "1"))
        seen["Bob"].append(press(other, "2"))
    assert set(seen["Ada"]).isdisjoint(seen["Bob"])
    saved(review)
    saved(other)
    assert len(served.decisions()) == 6
    other.context.close()


def test_whoever_leaves_gives_the_case_to_others(browser, served, review, watch):
    first = case_of(review)
    review.goto(served.url + "/table")
    other = signed_in(browser, served, watch, "Bob")
    assert case_of(other) == first
    other.context.close()


def test_while_the_server_is_away_decisions_are_kept_and_sent_when_it_is_back(served, visit, watch):
    page = visit("/")
    first = case_of(page)
    page.route("**/desk/decide", lambda route: route.fulfill(status=503, json={}))
    press(page, "1")
    expect(page.locator("#desk-banner")).to_contain_text("not saved yet")
    assert served.decisions() == []
    page.unroute("**/desk/decide")
    page.wait_for_function("window.reviewOutbox.count() === 0")
    expect(page.locator("#desk-banner")).to_be_hidden()
    assert served.decisions() == [(first, "correct", "")]
    watch.expect_refusal(503)


def test_a_refused_decision_is_told_and_the_next_ones_go_on(served, review, watch):
    first = case_of(review)
    review.wait_for_timeout(SETTLED_MS)
    review.evaluate("document.getElementById('note').removeAttribute('maxlength')")
    review.evaluate("document.getElementById('note').value = 'x'.repeat(4001)")
    review.keyboard.press("1")
    expect(review.get_by_text("shorten it")).to_be_visible()
    second = case_of(review)
    press(review, "1")
    saved(review)
    assert [case for case, _, _ in served.decisions()] == [second]
    assert second != first
    watch.expect_refusal(422)


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
        review.evaluate(
            "() => { for (let times = 0; times < 2; times += 1)"
            "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true })); }"
        )
    else:
        review.evaluate("() => { document.getElementById('key-1').click(); document.getElementById('key-1').click(); }")
    review.wait_for_selector(f"#sheet article:not(#case-{first})")
    saved(review)
    assert served.decisions() == [(first, "correct", "")]


def test_a_reload_loses_nothing(served, review):
    second = press(review, "1")
    saved(review)
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
    for _ in range(60):
        review.keyboard.press("Tab")
        where = review.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            "return [e.id, s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2]; }"
        )
        if where[0].startswith("key-"):
            reached.add(where[0])
            assert where[1], f"{where[0]} does not show that it has the focus"
    assert reached == {f"key-{key}" for key in (*"123sucfhg", "help")}


def test_a_case_fits_a_laptop_screen(review):
    assert review.evaluate("document.documentElement.scrollHeight") <= 768
    rows = "[...new Set([...document.querySelectorAll('.nav-holder nav a')].map(link => link.offsetTop))]"
    assert len(review.evaluate(rows)) == 1, "all pages in one row of the navigation"
    for part in (".problem", ".answers", ".verdict", ".response", "#decide-bar"):
        box = review.locator(part).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 768


def test_on_a_narrow_screen_the_buttons_stay_in_sight_and_hide_nothing_for_good(visit):
    page = visit("/", {"width": 420, "height": 860})
    page.wait_for_selector("#sheet article")
    for key in ("#key-1", "#key-2", "#key-3", "#key-s", "#key-u"):
        box = page.locator(key).bounding_box()
        assert box["y"] + box["height"] <= 860
        assert page.locator(key).evaluate("button => button.scrollWidth <= button.clientWidth")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_timeout(100)
    end, bar = page.locator("#sheet article").bounding_box(), page.locator("#decide-bar").bounding_box()
    assert end["y"] + end["height"] <= bar["y"] + 1, "the end of the case is above the bar"


def test_a_page_goes_on_after_the_server_was_restarted(browser, restarted):
    with restarted() as app:
        context = browser.new_context()
        context.request.post(app.url + "/sign-in", form={"name": "Ada"})
        page = context.new_page()
        page.goto(app.url)
        first = case_of(page)
    with restarted(int(app.url.rsplit(":", 1)[1])) as app:
        assert press(page, "1") != first
        saved(page)
        assert app.decisions() == [(first, "correct", "")]
        context.close()
