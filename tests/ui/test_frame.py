"""What stands around the case: frame, keys, the line above it, and the scripts that bring it."""

from __future__ import annotations

import json
import re

import pytest

from review_app.domain import Cause
from review_app.errors import ServeError
from review_app.queue.outlook import Outlook
from review_app.services.review_desk import Standing
from review_app.ui import assets, borrowed, scripts, words
from review_app.ui.desk import Caller
from review_app.ui.frame import CAUSES, KEYS, WORDS, frame
from review_app.ui.progress_line import points, progress_line

HOSTILE = "\"><img src=x onerror=alert(1)>'&"


def seen_by(name: str = "Ada", language: str = "en") -> Caller:
    return Caller(name, {}, language=language)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_frame_closes_what_it_opens_and_hands_its_words_to_the_scripts(read, language) -> None:
    seen = read(frame(seen_by(HOSTILE, language), "<p>rules</p>"))
    assert seen.balanced
    assert "img" not in seen.names
    [desk] = [attrs for _, attrs in seen.tags if attrs.get("id") == "desk"]
    assert desk["data-person"] == HOSTILE
    told = json.loads(desk["data-words"])
    assert set(told) == set(WORDS)
    assert all(told.values())
    if language != "en":
        assert not {name for name in WORDS if told[name] == WORDS[name]}, "every word is said in the language"


def test_the_scripts_say_only_words_that_the_frame_gives_them() -> None:
    asked = set(re.findall(r"\bwords\.(\w+)", assets.text("desk/desk.js") + assets.text("desk/keys.js")))
    asked |= set(re.findall(r"words\(\)\.(\w+)", assets.text("desk/keys.js")))
    assert asked == set(WORDS)


def test_every_cause_can_be_chosen_by_a_number(read) -> None:
    assert set(CAUSES) == set(Cause)
    seen = read(frame(seen_by(), ""))
    chosen = {attrs["data-number"]: attrs["data-cause"] for _, attrs in seen.tags if "data-cause" in attrs}
    assert chosen == {str(number): str(cause) for number, cause in enumerate(CAUSES, 1)}
    assert len(chosen) <= 9, "one key each"


def test_every_key_is_explained_and_does_something(read) -> None:
    actions = set(
        re.findall(r'"?([\w?])"?: \(\) =>', assets.text("desk/keys.js").split("ACTIONS = {")[1].split("};")[0])
    )
    assert actions == set(KEYS)
    seen = read(frame(seen_by(), ""))
    buttons = {attrs["data-key"] for _, attrs in seen.tags if "data-key" in attrs}
    assert buttons == set(KEYS) - {"n", "r"}, "the note has its field, the raw texts their own buttons"
    assert all(name in seen.text for name in KEYS.values())


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_control_has_a_name(read, language) -> None:
    seen = read(frame(seen_by(language=language), ""))
    for tag, attrs in seen.tags:
        if tag == "input":
            assert attrs.get("aria-label")
        if tag == "button":
            assert attrs.get("aria-label") or attrs.get("title") or attrs.get("data-name")


# --- the line above the case


def standing(waiting: int = 3, pace: float | None = None, **changes: float) -> Standing:
    """300 doubtful cases in 10,000 responses, 20 of them decided."""
    values = {"total": 300, "open": 280, "half": 1.4, "more": 40, "goal": 1.0, "responses": 10_000} | changes
    return Standing(waiting, Outlook(**values), pace)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(standing(1_234), "1,234 waiting", id="what waits"),
        pytest.param(standing(), "20 of 300 decided", id="how far the team is"),
        pytest.param(
            standing(), "40 more decisions bring the score to ± 1 points; about 13 min at your pace",
            id="before there is a pace",
        ),
        pytest.param(standing(pace=6.0), "about 4 min at your pace", id="at one's own pace"),
        pytest.param(standing(pace=0.1), "about 1 min at your pace", id="never in no time"),
        pytest.param(standing(more=1_500, goal=0.0), "1,500 more decisions bring the score to ± 0 points", id="many"),
    ],
)  # fmt: skip
def test_the_line_tells_how_far_it_is(read, given, told) -> None:
    assert told in read(progress_line(seen_by(), given)).text


def test_how_sure_the_score_is_now_is_told_beside(read) -> None:
    seen = read(progress_line(seen_by(), standing()))
    assert "Undecided cases leave the score uncertain by ± 1.4 points" in [attrs.get("title") for _, attrs in seen.tags]


def test_nothing_is_promised_where_nothing_is_left(read) -> None:
    seen = read(progress_line(seen_by(), standing(0, total=0, open=0, half=0.0, more=0, goal=0.0)))
    assert "more decisions" not in seen.text
    assert "0 waiting" in seen.text
    assert seen.balanced


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_line_of_a_hostile_person_is_escaped(read, language) -> None:
    seen = read(progress_line(seen_by(HOSTILE, language), standing()))
    assert "img" not in seen.names
    assert seen.balanced


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (0.05, "0.05"), (0.4, "0.4"), (1.0, "1"), (12.345, "12.3"), (45, "45")]
)
def test_points_are_written_short(value, written) -> None:
    assert points(value) == written


# --- scripts


def test_every_script_of_the_desk_is_in_the_head_once_and_the_typesetter_is_found() -> None:
    head = scripts.head()
    for name in ("clock", "typeset", "outbox", "desk", "keys"):
        assert head.count(assets.text(f"desk/{name}.js").split("\n", 1)[0]) == 1
    assert "{{" not in head
    for path in (borrowed.typesetter(), borrowed.formulas(), borrowed.plotter()):
        assert path in head
        assert (borrowed.ASSETS / path.rsplit("/", 1)[1]).is_file()


@pytest.mark.parametrize("pattern", ["no-such-*.js", "*.js"])
def test_another_gradio_is_told(pattern) -> None:
    with pytest.raises(ServeError, match="install the Gradio that requirements/ lock"):
        borrowed.found(pattern)
