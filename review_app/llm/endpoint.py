"""Endpoint: where a model is asked, how it samples, and how hard it may be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from review_app.errors import InputError

OPENAI = "https://api.openai.com/v1"

# What Sampling and the client set themselves; anything else may come from `extra`.
OWN_FIELDS = frozenset(
    {"model", "messages", "stream", "n", "temperature", "top_p", "max_tokens", "max_completion_tokens", "seed", "stop"}
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model at an address; `key_variable` names the environment variable that holds the key (see `key`).

    Raises InputError for an address that is none, or that carries a secret: it is stored with the run.

    >>> Endpoint("qwen", "http://localhost:8000/v1/").base_url
    'http://localhost:8000/v1'
    """

    model: str
    base_url: str = OPENAI
    key_variable: str | None = None

    def __post_init__(self) -> None:
        if not self.model.strip():
            raise InputError("name the model, as the endpoint knows it")
        parts = _parts(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InputError(
                "{url}: is no address of an endpoint; write it like http://localhost:8000/v1", url=_bare(self.base_url)
            )
        if parts.username or parts.password or parts.query or parts.fragment:
            raise InputError(
                "{url}: the address of an endpoint is stored, so it may hold no user, password or query; "
                "put the key into an environment variable and name that",
                url=_bare(self.base_url),
            )
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))

    @property
    def is_openai(self) -> bool:
        """Whether this is OpenAI's own service."""
        return urlsplit(self.base_url).hostname == urlsplit(OPENAI).hostname


@dataclass(frozen=True, slots=True)
class Sampling:
    """How answers are drawn; None leaves a value to the endpoint. `extra` goes into the request as it stands.

    Each sample of a problem has a seed of its own: `seed` + its number.
    """

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if taken := sorted(OWN_FIELDS & set(self.extra)):
            raise InputError("{names}: give these by their own options, not among the extra fields", names=taken)

    def given(self) -> dict[str, Any]:
        """What was chosen, by name: kept with the run."""
        chosen = {
            "temperature": self.temperature,
            "top_p": self.top_p,
            "max_tokens": self.max_tokens,
            "seed": self.seed,
            "stop": list(self.stop) or None,
            "extra": dict(self.extra) or None,
        }
        return {name: value for name, value in chosen.items() if value is not None}

    def fields(self, endpoint: Endpoint, sample: int = 0) -> dict[str, Any]:
        """The fields of a request. OpenAI's newer models know the length only by its newer name, others by the old."""
        fields = self.given()
        extra = fields.pop("extra", None)
        if "seed" in fields:
            fields["seed"] += sample
        if "max_tokens" in fields and endpoint.is_openai:
            fields["max_completion_tokens"] = fields.pop("max_tokens")
        return fields | ({"extra_body": extra} if extra else {})


@dataclass(frozen=True, slots=True)
class Limits:
    """How hard an endpoint may be asked, and how long it is waited for.

    `timeout` is the seconds one answer may take. A request that failed for a passing reason is made again until it
    was tried `tries` times, `backoff` seconds after the first, twice as long after each (half to the whole of it, by
    chance), never more than `longest_wait`. With the defaults a server may be away for about six minutes.
    A Retry-After is obeyed up to `patience` seconds.
    """

    concurrency: int = 16
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    timeout: float = 600.0
    tries: int = 12
    backoff: float = 1.0
    longest_wait: float = 60.0
    patience: float = 600.0


def _parts(url: str) -> Any:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _bare(url: str) -> str:
    """The address without what may be secret in it."""
    parts = _parts(url)
    return f"{parts.scheme}://{parts.hostname}{parts.path}" if parts.hostname else parts.path[:80]
