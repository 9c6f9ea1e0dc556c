"""Origins: under which names the server answers, from which pages it may be called, where it leads people."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from starlette.requests import Request

from review_app.errors import ServeError
from review_app.services.team import Team
from review_app.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HOSTS = ("127.0.0.1", "localhost", "[::1]")
# Addresses that mean "any of this machine's", and one of them: no browser calls them by that name.
ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - a key, not listened on

# A name that a browser can have in its address, without a port: `desk.example.org`, `10.0.0.7`, `[fd00::7]`.
NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.IGNORECASE)


def require_team(host: str, team: Team) -> None:
    """Refuse to serve beyond this machine while there are names but no passwords."""
    if host not in LOOPBACK and not team.closed:
        raise ServeError(
            f"--host {host}: anybody on the network could decide in anybody's name; "
            "add people first: `review-app user add NAME --role admin`"
        )


def hosts(settings: Settings) -> list[str]:
    """The names under which browsers may call; any other is another site's that leads here. Raises ServeError."""
    for name in settings.allowed_hosts:
        if not NAME.fullmatch(name):
            raise ServeError(f"--allow-host {name}: give a name or an address alone, such as desk.example.org")
    own = f"[{settings.host}]" if ":" in settings.host else settings.host
    return list(dict.fromkeys([*HOSTS, *([] if settings.host in ANY else [own]), *settings.allowed_hosts]))


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


def own_path(target: str) -> str:
    """The path and query of a URL, so that sign-in never sends anybody to another site.

    >>> own_path("https://evil.example//x?case=c1"), own_path("//evil.example")
    ('/x?case=c1', '/')
    """
    parts = split(target)
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{parts.query}" if parts.query else path
