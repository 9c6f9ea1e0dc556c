from __future__ import annotations

import pytest
from playwright.sync_api import expect

from review_app.services import guidelines, preferences


@pytest.fixture
def settings(visit):
    """The page with what holds in it."""
    page = visit("/settings")
    page.wait_for_selector("#history h2")
    return page


@pytest.fixture
def editor(settings):
    """The guidelines beside their preview."""
    settings.get_by_role("tab").nth(1).click()
    settings.wait_for_selector("#guidelines-preview .guidelines")
    return settings


def test_what_is_chosen_is_saved_with_one_button(served, settings):
    settings.locator("#set-overlap input[type=number]").fill("3")
    settings.get_by_role("radio", name="Every second case").check()
    settings.click("#save-settings")
    expect(settings.locator(".notice")).to_have_text("settings saved")
    expect(settings.locator("#history tbody tr")).to_have_count(2)
    held = preferences.preferences(served.store)
    assert (held.overlap, held.blind) == (3, "half")


def test_what_is_refused_stays_in_the_form_with_a_message(served, settings):
    field = settings.locator("#set-lease_minutes input")
    field.fill("999")
    settings.click("#save-settings")
    expect(settings.locator(".notice.alert")).to_contain_text("must be between 0.05 and 240")
    expect(field).to_have_value("999")
    assert preferences.history(served.store) == []


def test_the_preview_follows_the_text_and_typesets_it(editor):
    editor.fill("#guidelines-text textarea", "# Title\n\n\\(\\frac{1}{2}\\) <img src=x onerror=alert(1)>")
    expect(editor.locator("#guidelines-preview h3")).to_have_text("Title")
    expect(editor.locator("#guidelines-preview .katex")).to_have_count(1)
    expect(editor.locator("#guidelines-preview img")).to_have_count(0)


def test_a_saved_text_is_a_new_version_and_says_so(served, editor):
    editor.fill("#guidelines-text textarea", "# Ours")
    editor.click("#save-guidelines")
    expect(editor.locator(".notice")).to_have_text("version 1 of the guidelines holds now")
    expect(editor.locator("#version h3").first).to_contain_text("Version 1")
    expect(editor.locator("#version .diff .added")).to_have_text("+ # Ours")
    assert guidelines.current(served.store).text == "# Ours\n"


def test_an_old_version_is_put_back_into_the_editor(served, editor):
    guidelines.save(served.store, "Bob", "his way", after=0)
    editor.reload()
    editor.get_by_role("tab").nth(1).click()
    editor.locator("#versions input").click()
    editor.get_by_role("option").filter(has_text="supplied").click()
    expect(editor.locator("#version h3").first).to_contain_text("Version 0")
    editor.click("#restore")
    expect(editor.locator("#guidelines-preview h3")).to_have_text("How to judge")
