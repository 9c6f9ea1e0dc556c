"""Control: how a command asks the server that holds the database to do something for it.

Only one process can open the file. The server leaves its address beside it (`review.duckdb.server`); a command
signs its wish with the key that lies there too, which only the owner of the files can read.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from review_app.errors import ReviewError, StoreBusy, StoreError
from review_app.store import Store
from review_app.ui.security import secret

BACKUP = "/control/backup"

# A signed wish is good for this long: enough for a slow machine, too short to be found and used again.
WISH_SECONDS = 60
# A copy of a large database takes a while.
ANSWER_SECONDS = 3600


def secret_file(database: Path) -> Path:
    """Where the signing key of a database lies."""
    return Path(f"{database}.secret")


def address_file(database: Path) -> Path:
    """Where the server of a database says how to reach it."""
    return Path(f"{database}.server")


def listen(app: FastAPI, store: Store, database: Path) -> None:
    """Let the app take signed wishes."""

    async def backup(request: Request) -> JSONResponse:
        try:
            wish = signer(database).loads(await request.body(), max_age=WISH_SECONDS)
            await run_in_threadpool(store.backup, Path(wish["backup"]))
        except BadSignature:
            return JSONResponse({"error": "the wish is not signed with this database's key"}, 403)
        except ReviewError as error:
            return JSONResponse({"error": str(error)}, 409)
        return JSONResponse({})

    app.post(BACKUP)(backup)


@contextmanager
def announced(database: Path, address: str) -> Iterator[None]:
    """While the server runs, its address lies beside the database."""
    place = address_file(database)
    place.write_text(address, encoding="ascii")
    try:
        yield
    finally:
        place.unlink(missing_ok=True)


def ask_backup(database: Path, target: Path, busy: StoreBusy) -> None:
    """Ask the server of `database` for a copy. Raises `busy` again where no server of ours answers."""
    try:
        address = address_file(database).read_text(encoding="ascii")
    except OSError:
        raise busy from None
    wish = signer(database).dumps({"backup": str(target.resolve())})
    request = urllib.request.Request(f"{address}{BACKUP}", str(wish).encode())  # noqa: S310 - our own file names it
    try:
        urllib.request.urlopen(request, timeout=ANSWER_SECONDS).close()  # noqa: S310 - the same
    except urllib.error.HTTPError as error:
        raise StoreError(refusal(error)) from error
    except OSError:
        raise busy from None


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
