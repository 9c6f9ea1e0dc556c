"""Signing: the key of a database that signs cookies and wishes."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from review_app.errors import ServeError

KEY_BYTES = 32


def secret_file(database: Path) -> Path:
    """Where the signing key of a database lies."""
    return Path(f"{database}.secret")


def secret(path: Path) -> str:
    """The key: made once beside the database, readable by its owner only.

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
