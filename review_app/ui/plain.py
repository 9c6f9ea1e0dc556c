"""Plain pages: the few that are not Gradio's, as templates in which `{{…}}` holds a value's name or an English text."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from review_app.ui import assets, words

HOLE = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)


def answer(
    request: Request, template: str, title: str, *, status: int = 200, headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:  # fmt: skip
    """The page in the language of the request; `title` is an English text. Every value is escaped."""
    language = language_of(request)
    body = filled(assets.text(template), language, values)
    switches = "".join(
        f'<button type="button" class="language" lang="{words.TAGS[code]}" data-language="{code}">{name}</button>'
        for code, name in words.LANGUAGES.items()
        if code != language
    )
    frame = filled(assets.text("plain.html"), language, {"title": words.say(language, title)})
    page = frame.replace("<!-- body -->", body).replace("<!-- languages -->", switches)
    return HTMLResponse(page, status, headers=dict(headers or {}) | {"Cache-Control": "no-store"})


def say(request: Request, text: str, **values: Any) -> str:
    """A text of ours in the language of whoever asks."""
    return words.say(language_of(request), text, **values)


def language_of(request: Request) -> str:
    """The language of whoever asks."""
    return words.language_of(request.cookies, request.headers.get("accept-language", ""))


def filled(template: str, language: str, values: Mapping[str, Any]) -> str:
    """A template with its values, and its texts said in a language.

    >>> filled("<p>{{Signed in as {name} }}</p><b>{{name}}</b>", "en", {"name": "<Ada>"})
    '<p>Signed in as &lt;Ada&gt;</p><b>&lt;Ada&gt;</b>'
    """

    def fill(hole: re.Match[str]) -> str:
        inside = " ".join(hole[1].split())
        said = values[inside] if inside in values else words.say(language, inside, **values)
        return html.escape(str(said))

    return HOLE.sub(fill, template)
