"""Words: the English of the code said in the language of whoever reads it.

The English text is the key, so the code reads as the page does; `locales/zh.json` holds its Chinese.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from review_app import wording

Say = wording.Say
english = wording.english

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "zh": "中文"}
# What browsers and Gradio's own catalogs call them: Gradio knows zh-CN and zh-TW, but takes a bare zh for English.
TAGS = {ENGLISH: "en", "zh": "zh-CN"}
# The cookie that the switch sets; without it the browser's own language holds.
COOKIE = "language"


@cache
def catalog(language: str) -> dict[str, str]:
    """English text -> the same in another language."""
    if language == ENGLISH:
        return {}
    text = (files("review_app.ui") / "locales" / f"{language}.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def say(language: str, text: str, /, **values: Any) -> str:
    """A text of ours in a language, its `{names}` filled in.

    >>> say("en", "{count} cases wait", count=3)
    '3 cases wait'
    """
    return english(catalog(language).get(text, text), **values)


def language_of(cookies: Any, accepted: str) -> str:
    """The language of a request: what the switch chose, else the first of `Accept-Language` that we have.

    >>> language_of({}, "zh-CN,zh;q=0.9,en;q=0.8"), language_of({"language": "en"}, "zh"), language_of({}, "fr")
    ('zh', 'en', 'en')
    """
    wanted = [cookies.get(COOKIE, ""), *(part.split(";")[0].strip() for part in accepted.split(","))]
    known = [name.split("-")[0].lower() for name in wanted]
    return next((name for name in known if name in LANGUAGES), ENGLISH)


def translations() -> gr.I18n:
    """All catalogs, for the labels that Gradio's own components say in the browser."""
    unchanged = {text: text for name in LANGUAGES for text in catalog(name)}
    return gr.I18n(**{tag: catalog(name) or unchanged for name, tag in TAGS.items()})


def label(text: str) -> I18nData:
    """What a component of Gradio's says in the browser's language: label, info, placeholder, button, choice, tab.

    The text holds no braces, for Gradio reads its mark up to the first one. Raises ValueError for one that does.
    """
    if "}" in text:
        raise ValueError(f"{text!r}: a label cannot be filled in; say it in a handler")
    return I18nData(text)
