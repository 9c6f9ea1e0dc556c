"""Words: the English of the code said in the language of whoever reads it (`catalog` holds it in each)."""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from review_app import wording
from review_app.ui.catalog import ENGLISH, LANGUAGES, TAGS, catalog, say, speaker

# What pages take from here, whichever module holds it.
__all__ = [
    "COOKIE",
    "ENGLISH",
    "LANGUAGES",
    "TAGS",
    "Say",
    "catalog",
    "english",
    "label",
    "language_of",
    "say",
    "speaker",
    "translations",
]

Say = wording.Say
english = wording.english
# The cookie that the switch sets; without it the browser's own language holds.
COOKIE = "language"


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
