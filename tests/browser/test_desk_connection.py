"""The review page when things come late, twice, in the wrong order or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from review_app.domain import Outcome, Selection
from review_app.services.preferences import choose

WIDE = {"width": 1366, "height": 768}


@pytest.fixture(scope="module")
def browsers(browser, served) -> Iterator[Callable[[str], BrowserContext]]:
    """A browser for each person; kept, so that scripts are loaded once."""
    kept: dict[str, BrowserContext] = {}

    def of(name: str) -> BrowserContext:
        if name not in kept:
            kept[name] = browser.new_context(viewport=WIDE)
            kept[name].request.post(served.url + "/sign-in", form={"name": name})
        return kept[name]

    yield of
    for context in kept.values():
        context.close()


@pytest.fixture
def person(browsers, served) -> Iterator[Callable[..., Page]]:
    """`person("Ada")` is the review page of somebody in a browser of their own, whose network may fail."""
    opened: list[Page] = []
    errors: list[str] = []

    def sit_down(name: str, path: str = "/") -> Page:
        page = browsers(name).new_page()
        opened.append(page)
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(served.url + path)
        return page

    yield sit_down
    for page in opened:
        if not page.is_closed():
            page.evaluate("localStorage.clear()")
            page.close()
    assert errors == []


def case_of(page: Page) -> str:
    """The id of the case that is shown; `none` where nothing is left."""
    page.wait_for_selector("#sheet[data-state=case] article, #case-none")
    return str(page.evaluate("document.querySelector('#sheet .sheet').id")).removeprefix("case-")


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


def decide(page: Page, outcome: str = "correct") -> None:
    """Decide what is shown, whatever comes then."""
    page.wait_for_function("window.reviewDesk.ready()")
    page.evaluate("outcome => window.reviewDesk.decide(outcome)", outcome)


def saved(page: Page) -> None:
    """Wait until everything that was decided is on disk."""
    page.wait_for_function("window.reviewOutbox.count() === 0")


def away(page: Page, what: str = "**/desk/*") -> None:
    """The server cannot be reached any more."""
    page.route(what, lambda route: route.abort())


def back(page: Page, what: str = "**/desk/*") -> None:
    page.unroute(what)


def held(served: Any, page: Page) -> set[str]:
    """The cases that the server keeps for this tab."""
    tab = page.evaluate("sessionStorage.getItem('review_app.tab')")
    return {lease.case_id for lease in served.desk.reviews._queue.now.queue.leases.all() if lease.tab == tab}


def counts(served: Any) -> list[tuple[str, int]]:
    rows = served.store.rows("SELECT case_id, count(*) AS n FROM decisions GROUP BY case_id ORDER BY min(seq)")
    return [(row["case_id"], row["n"]) for row in rows]


# --- decisions on their way


def test_what_is_decided_while_nothing_arrives_is_told_kept_and_sent(served, person) -> None:
    page = person("Ada")
    first = case_of(page)
    away(page)
    second = press(page, "1")
    decide(page, "incorrect")
    banner = page.locator("#desk-banner")
    expect(banner).to_contain_text("2 decisions are not saved yet")
    expect(page.locator("#sheet")).to_have_attribute("data-state", "waiting")
    assert counts(served) == []
    back(page)
    saved(page)
    expect(banner).to_be_hidden()
    assert served.decisions() == [(first, "correct", ""), (second, "incorrect", "")]
    assert case_of(page) not in (first, second, "none"), "work goes on by itself"


def test_what_was_not_sent_outlives_a_reload_and_counts_once(served, person) -> None:
    page = person("Ada")
    first = case_of(page)
    away(page, "**/desk/decide")
    press(page, "1")
    expect(page.locator("#desk-banner")).to_be_visible()
    page.reload()
    page.wait_for_selector("#sheet article")
    expect(page.locator("#desk-banner")).to_contain_text("1 decisions are not saved yet")
    assert case_of(page) != first, "what is decided is not shown again"
    back(page, "**/desk/decide")
    saved(page)
    assert counts(served) == [(first, 1)]
    page.reload()
    case_of(page)
    saved(page)
    assert counts(served) == [(first, 1)]


def test_what_one_tab_could_not_send_is_sent_by_the_next(served, person) -> None:
    page = person("Ada")
    first = case_of(page)
    away(page, "**/desk/decide")
    press(page, "2")
    context = page.context
    page.close()
    other = context.new_page()
    other.goto(served.url)
    case_of(other)
    saved(other)
    assert counts(served) == [(first, 1)]


def test_nobody_sends_what_another_person_left_in_the_same_browser(served, person) -> None:
    page = person("Ada")
    first = case_of(page)
    away(page, "**/desk/decide")
    press(page, "1")
    back(page, "**/desk/decide")
    kept = page.evaluate("JSON.stringify(localStorage)")
    other = person("Bob")
    case_of(other)
    copy = "kept => Object.entries(JSON.parse(kept)).forEach(([name, value]) => localStorage.setItem(name, value))"
    other.evaluate(copy, kept)
    other.reload()
    case_of(other)
    saved(other)
    saved(page)
    rows = served.store.rows("SELECT case_id, annotator FROM decisions")
    assert rows == [{"case_id": first, "annotator": "Ada"}]


def test_an_answer_that_is_lost_makes_no_second_decision(served, person) -> None:
    """The server wrote the decision; what it answered did not arrive."""
    page = person("Ada")
    first = case_of(page)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/desk/decide", lose)
    press(page, "1")
    expect(page.locator("#desk-banner")).to_be_visible()
    saved(page)
    assert lost == [200, 200]
    assert counts(served) == [(first, 1)]


def test_decisions_arrive_in_their_order(served, person) -> None:
    page = person("Ada")
    page.route("**/desk/decide", lambda route: (page.wait_for_timeout(300), route.continue_()))
    shown = [case_of(page)]
    for _ in range(3):
        shown.append(press(page, "1"))
    saved(page)
    assert [case for case, _ in counts(served)] == shown[:3]


def test_who_is_signed_out_is_told_and_what_they_decided_is_kept(served, person) -> None:
    page = person("Ada")
    first = case_of(page)
    page.context.request.post(served.url + "/sign-out", headers={"origin": served.url})
    press(page, "1")
    expect(page.locator("#desk-banner")).to_contain_text("you are signed out")
    page.context.request.post(served.url + "/sign-in", form={"name": "Ada"})
    saved(page)
    expect(page.locator("#desk-banner")).to_be_hidden()
    assert counts(served) == [(first, 1)]


def test_a_refused_decision_is_told_with_a_link_and_holds_up_nothing(served, person) -> None:
    page = person("Ada")
    first = case_of(page)

    def refuse(route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        if body["decision"]["case"] == first:
            route.fulfill(status=422, json={"error": "the note is too long"})
        else:
            route.continue_()

    page.route("**/desk/decide", refuse)
    second = press(page, "1")
    told = page.locator("#desk-notice [role=alert]")
    expect(told).to_contain_text("A decision was not taken: the note is too long")
    assert told.locator("a").get_attribute("href") == f"/?case={first}"
    press(page, "1")
    saved(page)
    assert counts(served) == [(second, 1)]


def test_the_last_case_refused_is_not_the_end(served, person) -> None:
    page = person("Ada")
    first = case_of(page)
    query = "SELECT DISTINCT case_id FROM outcomes WHERE status = 'pending' AND case_id <> $shown"
    rest = served.store.rows(query, {"shown": first})
    served.desk.reviews.decide("Bob", [row["case_id"] for row in rest], Outcome.CORRECT)
    page.reload()
    assert case_of(page) == first
    page.route("**/desk/decide", lambda route: route.fulfill(status=422, json={"error": "no"}))
    decide(page)
    expect(page.locator("#desk-notice")).to_contain_text("A decision was not taken")
    assert case_of(page) == first, "it waits still"


# --- the server is away


def test_a_page_that_opens_while_the_server_is_away_goes_on_by_itself(person) -> None:
    page = person("Ada", "/settings")
    away(page)
    page.goto(page.url.replace("/settings", "/"))
    expect(page.locator("#desk-notice")).to_contain_text("The server cannot be reached")
    back(page)
    assert case_of(page) != "none"


def test_what_cannot_be_undone_yet_is_told(served, person) -> None:
    page = person("Ada")
    first = case_of(page)
    away(page, "**/desk/decide")
    second = press(page, "1")
    page.keyboard.press("u")
    expect(page.locator("#desk-notice")).to_contain_text("is not saved yet")
    assert case_of(page) == second
    back(page, "**/desk/decide")
    saved(page)
    assert press(page, "u") == first
    assert served.decisions() == []


def test_without_the_typesetter_cases_are_shown_as_text_and_decided(served, person) -> None:
    page = person("Ada", "/settings")
    page.route("**/auto-render-*.js", lambda route: route.abort())
    page.goto(served.url)
    first = case_of(page)
    assert page.locator("#sheet .katex").count() == 0
    assert press(page, "1") != first
    saved(page)
    assert counts(served) == [(first, 1)]


# --- in another order


def test_many_are_taken_back_one_after_the_other_and_decided_anew(served, person) -> None:
    page = person("Ada")
    shown = [case_of(page)]
    for _ in range(6):
        shown.append(press(page, "1"))
    for case in reversed(shown[:6]):
        assert press(page, "u") == case
    assert served.decisions() == []
    for at in range(6):
        assert case_of(page) == shown[at]
        press(page, "2")
    saved(page)
    assert served.decisions() == [(case, "incorrect", "") for case in shown[:6]]


def test_no_tab_keeps_more_than_it_can_show(served, person) -> None:
    page = person("Ada")
    for _ in range(4):
        press(page, "1")
    for _ in range(4):
        press(page, "u")
    saved(page)
    other = person("Bob")
    shown = case_of(other)
    mine = held(served, page)
    for _ in range(100):  # what is given back is on its way
        if len(mine) <= 2:
            break
        page.wait_for_timeout(100)
        mine = held(served, page)
    assert case_of(page) in mine
    assert len(mine) <= 2
    assert shown not in mine


def test_the_newest_filter_holds_however_the_answers_come(served, person) -> None:
    page = person("Ada")
    case_of(page)
    slow: list[str] = []

    def late(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}").get("scope", {}).get("subjects")
        if asked == ["Geometry"]:
            slow.append("Geometry")
            page.wait_for_timeout(1_000)
        route.continue_()

    page.route("**/desk/turn", late)
    with page.expect_request(lambda asked: "turn" in asked.url and "Geometry" in (asked.post_data or "")):
        page.evaluate("() => { window.reviewDesk.refilter({ subjects: ['Geometry'] }, ''); }")
    page.evaluate("() => { window.reviewDesk.refilter({ subjects: ['Algebra'] }, ''); }")
    expect(page.locator("#sheet .problem small")).to_contain_text("Algebra")
    page.wait_for_timeout(1_500)
    assert slow == ["Geometry"]
    expect(page.locator("#sheet .problem small")).to_contain_text("Algebra")
    for _ in range(2):
        press(page, "1")
        expect(page.locator("#sheet .problem small")).to_contain_text("Algebra")


# --- who is at a case


def test_a_link_to_a_case_that_somebody_is_at_says_so(served, person) -> None:
    page = person("Ada")
    first = case_of(page)
    other = person("Bob", f"/?case={first}")
    assert case_of(other) == first
    expect(other.locator("#desk-notice")).to_contain_text("This case is not kept for you")
    press(other, "2")
    press(page, "1")
    saved(page)
    saved(other)
    status = served.store.value("SELECT status FROM case_states WHERE case_id = $c", {"c": first})
    assert (counts(served)[0], status) == ((first, 2), "disputed"), "both words are kept"


@pytest.fixture
def short_leases(served) -> None:
    """Holds of three seconds."""
    choose(served.store, "boss", lease_minutes=0.05)
    served.desk.reviews.refresh()


def test_an_open_page_keeps_its_case_and_a_dead_one_does_not(served, person, short_leases) -> None:
    page = person("Ada")
    first = case_of(page)
    page.wait_for_timeout(6_000)
    other = person("Bob")
    assert case_of(other) != first, "three seconds are over twice; the page is open"
    away(page)
    page.wait_for_timeout(4_000)
    third = person("Cy")
    assert case_of(third) == first, "a browser that died gives its case back"


def test_after_a_long_sleep_nothing_is_shown_next_that_others_have_by_now(served, person, short_leases) -> None:
    page = person("Ada")
    first = case_of(page)
    away(page)
    page.wait_for_timeout(4_000)
    taken = {one.lease.case_id for one in served.desk.reviews.claim("Bob", "his tab", Selection(), count=20)}
    assert first in taken
    back(page)
    page.wait_for_timeout(1_500)
    served.desk.reviews.renew("Bob", "his tab")
    assert press(page, "1") not in taken
    saved(page)
    assert counts(served) == [(first, 1)], "the late decision is kept"
