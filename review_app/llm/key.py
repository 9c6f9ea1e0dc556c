"""Key: the secret that opens an endpoint. It comes from the environment, and nothing that is written holds it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from review_app.errors import InputError
from review_app.llm.endpoint import OPENAI, Endpoint

OPENAI_VARIABLE = "OPENAI_API_KEY"

# What a page may send: the variable `X_API_KEY`, to the address in `X_BASE_URL`.
ADDRESS_SUFFIX, KEY_SUFFIX = "_BASE_URL", "_API_KEY"

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


def known_keys(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The keys that pages may have sent, and each one's address: `X_API_KEY` belongs to `X_BASE_URL` and goes nowhere
    else, whatever somebody writes into a page. OpenAI's needs no address.

    >>> known_keys({"X_BASE_URL": "https://x.org/v1/", "X_API_KEY": "…", "Y_API_KEY": "…"})
    {'X_API_KEY': 'https://x.org/v1'}
    """
    values = os.environ if environment is None else environment
    addresses = {name.removesuffix(ADDRESS_SUFFIX): value for name, value in values.items() if value.strip()
                 if name.endswith(ADDRESS_SUFFIX)}  # fmt: skip
    addresses = {OPENAI_VARIABLE.removesuffix(KEY_SUFFIX): OPENAI} | addresses
    known = {name + KEY_SUFFIX: address.strip().rstrip("/") for name, address in sorted(addresses.items())}
    return {variable: address for variable, address in known.items() if variable in values}


def key_variable(base_url: str, environment: Mapping[str, str] | None = None) -> str | None:
    """The variable of the key that belongs to an address; None where there is none."""
    wanted = base_url.strip().rstrip("/")
    return next((name for name, address in known_keys(environment).items() if address == wanted), None)


def require_own(endpoint: Endpoint, environment: Mapping[str, str] | None = None) -> None:
    """Raise InputError where the key belongs to another address than the endpoint's."""
    variable = endpoint.key_variable
    if variable is None or known_keys(environment).get(variable) == endpoint.base_url:
        return
    if not re.fullmatch(rf"[A-Z][A-Z0-9_]*{KEY_SUFFIX}", variable):
        raise InputError("the key is taken only from a variable whose name ends with _API_KEY")
    raise InputError(
        "the key in {variable} is sent only to the address in {address}; set both in the environment of the server",
        variable=variable,
        address=variable.removesuffix(KEY_SUFFIX) + ADDRESS_SUFFIX,
    )
