"""Control: how a command asks the server that holds the database to do something for it.

Only one process can open the file. The server leaves its address beside it (`review.duckdb.server`); a command
signs its wish with the key that lies there too, which only the owner of the files can read.
"""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from review_app.errors import ReviewError, StoreBusy, StoreError
from review_app.services import audit_command, comparison_command, team_commands
from review_app.ui.signing import secret, secret_file

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.responses import JSONResponse

    from review_app.ui.desk import Desk

PATH = "/control"

# A signed wish is good for this long: enough for a slow machine, too short to be found and used again.
WISH_SECONDS = 60
# A copy of a large database takes a while.
ANSWER_SECONDS = 3600

# Arguments and answers are plain values, for they travel as JSON.
Values = Mapping[str, Any]


def backup(desk: Desk, wish: Values) -> Values:
    """Copy the database into the new file `target`."""
    desk.store.backup(Path(wish["target"]))
    return {}


def user(desk: Desk, wish: Values) -> Values:
    """Do a command for the team: `command` and what it takes."""
    return team_commands.run(desk.team, wish)


def audit(desk: Desk, wish: Values) -> Values:
    """Draw verdicts for people to check, which changes the queue, or tell what they found."""
    answer = audit_command.run(desk.store, wish)
    if wish["sample"] is not None:
        desk.reviews.refresh()
    return answer


def compare(desk: Desk, wish: Values) -> Values:
    """Compare runs on the problems they share."""
    return comparison_command.run(desk.store, wish)


# What a command may ask for -> what does it.
WISHES: Mapping[str, Callable[[Desk, Values], Values]] = {
    "backup": backup,
    "user": user,
    "audit": audit,
    "compare": compare,
}


def address_file(database: Path) -> Path:
    """Where the server of a database says how to reach it."""
    return Path(f"{database}.server")


def listen(app: FastAPI, desk: Desk) -> None:
    """Let the app take signed wishes."""
    from starlette.concurrency import run_in_threadpool
    from starlette.routing import Route

    async def answer(request: Request) -> JSONResponse:
        return await run_in_threadpool(granted, desk, await request.body())

    app.router.routes.append(Route(PATH, answer, methods=["POST"]))


def granted(desk: Desk, body: bytes) -> JSONResponse:
    """Do what a wish says; its answer, or what stood against it."""
    from starlette.responses import JSONResponse

    try:
        wish = signer(desk.settings.database).loads(body, max_age=WISH_SECONDS)
        return JSONResponse(dict(WISHES[wish["name"]](desk, wish["arguments"])))
    except BadSignature:
        return JSONResponse({"error": "the wish is not signed with this database's key"}, 403)
    except ReviewError as error:
        return JSONResponse({"error": str(error)}, 409)


@contextmanager
def announced(database: Path, address: str) -> Iterator[None]:
    """While the server runs, its address lies beside the database."""
    place = address_file(database)
    place.write_text(address, encoding="ascii")
    try:
        yield
    finally:
        place.unlink(missing_ok=True)


def ask(database: Path, name: str, arguments: Values, busy: StoreBusy) -> Values:
    """Have the server of `database` do what WISHES names; its answer.

    Raises `busy` again where no server of ours answers, and StoreError with what the server says against it.
    """
    try:
        address = address_file(database).read_text(encoding="ascii")
    except OSError:
        raise busy from None
    wish = signer(database).dumps({"name": name, "arguments": dict(arguments)})
    request = urllib.request.Request(f"{address}{PATH}", str(wish).encode())  # noqa: S310 - our own file names it
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS, context=unchecked()) as answer:  # noqa: S310
            said: Values = json.load(answer)
            return said
    except urllib.error.HTTPError as error:
        raise StoreError(refusal(error)) from error
    except OSError:
        raise busy from None


def unchecked() -> ssl.SSLContext:
    """The server is on this machine, and its certificate is made out to the name that others know it by."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def refusal(error: urllib.error.HTTPError) -> str:
    """What the server said against a wish."""
    try:
        said: Any = json.load(error)
    except ValueError:
        return f"{error.url}: answered {error.code}; restart `review-app serve`"
    return str(said.get("error", said))


def signer(database: Path) -> URLSafeTimedSerializer:
    """Signs and reads wishes with the key beside the database."""
    return URLSafeTimedSerializer(secret(secret_file(database)), salt="control")
