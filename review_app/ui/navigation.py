"""Navigation: the bar offers each person the pages that their role opens, and no others.

Gradio's bar is the same for everybody. A style sheet of the person's own takes the other links away before anything
is painted; the guard refuses the pages themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from review_app.domain import Permission
from review_app.services.team import Team
from review_app.ui import gates

LINK = f'<link rel="stylesheet" href="{gates.NAVIGATION}">'


def listen(app: FastAPI, team: Team, pages: Mapping[str, Permission]) -> None:
    """Let the app answer with the style sheet of whoever asks. `pages`: path -> what it asks."""

    def navigation(request: Request) -> Response:
        name = request.scope["member"]
        hidden = [path for path, needed in pages.items() if name and needed not in team.permissions(name)]
        return Response(style(hidden), media_type="text/css", headers={"Cache-Control": "no-store"})

    app.get(gates.NAVIGATION)(navigation)


def style(hidden: list[str]) -> str:
    """Takes the links to these paths out of the bar, and out of every page.

    >>> style(["/data"])
    'a[href$="/data"], a[href*="/data?"] { display: none !important; }'
    """
    links = ", ".join(f'a[href$="{path}"], a[href*="{path}?"]' for path in hidden)
    return f"{links} {{ display: none !important; }}" if links else ""
