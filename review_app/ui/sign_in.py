"""Sign-in: a name where the team is open, name and password where it has people; sign-out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Form, Request
from starlette.responses import RedirectResponse, Response

from review_app.services.team import MAX_NAME, Member, Team, clean_name, folded
from review_app.ui import gates, plain, sessions
from review_app.ui.browsers import Browsers
from review_app.ui.origins import own_path
from review_app.ui.throttle import Key, Kind, Throttle
from review_app.wording import later

# A password takes a core for a while: whoever signs in must not hold up those who work.
AT_ONCE = 2

WRONG = later("The name and the password do not match.")
NO_NAME = later("Please give a name of 1 to {most} characters.")
WAIT = later("Too many attempts: try again in {seconds} seconds.")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form is shown with: where it leads afterwards, the name that was typed, what was wrong with it."""

    next: str
    name: str = ""
    complaint: str = ""
    status: int = 200
    seconds: int = 0


class Entrance:
    """The form and what becomes of it."""

    def __init__(self, team: Team, browsers: Browsers, throttle: Throttle) -> None:
        self.team, self.browsers, self.throttle = team, browsers, throttle
        self.hashing = CapacityLimiter(AT_ONCE)

    def listen(self, app: FastAPI) -> None:
        """Let the app take names and passwords."""
        app.get(gates.SIGN_IN)(self.page)
        app.post(gates.SIGN_IN)(self.sign_in)
        app.post(gates.SIGN_OUT)(self.sign_out)

    def page(self, request: Request, next: str = "/") -> Response:
        """The page that asks who it is."""
        return self.form(request, Shown(next))

    async def sign_in(
        self, request: Request, name: str = Form(""), password: str = Form(""), next: str = Form("/")
    ) -> Response:
        """Open a session and go where the person wanted to go."""
        cleaned = clean_name(name)
        if not cleaned or len(cleaned) > MAX_NAME:
            return self.form(request, Shown(next, name, NO_NAME, 422))
        if not self.team.closed:
            sessions.open_session(request, cleaned)
            return RedirectResponse(own_path(next), 303)
        keys = self.keys(request, cleaned)
        if wait := self.throttle.attempt(keys):
            return self.form(request, Shown(next, cleaned, WAIT, 429, math.ceil(wait)))
        member = await self.verified(cleaned, password)
        if member is None:
            return self.form(request, Shown(next, cleaned, WRONG, 422))
        self.throttle.forgive(keys)
        sessions.open_session(request, member)
        answer = RedirectResponse(own_path(next), 303)
        self.browsers.remember(answer, member.name)
        return answer

    async def verified(self, name: str, password: str) -> Member | None:
        """The person, if the password is theirs; a few at a time."""
        return await to_thread.run_sync(self.team.verify, name, password, limiter=self.hashing)

    def keys(self, request: Request, name: str) -> list[Key]:
        """What an attempt is counted by."""
        if browser := self.browsers.known(request, name):
            return [(Kind.BROWSER, browser)]
        return [(Kind.NAME, folded(name)), (Kind.ADDRESS, address(request))]

    def sign_out(self, request: Request) -> Response:
        """Forget the person on this browser."""
        sessions.close_session(request)
        return RedirectResponse(gates.SIGN_IN, 303)

    def form(self, request: Request, shown: Shown) -> Response:
        """The form; it asks for a password where the team has people."""
        closed = self.team.closed
        return plain.answer(
            request,
            "sign_in.html",
            "Sign in" if closed else "Who is reviewing?",
            status=shown.status,
            headers={"Retry-After": str(shown.seconds)} if shown.seconds else {},
            next=own_path(shown.next),
            name=clean_name(shown.name)[:MAX_NAME],
            complaint=plain.say(request, shown.complaint, most=MAX_NAME, seconds=shown.seconds),
            closed="" if closed else "hidden disabled",
            open="hidden" if closed else "",
        )


def address(request: Request) -> str:
    """Where a call comes from; of an IPv6 address the half that a provider gives out."""
    host = request.client.host if request.client else ""
    try:
        found = ip_address(host)
    except ValueError:
        return host
    return found.exploded[:19] if isinstance(found, IPv6Address) else host
