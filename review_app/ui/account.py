"""Account: what each person may change of their own: the password, and where they are signed in."""

from __future__ import annotations

import math

from fastapi import FastAPI, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from review_app.errors import InputError
from review_app.services.passwords import MIN_PASSWORD, hashed
from review_app.services.team import Member, Team
from review_app.ui import gates, plain, sessions
from review_app.ui.people import ROLES
from review_app.ui.sign_in import WAIT, Entrance
from review_app.ui.throttle import Kind
from review_app.wording import later

NOT_THE_PRESENT = later("That is not your present password.")
NOT_THE_SAME = later("The new password was typed in two ways; type it again.")
CHANGED = later("Your password is changed. Every other browser is signed out.")


class Account:
    """The page and its forms. The guard lets nobody come here who is not signed in."""

    def __init__(self, team: Team, entrance: Entrance) -> None:
        self.team, self.entrance = team, entrance

    def listen(self, app: FastAPI) -> None:
        """Let the app answer."""
        app.get(gates.ACCOUNT)(self.page)
        app.post(gates.ACCOUNT + "/password")(self.change_password)
        app.post(gates.ACCOUNT + "/sign-out")(self.sign_out_everywhere)

    def page(self, request: Request) -> Response:
        """Who is signed in, and what they may change."""
        return self.shown(request)

    async def change_password(
        self, request: Request, present: str = Form(""), new: str = Form(""), again: str = Form("")
    ) -> Response:
        """Another password, if the present one is right; this browser stays signed in."""
        name = request.scope["member"]
        if not self.team.closed:
            return self.shown(request)
        if new != again:
            return self.shown(request, complaint=plain.say(request, NOT_THE_SAME))
        try:
            complaint, seconds = await self.refusal(name, present)
            if complaint:
                return self.shown(request, complaint=plain.say(request, complaint, seconds=seconds))
            password = await run_in_threadpool(hashed, new)
        except InputError as error:
            return self.shown(request, complaint=plain.say(request, error.template, **error.values))
        sessions.open_session(request, self.team.set_password(name, password, by=name))
        return self.shown(request, done=plain.say(request, CHANGED))

    async def refusal(self, name: str, present: str) -> tuple[str, int]:
        """Why the present password does not do, and the seconds to wait; nothing where it does.

        Attempts are counted here too: an unlocked browser is not the person.
        """
        key = (Kind.ACCOUNT, name)
        if wait := self.entrance.throttle.attempt([key]):
            return WAIT, math.ceil(wait)
        if await self.entrance.verified(name, present) is None:
            return NOT_THE_PRESENT, 0
        self.entrance.throttle.forgive([key])
        return "", 0

    def sign_out_everywhere(self, request: Request) -> Response:
        """End every session of the person, this one too."""
        if self.team.closed:
            self.team.sign_out(request.scope["member"], by=request.scope["member"])
        sessions.close_session(request)
        return RedirectResponse(gates.SIGN_IN, 303)

    def shown(self, request: Request, *, complaint: str = "", done: str = "") -> Response:
        """The page, with what was wrong or what was done."""
        name: str = request.scope["member"]
        member: Member | None = self.team.member(name) if self.team.closed else None
        return plain.answer(
            request,
            "account.html",
            "Your account",
            status=422 if complaint else 200,
            name=name,
            role=plain.say(request, ROLES[member.role]) if member else "",
            closed="" if member else "hidden disabled",
            least=MIN_PASSWORD,
            complaint=complaint,
            done=done,
        )
