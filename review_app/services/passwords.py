"""Passwords: how they are hashed and compared."""

from __future__ import annotations

import unicodedata
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from review_app.errors import InputError

# What may be kept of a password: made by `hashed` only.
Hashed = NewType("Hashed", str)

# The least that OWASP's cheat sheet on storing passwords asks of argon2id: about 20 ms and 19 MiB a guess, so that
# twenty people who sign in at nine o'clock do not wait for each other.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Length is what makes guessing hopeless; the upper bound keeps a pasted file from being hashed.
MIN_PASSWORD = 10
MAX_PASSWORD = 200


def hashed(password: str, hasher: PasswordHasher = HASHER) -> Hashed:
    """What is kept of a password. Raises InputError for one that is too short or too long."""
    length = len(normal(password))
    if length < MIN_PASSWORD:
        raise InputError(
            "the password has {length} characters; take at least {least}, a few words are easy to remember",
            length=length,
            least=MIN_PASSWORD,
        )
    if length > MAX_PASSWORD:
        raise InputError("the password has {length} characters; take at most {most}", length=length, most=MAX_PASSWORD)
    return Hashed(hasher.hash(normal(password)))


def matches(kept: str, password: str, hasher: PasswordHasher = HASHER) -> bool:
    """Whether this is the password that was hashed."""
    if len(password) > MAX_PASSWORD:
        return False
    try:
        return hasher.verify(kept, normal(password))
    except (VerificationError, InvalidHashError):
        return False


def normal(password: str) -> str:
    """One spelling of what looks the same: keyboards write é as one character or as two."""
    return unicodedata.normalize("NFC", password)
