"""Key: the secret that opens an endpoint. It comes from the environment, and nothing that is written holds it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from review_app.errors import InputError
from review_app.llm.endpoint import Endpoint

OPENAI_VARIABLE = "OPENAI_API_KEY"

# Sent where an endpoint asks for no key: the protocol wants one all the same.
NO_KEY = "none"

# A "key" shorter than this ("none", "EMPTY") is no secret, and would be found in innocent texts.
SHORTEST_SECRET = 8

HIDDEN = "[key]"


class Key:
    """Holds the secret and shows only where it came from.

    >>> key = Key("sk-1234567890", "MY_KEY")
    >>> key, key.hide("bad key sk-1234567890!")
    (Key(MY_KEY), 'bad key [key]!')
    """

    __slots__ = ("_secret", "variable")

    def __init__(self, secret: str, variable: str | None) -> None:
        self._secret = secret
        self.variable = variable

    def __repr__(self) -> str:
        return f"Key({self.variable or 'none'})"

    def reveal(self) -> str:
        """The secret itself; for the request only."""
        return self._secret

    def hide(self, text: str) -> str:
        """The text without the secret: endpoints and proxies repeat what they were sent."""
        return text.replace(self._secret, HIDDEN) if len(self._secret) >= SHORTEST_SECRET else text


def key_of(endpoint: Endpoint, environment: Mapping[str, str] | None = None) -> Key:
    """The key of an endpoint. OpenAI's own key goes to OpenAI only, unless its variable is named.

    Raises InputError where the variable is not set, and where a key was written in place of a variable's name.
    """
    values = os.environ if environment is None else environment
    variable = endpoint.key_variable or (OPENAI_VARIABLE if endpoint.is_openai else None)
    if variable is None:
        return Key(NO_KEY, None)
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
        raise InputError("name the environment variable that holds the key, not the key itself")
    if not (secret := values.get(variable, "").strip()):
        raise InputError("the environment variable {variable} holds no key; set it and try again", variable=variable)
    if not re.fullmatch(r"[!-~]+", secret):
        raise InputError("{variable} holds characters that no key has, such as blanks; set it again", variable=variable)
    return Key(secret, variable)
