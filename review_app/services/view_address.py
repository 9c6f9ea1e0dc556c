"""View address: a query as a part of a link, and back, so that whatever is on the screen can be sent to somebody."""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode

from review_app.errors import InputError
from review_app.services.review import storable
from review_app.store.browse import TEXTS, Each, Query, Sort

# Field of a query -> its name in a link; a field of several values is named once for each of them.
NAMES = {
    "text": "text",
    "answer": "answer",
    "reference": "reference",
    "statuses": "status",
    "automatic": "automatic",
    "outcomes": "outcome",
    "rules": "rule",
    "marks": "mark",
    "annotators": "annotator",
    "causes": "cause",
    "benchmarks": "benchmark",
    "models": "model",
    "runs": "run",
    "subjects": "subject",
    "levels": "level",
    "each": "each",
    "sort": "sort",
    "page": "page",
}

# More than anybody chooses by hand; a link of a million values must not keep the server busy.
MAX_VALUES = 500
# Longer numbers are no level and no page.
MAX_DIGITS = 6

DEFAULT = Query()

E = TypeVar("E", bound=StrEnum)


def address(query: Query) -> str:
    """What a link to this view has behind its `?`; empty for the view of everything.

    >>> address(Query(text="a & b", statuses=("pending", "disputed"), page=2))
    'text=a+%26+b&status=pending&status=disputed&page=2'
    """
    chosen = {name: getattr(query, name) for name in NAMES if getattr(query, name) != getattr(DEFAULT, name)}
    return urlencode({NAMES[name]: value for name, value in chosen.items()}, doseq=True)


def read_address(text: str) -> Query:
    """The view that a link asks for; what means nothing in it is passed over. Raises InputError for one too long.

    >>> read_address("?status=pending&page=zwei&colour=red") == Query(statuses=("pending",))
    True
    """
    try:
        given = parse_qs(storable(text).removeprefix("?"), errors="replace", max_num_fields=MAX_VALUES)
    except ValueError as error:
        raise InputError("the link names more than {most} values; choose fewer", most=MAX_VALUES) from error
    return Query(**{field.name: read(field.name, given.get(NAMES[field.name], [])) for field in fields(Query)})


def read(name: str, values: list[str]) -> Any:
    """The value of one field."""
    last = values[-1] if values else ""
    if name in TEXTS:
        return last
    if name == "each":
        return member(Each, last, DEFAULT.each)
    if name == "sort":
        return member(Sort, last, DEFAULT.sort)
    if name == "page":
        return max((1, *numbers([last])))
    return numbers(values) if name == "levels" else tuple(dict.fromkeys(values))


def member(kind: type[E], value: str, default: E) -> E:
    """One of a kind, or the usual one."""
    return kind(value) if value in list(kind) else default


def numbers(values: list[str]) -> tuple[int, ...]:
    """Those values that are numbers of a sensible length."""
    plain = [value for value in dict.fromkeys(values) if value.isascii() and value.isdigit()]
    return tuple(int(value) for value in plain if len(value) <= MAX_DIGITS)
