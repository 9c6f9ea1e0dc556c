"""Faults: what became of a request that brought no answer: worth trying again, this question's own, or the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from json import JSONDecodeError
from typing import Any

import openai

from review_app.errors import ModelError, ModelStopped, QuestionRefused
from review_app.llm.endpoint import Endpoint
from review_app.llm.key import Key
from review_app.wording import Sentence, later, sentence

# So much of what an endpoint says is told.
SHOWN_CHARACTERS = 200

# Statuses that pass: a timeout of a proxy, a conflict, too early, too many requests; and all from 500 on.
PASSING = frozenset({408, 409, 425, 429})
KEY_REFUSED = frozenset({401, 403})
PAYMENT_REQUIRED = 402
NOT_THERE = 404
BROKEN = 500

# Codes and words by which providers say that the account has no money left. Some say it with status 429, as if
# waiting could help. 1113 is Zhipu's (GLM).
QUOTA_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "1113"})
QUOTA_WORDS = ("insufficient_quota", "exceeded your current quota", "insufficient balance", "余额不足")

MODEL_CODES = frozenset({"model_not_found", "invalid_model", "unknown_model"})

# Why a request is made again.
LATE = later("no whole answer within {seconds:g} s")
NO_JSON = later("the answer is no JSON")
BUSY = later("status {status}: {said}")
TO_WAIT = later("status {status}: {said}, which asks to wait {wished:g} s")
BROKE = later("the connection broke")
NO_CONNECTION = later("no connection to the endpoint")


class Passing(Exception):
    """A fault that may be gone at the next try. `retry_after`: the endpoint asked to wait so many seconds;
    `billed`: the provider may have counted tokens for it."""

    def __init__(self, reason: Sentence, *, retry_after: float | None = None, billed: bool = False) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.retry_after = retry_after
        self.billed = billed


def fault_of(error: Exception, endpoint: Endpoint, key: Key, seconds: float) -> Passing | ModelError:
    """What an exception of the client library means. The texts never hold the key."""
    match error:
        case Passing():
            return Passing(without(error.reason, key), billed=error.billed)
        case openai.APIStatusError():
            return status_fault(error, endpoint, key)
        case TimeoutError() | asyncio.TimeoutError() | openai.APITimeoutError():
            return Passing(sentence(LATE, seconds=seconds), billed=True)
        case openai.APIConnectionError():
            return connection_fault(error)
        case JSONDecodeError():
            return Passing(sentence(NO_JSON), billed=True)
        case openai.APIError():
            return quota_fault(error, endpoint) or Passing(Sentence(told(error, key)), billed=True)
    raise error


def status_fault(error: openai.APIStatusError, endpoint: Endpoint, key: Key) -> Passing | ModelError:
    """What a status other than success means."""
    said = told(error, key)
    named = {"url": endpoint.base_url, "model": endpoint.model, "said": said}
    if stopped := quota_fault(error, endpoint):
        return stopped
    if error.status_code in KEY_REFUSED and key.variable is None:
        return ModelStopped(
            "{url} wants a key ({said}); name the environment variable that holds it (in a terminal: --key-variable)",
            **named,
        )
    if error.status_code in KEY_REFUSED:
        return ModelStopped(
            "{url} refuses the key that {variable} holds ({said}); check it there, or name another variable",
            variable=key.variable,
            **named,
        )
    if error.status_code == NOT_THERE or codes(error) & MODEL_CODES:
        return ModelStopped(
            "{url} knows no model {model} ({said}); check the name, and the end of the address, often /v1",
            **named,
        )
    if error.status_code in PASSING or error.status_code >= BROKEN:
        wished = retry_after(error.response.headers)
        found = sentence(BUSY if wished is None else TO_WAIT, status=error.status_code, said=said, wished=wished)
        return Passing(found, retry_after=wished)
    return QuestionRefused(
        "{url} does not take this question (status {status}: {said})", status=error.status_code, **named
    )


def quota_fault(error: openai.APIError, endpoint: Endpoint) -> ModelStopped | None:
    """The account has no money: no wait helps."""
    paid_up = getattr(error, "status_code", None) != PAYMENT_REQUIRED
    text = str(error).lower()
    if paid_up and not codes(error) & QUOTA_CODES and not any(word in text for word in QUOTA_WORDS):
        return None
    return ModelStopped(
        "{url} says that the account's quota is used up; add credit with the provider, then try again",
        url=endpoint.base_url,
    )


def connection_fault(error: openai.APIConnectionError) -> Passing:
    """No connection, which costs nothing; or one that broke while the answer came, which may."""
    cause = error.__cause__
    broke = type(cause).__name__ in {"RemoteProtocolError", "ReadError"}
    return Passing(sentence(BROKE if broke else NO_CONNECTION), billed=broke)


def codes(error: openai.APIError) -> set[str]:
    """By which words the endpoint names the fault; where it has them differs."""
    body = error.body if isinstance(error.body, Mapping) else {}
    inner = body.get("error")
    places: tuple[Any, ...] = (body, inner if isinstance(inner, Mapping) else {})
    return {str(place[name]) for place in places for name in ("code", "type") if place.get(name) is not None}


def told(error: openai.APIError, key: Key) -> str:
    """What the endpoint says, on one line and not too long, without the key."""
    body = error.body if isinstance(error.body, Mapping) else {}
    said = body.get("message") or error.message
    return shown(str(said), key)


def shown(text: str, key: Key) -> str:
    """The beginning of a text on one line, without the key."""
    line = " ".join(key.hide(text).split())
    return line if len(line) <= SHOWN_CHARACTERS else line[:SHOWN_CHARACTERS] + "…"


def without(reason: Sentence, key: Key) -> Sentence:
    """What the endpoint itself said has no values: the same on one line, not too long, without the key."""
    return reason if reason.values else Sentence(shown(reason.text, key))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that an endpoint asks to wait, said in milliseconds, in seconds, or as a date.

    >>> retry_after({"retry-after": "7.5"}), retry_after({"retry-after-ms": "250"}), retry_after({})
    (7.5, 0.25, None)
    """
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        return max(0.0, float(headers["retry-after"]))
    except KeyError:
        return None
    except ValueError:
        return seconds_until(headers.get("retry-after", ""))


def seconds_until(date: str) -> float | None:
    """Seconds from now to a date as HTTP writes it; None where it is none."""
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
