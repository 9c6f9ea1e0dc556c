"""Disputes and references in a browser: keys settle, the address leads to what is shown, a ruling is one click."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from review_app.domain import Kind, Outcome, Selection
from review_app.services import docket
from review_app.store import disputes


@pytest.fixture
def disputed(served) -> list[str]:
    """Three cases on which Bob and Cleo differ, in the order of the page."""
    waiting = "SELECT DISTINCT case_id FROM outcomes WHERE status = 'pending' ORDER BY case_id LIMIT 3"
    cases = [row["case_id"] for row in served.store.rows(waiting)]
    served.desk.reviews.decide("Bob", cases, Outcome.CORRECT)
    served.desk.reviews.decide("Cleo", cases, Outcome.INCORRECT, "no <b>unit</b>")
    return [row["case_id"] for row in disputes.open_cases(served.store, Selection())]


def settled(served) -> list[str]:
    """The cases that an adjudicator settled and did not take back."""
    return [row["case_id"] for row in disputes.settled_cases(served.store, Selection(), 9)]


def test_keys_turn_settle_and_take_back(served, visit, disputed):
    page = visit("/disputes")
    shown = page.locator("#dispute .sheet")
    expect(shown).to_have_attribute("id", f"case-{disputed[0]}")
    expect(page.locator("#dispute .opinion")).to_have_count(2)
    page.wait_for_timeout(300)  # keys wait until a case was seen
    page.keyboard.press("n")
    expect(shown).to_have_attribute("id", f"case-{disputed[1]}")
    expect(page).to_have_url(re.compile(rf"/disputes\?case={disputed[1]}$"))
    page.wait_for_timeout(300)
    page.keyboard.press("1")
    expect(shown).to_have_attribute("id", f"case-{disputed[2]}")
    assert settled(served) == [disputed[1]]
    page.wait_for_timeout(300)
    page.keyboard.press("u")
    expect(shown).to_have_attribute("id", f"case-{disputed[1]}")
    assert settled(served) == []


def test_a_key_pressed_twice_settles_one_case(served, visit, disputed):
    page = visit(f"/disputes?case={disputed[0]}")
    expect(page.locator("#dispute .sheet")).to_have_attribute("id", f"case-{disputed[0]}")
    page.wait_for_timeout(300)
    page.keyboard.press("2")
    page.keyboard.press("2")
    expect(page.locator("#dispute .sheet")).to_have_attribute("id", f"case-{disputed[1]}")
    page.wait_for_timeout(300)
    assert settled(served) == [disputed[0]]


def test_typing_a_note_settles_nothing_and_the_note_is_kept(served, visit, disputed):
    page = visit("/disputes")
    expect(page.locator("#dispute .sheet")).to_have_attribute("id", f"case-{disputed[0]}")
    note = page.locator("#dispute-note").locator("textarea, input")
    note.click()
    page.keyboard.type("21 pnu")
    page.keyboard.press("Escape")
    assert settled(served) == []
    page.keyboard.press("1")
    expect(page.locator("#dispute .sheet")).to_have_attribute("id", f"case-{disputed[1]}")
    assert disputes.settlement(served.store, disputed[0])["note"] == "21 pnu"
    expect(note).to_have_value("")


def test_a_settled_case_opens_from_the_list_in_the_same_window(served, visit, disputed):
    served.desk.reviews.decide("Dora", disputed[:1], Outcome.CORRECT, kind=Kind.ADJUDICATION)
    page = visit("/disputes")
    page.locator("#dispute-lists table").nth(1).get_by_role("link").click()
    expect(page.locator("#dispute .opinions")).to_contain_text("Settled by Dora")
    expect(page.locator("#dispute .opinions")).to_contain_text("Bob")


def test_a_reference_is_confirmed_and_what_the_grader_cannot_tell_is_decided(served, visit):
    row = served.store.row(
        "SELECT problem_id, any_value(case_id) AS case_id FROM outcomes WHERE strength = 'none' AND benchmark = "
        "'sample-math' GROUP BY problem_id HAVING count(DISTINCT case_id) = 1 ORDER BY problem_id LIMIT 1"
    )
    docket.flag(served.store, "Bob", row["case_id"], "424242", "no <b>unit</b>")
    page = visit("/references")
    expect(page.locator("#correction")).to_contain_text("Bob")
    expect(page.locator("#right-answer").locator("textarea, input")).to_have_value("424242")
    page.click("#confirm")
    expect(page.locator("#notice")).to_contain_text("confirmed")
    assert served.store.value("SELECT answer FROM amended_references") == "424242"
    expect(page.locator("#undecided")).to_contain_text("cannot tell by the corrected reference")
    page.wait_for_timeout(300)
    page.keyboard.press("2")
    expect(page.locator("#undecided .told li")).to_have_count(1)
    assert served.store.value("SELECT count(*) FROM amended_verdicts WHERE rule = 'people'") == 1
