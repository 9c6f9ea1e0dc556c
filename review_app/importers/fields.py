"""Fields: values taken from a row with their type checked; what does not fit raises BadRecord."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from review_app.domain import Outcome
from review_app.errors import BadRecord
from review_app.importers.jsons import kind
from review_app.importers.source import clean

# MATH knows five levels.
MAX_LEVEL = 5

SUBJECTS = {
    "algebra": "Algebra",
    "counting_and_probability": "Counting & Probability",
    "counting_and_prob": "Counting & Probability",
    "geometry": "Geometry",
    "intermediate_algebra": "Intermediate Algebra",
    "number_theory": "Number Theory",
    "num_theory": "Number Theory",
    "prealgebra": "Prealgebra",
    "precalculus": "Precalculus",
    "precalc": "Precalculus",
}

LEVEL = re.compile(r"\s*(?:level\s*)?([1-5])(?:\.0)?\s*", re.IGNORECASE)
UNIQUE_ID = re.compile(r"(train|test)/([a-z_]+)/\d+\.json")

Values = Mapping[str, Any]


def text(values: Values, name: str) -> str:
    """The text at `name`, which must be there.

    >>> text({"question": "1 + 1?"}, "question")
    '1 + 1?'
    """
    if name not in values:
        raise BadRecord(f"no column {name!r}; there are {listing(values)}")
    return as_text(values[name], name)


def as_text(value: Any, name: str) -> str:
    """`value` as clean text; anything but text raises BadRecord naming it `name`."""
    if not isinstance(value, str):
        raise BadRecord(f"{name!r} is {kind(value)}, text is needed")
    return clean(value)


def optional_text(values: Values, name: str) -> str:
    """The text at `name`; empty where it is missing or null."""
    return "" if values.get(name) is None else text(values, name)


def short_text(values: Values, name: str) -> str:
    """An answer: text or a number, empty where it is missing or null."""
    value = values.get(name)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    return optional_text(values, name)


def texts(values: Values, name: str) -> list[Any]:
    """The list at `name`, its elements unchecked; one text counts as a list of one."""
    value = values.get(name)
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise BadRecord(
            f"{name!r} is {kind(value)}, a list of texts is needed" if name in values else absent(values, name)
        )
    return value


def nested(values: Values, name: str) -> Values:
    """The object at `name`."""
    value = values.get(name)
    if not isinstance(value, dict):
        raise BadRecord(f"{name!r} is {kind(value)}, an object is needed" if name in values else absent(values, name))
    return value


def absent(values: Values, name: str) -> str:
    """Which column is missing, and which there are."""
    return f"no column {name!r}; there are {listing(values)}"


def listing(values: Values) -> str:
    """The column names of a row for a message."""
    names = [clean(str(name))[:40] for name in list(values)[:12]]
    return ", ".join(names) + (", …" if len(values) > len(names) else "") if names else "none"


def level(value: Any) -> int | None:
    """A MATH level; None where there is none.

    >>> level("Level 3"), level(5), level("Level ?"), level(None)
    (3, 5, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float | Decimal):
        return next((number for number in range(1, MAX_LEVEL + 1) if number == value), None)
    found = LEVEL.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found else None


def subject(value: Any) -> str | None:
    """A subject as MATH writes it, from its name or slug; other benchmarks' subjects stay as they are.

    >>> subject("counting_and_probability"), subject("Geometry"), subject("初等数学"), subject(None)
    ('Counting & Probability', 'Geometry', '初等数学', None)
    """
    if not isinstance(value, str) or not value.strip():
        return None
    slug = value.strip().lower().replace(" & ", " and ").replace(" ", "_")
    return SUBJECTS.get(slug, clean(value.strip()))


def subject_of_id(value: Any) -> str | None:
    """The subject in MATH's own ids: `test/precalculus/807.json`."""
    found = UNIQUE_ID.fullmatch(value) if isinstance(value, str) else None
    return subject(found[2]) if found else None


def outcome(value: Any) -> Outcome | None:
    """A tool's true/false or 1/0; anything else is no verdict.

    >>> outcome(True), outcome(0.0), outcome(0.5), outcome(None)
    (<Outcome.CORRECT: 'correct'>, <Outcome.INCORRECT: 'incorrect'>, None, None)
    """
    if isinstance(value, bool | int | float | Decimal) and value in (0, 1):
        return Outcome.CORRECT if value else Outcome.INCORRECT
    return None


def plain(values: Values, *names: str) -> dict[str, Any]:
    """The named values that are short plain ones, to be kept in `extra`."""
    found = {name: values[name] for name in names if name in values}
    kept = {name: clean(value) if isinstance(value, str) else value for name, value in found.items()}
    return {name: value for name, value in kept.items() if isinstance(value, str | int) and not isinstance(value, bool)}
