"""Browsers: which of them a person signed in from before, so that guessing elsewhere holds none of these up."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from review_app.services.team import folded

COOKIE = "review_app_browser"
SECONDS = 365 * 24 * 3600


class Browsers:
    """Reads and writes the signed cookie that says whose browser this is. It lets nobody in by itself."""

    def __init__(self, key: str) -> None:
        self._signer = URLSafeSerializer(key, salt="browser")

    def known(self, request: Request, name: str) -> str | None:
        """The id of this browser where that person signed in from it before."""
        try:
            said: Any = self._signer.loads(request.cookies.get(COOKIE, ""))
        except BadSignature:
            return None
        return str(said["id"]) if said["name"] == folded(name) else None

    def remember(self, answer: Response, name: str) -> None:
        """From now on this is the person's browser."""
        said = self._signer.dumps({"name": folded(name), "id": uuid4().hex})
        answer.set_cookie(COOKIE, str(said), max_age=SECONDS, httponly=True, samesite="lax")
