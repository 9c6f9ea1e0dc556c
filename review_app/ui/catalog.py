"""Catalog: the languages of the app, and what an English text is in each; read without loading a page.

The English text is the key, so the code reads as the page does; `locales/zh.json` holds its Chinese.
"""

from __future__ import annotations

import json
from functools import cache, partial
from importlib.resources import files
from typing import Any

from review_app.errors import InputError
from review_app.wording import Say, english, told

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "zh": "中文"}
# What browsers and Gradio's own catalogs call them: Gradio knows zh-CN and zh-TW, but takes a bare zh for English.
TAGS = {ENGLISH: "en", "zh": "zh-CN"}


def known(language: str) -> str:
    """The language, if it is one of ours. Raises InputError naming those there are."""
    if language not in LANGUAGES:
        raise InputError(
            "{language}: no such language; there are {known}", language=language, known=", ".join(LANGUAGES)
        )
    return language


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
    return english(catalog(language).get(text, text), **told(values, speaker(language)))


@cache
def speaker(language: str) -> Say:
    """Who says texts in a language; always the same one, so that what was said can be kept under it."""
    return partial(say, language)
