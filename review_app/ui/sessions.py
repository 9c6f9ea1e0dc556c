"""Sessions: who is signed in on a browser, kept in a signed cookie that survives a restart of the server."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request

from review_app.services.team import Member, Team

COOKIE = "review_app"
NAME = "annotator"
# The person's epoch when the session was opened; not there where the team was open then.
EPOCH = "epoch"
# A team works on a benchmark for weeks; nobody wants to sign in every day.
SECONDS = 90 * 24 * 3600


def keep_sessions(app: FastAPI, key: str) -> None:
    """Let the app read and write the cookie."""
    app.add_middleware(SessionMiddleware, secret_key=key, session_cookie=COOKIE, max_age=SECONDS, same_site="lax")


def open_session(request: Request, person: Member | str) -> None:
    """From now on this browser is the person's: a member, or a mere name where the team is open."""
    request.session.clear()
    if isinstance(person, Member):
        request.session.update({NAME: person.name, EPOCH: person.epoch})
    else:
        request.session[NAME] = person


def close_session(request: Request) -> None:
    """This browser is nobody's."""
    request.session.clear()


def member_of(request: Request, team: Team) -> str | None:
    """The name of the person who is signed in; None where nobody is, or the session was ended (a few microseconds)."""
    name = request.session.get(NAME)
    if not isinstance(name, str) or not team.admits(name, request.session.get(EPOCH)):
        return None
    return name
