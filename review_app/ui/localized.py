"""Localized: every page leaves in the language of whoever asks, settled before any script of Gradio's runs.

Gradio adds an app's own `head=` only after it has chosen a language, so the script is put into the answer itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review_app.ui import assets, navigation, words
from review_app.wording import later

# What Gradio tells screen readers in English whatever the language, and what it is to tell; a name must hold what is
# seen on its button.
GRADIO_SAYS = {
    "Choose a moment": later("Choose a moment"),  # of a button to which it gives no name
    "Click to upload or drop files": later("Drop File Here - or - Click to Upload"),
    "File upload": later("File upload"),
    "More tabs": later("More tabs"),
    "number input for {label}": later("number input for {label}"),
    "range slider for {label}": later("range slider for {label}"),
}

LANG = re.compile(rb'(<html\b[^>]*?\slang=")[^"]*(")')


class Localized:
    """Gives answers of HTML their language: `<html lang>`, and the script that tells it to Gradio.

    `names` are the texts of the navigation, which Gradio cannot translate by itself.
    """

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self.app = app
        self.heads = {language: head(language, names) for language in words.LANGUAGES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Anything but HTML passes as it is."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        language = words.language_of(request.cookies, request.headers.get("accept-language", ""))
        await self.app(scope, receive, Localizing(send, words.TAGS[language], self.heads[language]).send)


class Localizing:
    """One answer on its way; a page is held back until it is whole, and then changed."""

    def __init__(self, send: Send, tag: str, head: bytes) -> None:
        self.pass_on, self.tag, self.head = send, tag, head
        self.start: Message | None = None
        self.body = b""

    async def send(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start" and is_page(message):
            self.start = message
        elif self.start is None:
            await self.pass_on(message)
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self.finish(self.start)

    async def finish(self, start: Message) -> None:
        """Send the page with its language."""
        page = localized(self.body, self.tag, self.head)
        MutableHeaders(scope=start)["content-length"] = str(len(page))
        await self.pass_on(start)
        await self.pass_on({"type": "http.response.body", "body": page})


def is_page(start: Message) -> bool:
    """Whether HTML follows, as it is written: what is packed already stays."""
    headers = MutableHeaders(scope=start)
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers


def localized(page: bytes, tag: str, head: bytes) -> bytes:
    """The page with its language named and the script at the end of its head.

    >>> localized(b'<html lang="en"><head></head>', "zh-CN", b"<script></script>")
    b'<html lang="zh-CN"><head><script></script></head>'
    """
    named = LANG.sub(lambda found: found[1] + tag.encode() + found[2], page, count=1)
    return named.replace(b"</head>", head + b"</head>", 1)


def head(language: str, names: Sequence[str]) -> bytes:
    """The script for one language, with the names of the navigation in it, and the style of the person's own."""
    texts = {name: words.say(language, text) for name, text in ({name: name for name in names} | GRADIO_SAYS).items()}
    said = json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c")
    script = assets.text("language.js").replace("(TEXTS)", f"({said})")
    return f"{navigation.LINK}<script>{script}</script>".encode()
