from __future__ import annotations

from dataclasses import replace

import pytest

from review_app.errors import InputError, NotFound
from review_app.services import guidelines, preferences
from review_app.services.preferences import BOUNDS, Preferences
from review_app.ui import settings_view
from review_app.ui.desk import Caller, Desk
from review_app.ui.pages import settings

NAMES = settings.NAMES
USUAL = Preferences()
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def refreshed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry each time the queue is told to read everything anew."""
    calls: list[str] = []
    monkeypatch.setattr(type(desk.reviews), "refresh", lambda _: calls.append("refreshed"))
    return calls


def opened(desk: Desk, caller: Caller) -> tuple[dict, list]:
    """What the form is filled with, and its fields, as a browser that opens the page has them."""
    _, seen, *rest = settings.open_page(desk, caller)
    return seen, rest[: len(NAMES)]


def changed(fields: list, **changes) -> list:
    """The fields with some of them filled anew."""
    return [changes.get(name, value) for name, value in zip(NAMES, fields, strict=True)]


# --- preferences


def test_every_preference_has_a_field_a_name_and_an_explanation():
    assert set(NAMES) == set(settings_view.ABOUT) == set(preferences.DEFAULTS)
    for name, (least, most) in BOUNDS.items():
        told = settings_view.ABOUT[name]
        assert f"{settings_view.shown(name, least):g} to {settings_view.shown(name, most):g}" in told, name


def test_the_form_opens_with_what_holds(desk, ada):
    preferences.choose(desk.store, "Bob", overlap=3, audit_share=0.25)
    seen, fields = opened(desk, ada)
    assert dict(zip(NAMES, fields, strict=True)) == seen
    assert (seen["overlap"], seen["audit_share"], seen["order"], seen["hide_names"]) == (3, 25, "effect", True)


def test_what_is_saved_holds_and_the_queue_is_read_anew(desk, ada, refreshed):
    seen, fields = opened(desk, ada)
    said = settings.save_preferences(desk, ada, seen, *changed(fields, second_share=10, order="random", overlap=2))
    assert said.sentence == "settings saved"
    assert preferences.preferences(desk.store) == replace(USUAL, second_share=0.1, order="random", overlap=2)
    assert refreshed == ["refreshed"]
    assert dict(zip(NAMES, said.outputs[1 : 1 + len(NAMES)], strict=True)) == said.outputs[0]


def test_saving_without_a_change_keeps_nothing(desk, ada):
    seen, fields = opened(desk, ada)
    assert settings.save_preferences(desk, ada, seen, *fields).sentence == "nothing was changed"
    assert preferences.history(desk.store) == []


def test_what_somebody_else_changed_meanwhile_stays(desk, ada):
    seen, fields = opened(desk, ada)
    preferences.choose(desk.store, "Bob", overlap=4)
    said = settings.save_preferences(desk, ada, seen, *changed(fields, gold_share=0))
    assert preferences.preferences(desk.store) == replace(USUAL, overlap=4, gold_share=0)
    assert said.outputs[0]["overlap"] == 4, "the form shows it"


def test_a_page_that_the_server_forgot_saves_what_differs(desk, ada):
    _, fields = opened(desk, ada)
    settings.save_preferences(desk, ada, None, *changed(fields, overlap=2))
    assert [one.name for one in preferences.history(desk.store)] == ["overlap"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"lease_minutes": 0}, "Minutes for which a case is held is 0; it must be between", id="too short"),
        pytest.param({"lease_minutes": None}, "held is —", id="an empty field"),
        pytest.param({"audit_share": 101}, "Audit cases in the queue, in per cent is 101; .* 0 and 100", id="a share"),
        pytest.param({"gold_share": None}, "is —; .* 0 and 100", id="no share"),
        pytest.param({"overlap": 2.5}, "whole number", id="half an opinion"),
        pytest.param({"order": HOSTILE}, "choose one of", id="an order that there is not"),
    ],
)
def test_what_cannot_be_is_refused_in_the_words_of_the_form(desk, ada, refreshed, changes, message):
    seen, fields = opened(desk, ada)
    with pytest.raises(InputError, match=message):
        settings.save_preferences(desk, ada, seen, *changed(fields, **changes))
    assert preferences.history(desk.store) == []
    assert refreshed == []


@pytest.mark.parametrize("share", [0.0, 0.005, 0.1, 0.29, 1 / 3, 0.57, 1.0])
def test_a_share_comes_back_from_the_form_as_it_was(share):
    shown = settings_view.shown("gold_share", share)
    assert settings_view.chosen("gold_share", shown) == pytest.approx(share, abs=1e-6)


def test_the_history_says_values_as_people_do(desk, ada, read):
    preferences.choose(desk.store, HOSTILE, blind="half", hide_names=False, second_share=0.1, lease_minutes=2.5)
    found = read(settings.open_page(desk, ada)[2 + len(NAMES)])
    assert found.balanced
    assert "img" not in found.names
    for text in (HOSTILE, "Every second case", "Never", "yes", "no", "10 %", "0 %", "2.5"):
        assert text in found.text
    assert "time" in found.names


def test_what_another_version_kept_is_shown_as_it_is(desk, ada):
    from review_app.store import preferences as kept

    kept.choose(desk.store, "Ada", {"colour": HOSTILE})
    history = settings.open_page(desk, ada)[2 + len(NAMES)]
    assert "colour" in history
    assert "<img" not in history


# --- guidelines


def paper(desk: Desk, caller: Caller) -> tuple:
    """(text, its version, choice of versions, version opened) as the page opens."""
    return settings.open_page(desk, caller)[-4:]


@pytest.mark.parametrize(("language", "title"), [("en", "How to judge"), ("zh", "怎样判定")])
def test_without_own_guidelines_ours_are_there_in_the_readers_language(desk, language, title):
    text, base, offered, old = paper(desk, Caller("Ada", {}, language=language))
    assert (base, offered["value"]) == (0, 0)
    assert title in text
    assert f"<h3>{title}</h3>" in old


def test_a_saved_text_is_the_next_version(desk, ada, refreshed):
    said = settings.save_guidelines(desk, ada, "# Ours\n\n<b>x</b>", 0)
    assert said.values == {"version": 1}
    base, offered, old = said.outputs
    assert (base, offered["value"]) == (1, 1)
    assert paper(desk, ada)[0] == "# Ours\n\n<b>x</b>\n"
    assert "&#60;b&#62;" in old
    assert [number for _, number in offered["choices"]] == [1, 0]
    assert "Ada" in offered["choices"][0][0]
    assert "removed" in old
    assert guidelines.current(desk.store).by == "Ada"
    assert refreshed == ["refreshed"], "the version goes with each decision from now on"


def test_two_who_write_at_once_do_not_overwrite_each_other(desk, ada):
    settings.save_guidelines(desk, ada, "hers", 0)
    with pytest.raises(InputError, match="meanwhile"):
        settings.save_guidelines(desk, Caller("Bob", {}), "his", 0)
    assert guidelines.current(desk.store).text == "hers\n"


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_an_empty_text_is_refused(desk, ada, text):
    with pytest.raises(InputError, match="empty"):
        settings.save_guidelines(desk, ada, text, 0)


def test_the_preview_is_what_annotators_will_see(desk, ada):
    assert settings.preview(desk, ada, "**a** \\(x^2\\)") == (
        '<div class="mathtext guidelines"><p><strong>a</strong> \\(x^2\\)</p></div>',
    )
    assert settings.preview(desk, ada, None)[0].endswith("></div>")


def test_an_old_version_opens_with_what_it_changed(desk, ada, read):
    settings.save_guidelines(desk, ada, "one\ntwo", 0)
    settings.save_guidelines(desk, ada, "one\n<script>three</script>", 1)
    (old,) = settings.open_version(desk, ada, 2)
    found = read(old)
    assert found.balanced
    assert "script" not in found.names
    assert "- two" in found.text
    assert "+ <script>three</script>" in found.text
    assert "Version 2" in found.text
    assert "\n" not in old, "an empty line would end the block of HTML"
    assert "removed" not in settings.open_version(desk, ada, 0)[0]


def test_an_old_version_can_be_put_back(desk, ada):
    settings.save_guidelines(desk, ada, "one", 0)
    settings.save_guidelines(desk, ada, "two", 1)
    (text,) = settings.restore_version(desk, ada, 1)
    assert settings.save_guidelines(desk, ada, text, 2).values == {"version": 3}
    assert guidelines.current(desk.store).text == "one\n"


def test_a_version_that_there_is_not_is_not_found(desk, ada):
    for handler in (settings.open_version, settings.restore_version):
        with pytest.raises(NotFound):
            handler(desk, ada, 7)


def test_chinese_readers_read_chinese(desk):
    preferences.choose(desk.store, "Ada", overlap=2)
    reader = Caller("Ada", {}, language="zh")
    head, *_ = settings.open_page(desk, reader)
    assert "整个团队" in head
    assert "每个案例的意见数" in settings.open_page(desk, reader)[2 + len(NAMES)]
    seen, fields = opened(desk, reader)
    with pytest.raises(InputError, match="案例保留的分钟数"):
        settings.save_preferences(desk, reader, seen, *changed(fields, lease_minutes=0))
