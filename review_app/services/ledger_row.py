"""Ledger row: what somebody writes of a published score, in a form or a line of a file, checked and made a record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any

from review_app.domain import PublishedScore
from review_app.errors import InputError
from review_app.importers.source import clean
from review_app.metrics.published import AT_K, share_of
from review_app.wording import later

# The columns of a file, in its order; the first cell says which entry a line is about, where it is about an old one.
ENTRY = "entry"
NEEDED = ("model", "benchmark", "metric", "value", "source")
COLUMNS = ("model", "benchmark", "split", "n", "metric", "k", "shots", "prompt", "value", "source", "date", "note")
# What each number may be at least. A database column holds no more than MOST.
NUMBERS = {"n": 1, "k": 1, "shots": 0}
MOST = 2_000_000_000

# Names stand in tables; a prompt may be a page. The limits keep a pasted file out of the store.
SHORT, LONG = 300, 4_000
TEXTS = {
    **dict.fromkeys(("model", "benchmark", "metric", "split"), SHORT),
    **dict.fromkeys(("source", "prompt", "note"), LONG),
}

MISSING = later("{name} is missing; every published score needs {needed}")
TOO_LONG = later("{name} has {length} characters; {most} are kept: shorten it")
NO_NUMBER = later("{name} is {text!r}; it must be a whole number of at least {least}, or empty")
OTHER_K = later("the metric {metric} and k = {k} do not agree; write k into the metric's name, or leave it out there")
NO_K = later("{metric} is of one sample and cannot have k = {k}; name the metric pass@{k}, maj@{k} or avg@{k}")
ABOVE_ONE = later("{value:g} of {metric} is no share of 0 to 1; for percent write the metric as {metric} (%)")
ABOVE_100 = later("{value:g} of {metric} is no share of 0 to 100 %")


def score_of(values: Mapping[str, Any]) -> PublishedScore:
    """The score that texts and numbers by the names of COLUMNS tell of. Raises InputError saying which is wrong."""
    texts = {name: text_of(values, name) for name in COLUMNS}
    for name in NEEDED:
        if not texts[name]:
            raise InputError(MISSING, name=name, needed=", ".join(NEEDED))
    return PublishedScore(
        **{name: texts[name] for name in TEXTS},
        value=value_of(texts["value"], texts["metric"]),
        n=whole_number("n", texts["n"]),
        k=k_of(texts["metric"], whole_number("k", texts["k"])),
        shots=whole_number("shots", texts["shots"]),
        date=date_of(texts["date"]),
    )


def text_of(values: Mapping[str, Any], name: str) -> str:
    """The text under a name, on one line unless it is long; a number as it is written."""
    value = values.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    kept = clean("" if value is None else str(value))
    kept = "\n".join(kept.splitlines()).strip() if name in ("prompt", "note") else " ".join(kept.split())
    most = TEXTS.get(name, SHORT)
    if len(kept) > most:
        raise InputError(TOO_LONG, name=name, length=len(kept), most=most)
    return kept


def whole_number(name: str, text: str) -> int | None:
    """A number of NUMBERS; None for nothing."""
    if not text:
        return None
    least = NUMBERS[name]
    plain = text.replace(",", "").replace(" ", "")
    if not (plain.isascii() and plain.isdecimal() and least <= int(plain[:20]) <= MOST):
        raise InputError(NO_NUMBER, name=name, text=text[:40], least=least)
    return int(plain)


def value_of(text: str, metric: str) -> float:
    """The value, which must be a share by its metric's name."""
    try:
        value = float(text)
    except ValueError:
        raise InputError("value is {text!r}; it must be a number such as 94.8", text=text[:40]) from None
    if not isfinite(value) or not 0 <= share_of(value, metric) <= 1:
        raise InputError(ABOVE_100 if "%" in metric else ABOVE_ONE, value=value, metric=metric)
    return value


def k_of(metric: str, k: int | None) -> int | None:
    """The k of the metric, which its name may tell: 8 of `pass@8`."""
    named = AT_K.search(metric)
    if not named:
        if k is not None and k > 1:
            raise InputError(NO_K, metric=metric, k=k)
        return k
    if k is not None and k != int(named[2]):
        raise InputError(OTHER_K, metric=metric, k=k)
    return int(named[2])


def date_of(text: str) -> str:
    """A day, a month or a year as it is kept.

    >>> date_of("2025-01"), date_of("")
    ('2025-01', '')
    """
    wrong = InputError("date is {text!r}; write it as 2025-01-22, 2025-01 or 2025", text=text[:40])
    if not text:
        return ""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        raise wrong
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        raise wrong from None
    return text
