"""Gates: every path the server answers, and what it asks of whoever calls it. What has no gate is not there.

Gradio brings routes of its own: some describe the calls, keep what a page shows under a guessable link, run code of
components or fetch other sites. Only those are let through that our pages use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review_app.domain import Permission

SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
ACCOUNT = "/account"
NAVIGATION = "/navigation.css"
CONTROL = "/control"
UPLOAD = "/gradio_api/upload"
CHART = "/chart/"

# Parts of the pages that hold nothing of anybody's.
PUBLIC_PARTS = ("/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt")


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may pass: `open` for everybody (the place asks for its own proof), else whoever is signed in and has `needs`.

    `calls`: what comes through is a call of Gradio's, whose body may name files; `large`: a body of any size.
    """

    needs: Permission | None = None
    open: bool = False
    calls: bool = False
    large: bool = False


SIGNED_IN = Gate()

EXACTLY: Mapping[str, Gate] = {
    SIGN_IN: Gate(open=True),
    CONTROL: Gate(open=True),
    SIGN_OUT: SIGNED_IN,
    ACCOUNT: SIGNED_IN,
    NAVIGATION: Gate(open=True),
    **dict.fromkeys(PUBLIC_PARTS, SIGNED_IN),
    # All pages at once; a page's own part is asked for with `?page=`.
    "/config": Gate(Permission.MANAGE),
    "/gradio_api/info": SIGNED_IN,
    "/gradio_api/app_id": SIGNED_IN,
    "/gradio_api/startup-events": SIGNED_IN,
    "/gradio_api/theme.css": SIGNED_IN,
    "/gradio_api/queue/join": Gate(calls=True),
    "/gradio_api/queue/data": SIGNED_IN,
    "/gradio_api/cancel": SIGNED_IN,
    "/gradio_api/reset": SIGNED_IN,
    UPLOAD: Gate(Permission.OPERATE, large=True),
    "/gradio_api/upload_progress": Gate(Permission.OPERATE),
}

BELOW: Mapping[str, Gate] = {
    ACCOUNT + "/": SIGNED_IN,
    "/desk/": Gate(Permission.REVIEW),
    CHART: Gate(Permission.READ),
    "/assets/": SIGNED_IN,
    "/static/": SIGNED_IN,
    "/svelte/": SIGNED_IN,
    "/gradio_api/run/": Gate(calls=True),
    "/gradio_api/heartbeat/": SIGNED_IN,
    # Files that handlers offer for download, all of them exports.
    "/gradio_api/file=": Gate(Permission.READ),
}

# Whoever asks for one of these under `?page=` gets what that page consists of.
PAGED = ("/", "/config")


class Gates:
    """The gates of an app whose pages ask what `pages` (path -> permission) says."""

    def __init__(self, pages: Mapping[str, Permission]) -> None:
        self.pages = pages

    def find(self, path: str, page: str | None = None) -> Gate | None:
        """The gate before a path and its `?page=`; None where nothing is."""
        plain = path.rstrip("/") or "/"
        if plain in PAGED and page:
            return self._page(f"/{page}")
        exact = self._page(plain) or EXACTLY.get(plain)
        return exact or next((gate for start, gate in BELOW.items() if is_below(path, start)), None)

    def _page(self, path: str) -> Gate | None:
        needed = self.pages.get(path)
        return Gate(needed) if needed else None


def is_below(path: str, start: str) -> bool:
    """Whether a path names something under another, and no other site.

    >>> is_below("/gradio_api/file=/tmp/x.csv", "/gradio_api/file=")
    True
    >>> is_below("/gradio_api/file=https://example.org/", "/gradio_api/file=")
    False
    """
    return path.startswith(start) and len(path) > len(start) and "://" not in path
