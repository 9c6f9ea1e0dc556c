"""Security: the doors in front of everything: own hosts, own origin, people who are signed in and may do it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review_app.domain import Permission
from review_app.services.team import Team
from review_app.ui import plain, sessions
from review_app.ui.gates import SIGN_IN, Gate, Gates
from review_app.ui.origins import own_path, same_origin
from review_app.ui.uploads import is_uploaded, named_files
from review_app.wording import later

SIGNED_OUT = later("You are signed out. Sign in in another tab, then go on here.")

# More than any page sends; only uploads are larger.
MAX_BODY = 1_000_000

HEADERS = {
    "Content-Security-Policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; "
    "base-uri 'self'; frame-ancestors 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def protect(app: FastAPI, team: Team, key: str, pages: Mapping[str, Permission], allowed: list[str]) -> None:
    """Put the doors in front of everything that is mounted later. The last one added is asked first."""
    app.add_middleware(Guard, team=team, gates=Gates(pages))
    sessions.keep_sessions(app, key)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False)
    app.add_middleware(Strict)


class Strict:
    """Strict headers on every answer; over https a cookie is for https only.

    What a proxy says of the browser's own connection is not believed: anybody can say it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the call on and mend its answer."""

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["scheme"] == "https":
                    secure_cookies(headers)
            await send(message)

        await self.app(scope, receive, add)


def secure_cookies(headers: MutableHeaders) -> None:
    """Each cookie is marked so that a browser never sends it unencrypted."""
    cookies = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for cookie in cookies:
        headers.append("set-cookie", cookie if "; secure" in cookie.lower() else f"{cookie}; Secure")


class Guard:
    """Own origin only, signed in only (but for open gates), and only where the person's role leads."""

    def __init__(self, app: ASGIApp, team: Team, gates: Gates) -> None:
        self.app, self.team, self.gates = app, team, gates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused call itself and hand on any other; what is no HTTP call is none of its business."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        gate = self.gates.find(request.url.path, request.query_params.get("page"))
        scope["member"] = name = sessions.member_of(request, self.team)
        answer = self.refusal(request, gate, name)
        if answer is None and gate and gate.calls:
            body = await request.body()
            receive = replayed(body, receive)
            answer = self.refused_files(body, name)
        await (answer or self.app)(scope, receive, send)

    def refusal(self, request: Request, gate: Gate | None, name: str | None) -> Response | None:
        """What a call gets that may not pass; None for one that may."""
        if not same_origin(request):
            return JSONResponse({"detail": "calls from other sites are refused"}, 403)
        if not name and not (gate and gate.open):
            return sign_in_first(request)
        if gate is None:
            return JSONResponse({"detail": "there is nothing here"}, 404)
        if gate.needs and gate.needs not in self.team.permissions(name or ""):
            return not_allowed(request, name or "")
        return None if gate.large else too_large(request)

    def refused_files(self, body: bytes, name: str | None) -> Response | None:
        """What a call gets that names files which it may not name."""
        try:
            files = named_files(body)
        except ValueError as error:
            return JSONResponse({"detail": str(error)}, 400)
        if not files:
            return None
        uploader = Permission.OPERATE in self.team.permissions(name or "")
        if uploader and all(is_uploaded(path) for path in files):
            return None
        return JSONResponse({"detail": "a call may name nothing but files that were uploaded"}, 403)


def replayed(body: bytes, receive: Receive) -> Receive:
    """The body that was read, once more, and then whatever else comes."""
    left = [body]

    async def again() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return again


def sign_in_first(request: Request) -> Response:
    """Where nobody is signed in: a browser is led to the form, a program is told."""
    if wants_page(request):
        return RedirectResponse(f"{SIGN_IN}?next={quote(own_path(str(request.url)))}", 303)
    return JSONResponse({"detail": plain.say(request, SIGNED_OUT)}, 401)


def not_allowed(request: Request, name: str) -> Response:
    """Where the person's role does not lead."""
    if wants_page(request):
        return plain.answer(request, "refused.html", "Not for your role", status=403, name=name)
    return JSONResponse({"detail": f"{name} may not do this; ask an admin for another role"}, 403)


def wants_page(request: Request) -> bool:
    """Whether a browser asks for a page to show."""
    return request.method == "GET" and "text/html" in request.headers.get("accept", "")


def too_large(request: Request) -> Response | None:
    """A body must say how long it is, and be no longer than any page's."""
    if "transfer-encoding" in request.headers:
        return JSONResponse({"detail": "say the length of what you send"}, 411)
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) <= MAX_BODY:
        return None
    return JSONResponse({"detail": f"at most {MAX_BODY} bytes are taken here"}, 413)


def signed_in(request: Request) -> str | None:
    """The name that the guard let in; Gradio hands it to every handler as `request.username`."""
    name: str | None = request.scope.get("member")
    return name
