"""Security: who may call the app and from where. A name is asked once a browser and kept in a signed cookie."""

from __future__ import annotations

import html
import os
import secrets
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit

from fastapi import FastAPI, Form, Request
from starlette.datastructures import MutableHeaders
from starlette.middleware.sessions import SessionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review_app.errors import ServeError
from review_app.ui import assets

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HOSTS = ["127.0.0.1", "localhost", "[::1]"]

SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
# Paths that ask for their own proof of who calls: the form for a name, a signed wish.
OPEN_PATHS = (SIGN_IN, "/control/backup")
SESSION_KEY = "annotator"
# A team works on a benchmark for weeks; nobody wants to say their name every day.
SESSION_SECONDS = 90 * 24 * 3600
MAX_NAME = 60
KEY_BYTES = 32

HEADERS = {
    "Content-Security-Policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; "
    "base-uri 'self'; frame-ancestors 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def require_loopback(host: str) -> None:
    """Refuse to serve beyond this machine: there are names, but no passwords."""
    if host not in LOOPBACK:
        raise ServeError(
            f"--host {host}: anybody on the network could decide in anybody's name; "
            "serve on 127.0.0.1 and reach it through an SSH tunnel"
        )


def protect(app: FastAPI, secret_file: Path) -> None:
    """Put the doors in front of everything that is mounted later. The last one added is asked first."""
    app.add_middleware(Guard)
    app.add_middleware(
        SessionMiddleware,
        secret_key=secret(secret_file),
        session_cookie="review_app",
        max_age=SESSION_SECONDS,
        same_site="lax",
    )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
    app.get(SIGN_IN)(sign_in_page)
    app.post(SIGN_IN)(sign_in)
    app.post(SIGN_OUT)(sign_out)


def secret(path: Path) -> str:
    """The key that signs cookies: made once beside the database, readable by its owner only.

    Raises ServeError where it cannot be written or read, and for a damaged one: an empty key would let anybody sign.
    """
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(KEY_BYTES))
    except FileExistsError:
        pass  # made at an earlier start
    except OSError as error:
        raise ServeError(
            f"{path}: the signing key cannot be written ({error.strerror}); make its folder writable"
        ) from error
    try:
        key = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ServeError(
            f"{path}: the signing key cannot be read ({error}); delete the file to get a new one"
        ) from error
    if len(key) < KEY_BYTES:
        raise ServeError(f"{path}: the key is damaged; delete the file to get a new one (people sign in again)")
    return key


class Guard:
    """Own origin only, signed in only (but for OPEN_PATHS), and strict headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused call itself and hand on any other; what is no HTTP call is none of its business."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = refusal(Request(scope)) or self.app
        await answer(scope, receive, strict(send))


def refusal(request: Request) -> Response | None:
    """What a call gets that may not pass; None for one that may."""
    if not same_origin(request):
        return JSONResponse({"detail": "calls from other sites are refused"}, 403)
    if request.session.get(SESSION_KEY) or request.url.path in OPEN_PATHS:
        return None
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"{SIGN_IN}?next={quote(own_path(str(request.url)))}", 303)
    return JSONResponse({"detail": "sign in first: reload the page"}, 401)


def strict(send: Send) -> Send:
    """Adds HEADERS to the beginning of an answer."""

    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return add


def same_origin(request: Request) -> bool:
    """A browser names the page that calls; it must be one of ours. Other clients name none."""
    origin = request.headers.get("origin")
    return origin is None or split(origin).netloc == request.headers.get("host")


def split(target: str) -> SplitResult:
    """A URL in its parts, all of them empty for what is none (`http://[`)."""
    try:
        return urlsplit(target)
    except ValueError:
        return SplitResult("", "", "", "", "")


def signed_in(request: Request) -> str | None:
    """The name in the session; Gradio hands it to every handler as `request.username`."""
    name = request.session.get(SESSION_KEY)
    return str(name) if name else None


def own_path(target: str) -> str:
    """The path and query of a URL, so that sign-in never sends anybody to another site.

    >>> own_path("https://evil.example//x?case=c1"), own_path("//evil.example")
    ('/x?case=c1', '/')
    """
    parts = split(target)
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{parts.query}" if parts.query else path


def clean_name(name: str) -> str:
    """A name as it is stored: white space folded, no control characters; empty where nothing is left."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def sign_in_page(next: str = "/") -> HTMLResponse:
    """The page that asks for a name."""
    return form(next)


def form(target: str, complaint: str = "") -> HTMLResponse:
    """The sign-in form; `target` is where it leads afterwards."""
    page = assets.text("sign_in.html")
    filled = page.replace("{{next}}", html.escape(own_path(target))).replace("{{complaint}}", html.escape(complaint))
    return HTMLResponse(filled, 422 if complaint else 200)


async def sign_in(request: Request, name: str = Form(""), next: str = Form("/")) -> Response:
    """Remember the name in the signed cookie and go where the person wanted to go."""
    cleaned = clean_name(name)
    if not cleaned or len(cleaned) > MAX_NAME:
        return form(next, f"Please give a name of 1 to {MAX_NAME} characters.")
    request.session[SESSION_KEY] = cleaned
    return RedirectResponse(own_path(next), 303)


async def sign_out(request: Request) -> Response:
    """Forget the name on this browser."""
    request.session.clear()
    return RedirectResponse(SIGN_IN, 303)
