from __future__ import annotations

import pytest

from review_app.errors import InputError, NotFound
from review_app.services.guidelines import LANGUAGES, MAX_CHARACTERS, changes, current, history, of_version, ours, save
from review_app.store import preferences as kept


@pytest.mark.parametrize(("language", "words"), [("en", "# How to judge"), ("zh", "# 怎样判定"), ("fr", "# How")])
def test_ours_hold_until_a_team_writes_its_own(store, language, words):
    found = current(store, language)
    assert (found.version, found.by, found.at) == (0, None, None)
    assert found.text.startswith(words)


def test_a_saved_text_holds_in_every_language(store):
    saved = save(store, "Ada", "# Our way\n", after=0)
    assert saved == current(store) == current(store, "zh")
    assert (saved.version, saved.by, saved.text) == (1, "Ada", "# Our way\n")


def test_every_version_stays_and_can_be_read(store):
    save(store, "Ada", "first", after=0)
    save(store, "Bob", "second", after=1)
    assert [(one.version, one.by) for one in history(store)] == [(2, "Bob"), (1, "Ada"), (0, None)]
    assert [of_version(store, number).text for number in (2, 1)] == ["second\n", "first\n"]
    assert of_version(store, 0, "zh") == ours("zh")


@pytest.mark.parametrize("version", [1, -1, 99])
def test_a_version_that_there_is_not_is_not_found(store, version):
    with pytest.raises(NotFound, match=f"no version {version}"):
        of_version(store, version)


def test_the_same_text_again_makes_no_version(store):
    save(store, "Ada", "text", after=0)
    assert save(store, "Bob", "  text\r\n\r\n", after=1).by == "Ada"
    assert len(history(store)) == 2


def test_ours_saved_unchanged_make_no_version(store):
    assert save(store, "Ada", ours("en").text, after=0).version == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "empty", id="nothing"),
        pytest.param(" \r\n\t ", "empty", id="blanks"),
        pytest.param("x" * MAX_CHARACTERS, r"have 60,001 characters; shorten them to 60,000", id="a book"),
    ],
)
def test_a_text_of_no_use_is_refused(store, text, message):
    with pytest.raises(InputError, match=message):
        save(store, "Ada", text, after=0)
    assert kept.guidelines_history(store) == []


def test_who_saves_second_from_the_same_version_is_told(store):
    save(store, "Ada", "hers", after=0)
    with pytest.raises(InputError, match="somebody saved other guidelines meanwhile"):
        save(store, "Bob", "his", after=0)
    assert current(store).text == "hers\n"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        pytest.param("a\nb\n", "a\nb\n", [], id="nothing changed"),
        pytest.param("a\n", "a\nb\n", [(" ", "a"), ("+", "b")], id="a line more"),
        pytest.param("a\nb\n", "b\n", [("-", "a"), (" ", "b")], id="a line less"),
        pytest.param("--- a\n", "+++ b\n", [("-", "--- a"), ("+", "+++ b")], id="lines that look like a diff's own"),
        pytest.param("@@\n", "@@ @@\n", [("-", "@@"), ("+", "@@ @@")], id="and like its places"),
        pytest.param(
            "1\n2\n3\n4\n5\n6\n7\n8\n",
            "1!\n2\n3\n4\n5\n6\n7\n8!\n",
            [("-", "1"), ("+", "1!"), (" ", "2"), (" ", "3"), ("…", ""),
             (" ", "6"), (" ", "7"), ("-", "8"), ("+", "8!")],
            id="two places far apart",
        ),
    ],
)  # fmt: skip
def test_changes_are_told_line_by_line(before, after, found):
    assert changes(before, after) == found


def test_both_languages_say_the_same_things():
    heads = [[line.count("#") for line in ours(name).text.splitlines() if line.startswith("#")] for name in LANGUAGES]
    tables = [sum(line.startswith("|") for line in ours(name).text.splitlines()) for name in LANGUAGES]
    assert heads[0] == heads[1]
    assert tables[0] == tables[1]
