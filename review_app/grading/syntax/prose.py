"""Prose: the one value that a short sentence states: `the distance is 10 units`, `there are 45 ways`."""

from __future__ import annotations

import re
from functools import lru_cache

from review_app.grading.syntax.reading import read
from review_app.grading.syntax.tree import Quantity, Reading, Words
from review_app.grading.syntax.units import UNITS

# A longer text argues; it does not state.
SENTENCE_LIMIT = 300
CACHED = 1_024
# A noun beside a number, as in `45 handshakes`, says what is counted; only these change the number.
MEASURES = frozenset(UNITS.values())

_DENIES = re.compile(
    r"\b(?:no|not|none|cannot|can't|n't|never|neither|nor|unless|if|or|either|impossible|undefined"
    r"|at least|at most|more than|less than|fewer than|between|respectively)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(r"\b(?:no|not|never|n't|or|either|if)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:approximately|about|around|roughly|nearly|almost)\b", re.IGNORECASE)
_STATES = re.compile(r"(?:\b(?:is|are|equals|was|be|becomes)\b\s*:?|:)\s*\$*(?=[-+(\[{\\$.]|[0-9]|[a-zA-Z]\b)")
_COUNTS = re.compile(
    r"there (?:are|is|were|will be) (?:a total of |exactly )?\$?(-?[0-9][0-9,]*(?:\.[0-9]+)?)\$?(?= [a-z])",
    re.I,
)
_WORDS = re.compile(r"(?:[A-Z]?[a-z]{2,}|[aAI]\b)")
_CHUNK = re.compile(r"[^\sa-zA-Z]*[0-9\\][^\sa-zA-Z]*")


def read_prose(text: str) -> Reading | None:
    """The value of a sentence; None where it states none, several, or denies something.

    >>> read_prose("the largest multiple of 73 less than 1000 is 949").node.data
    Fraction(949, 1)
    """
    return _read_prose(text) if len(text) <= SENTENCE_LIMIT else None


@lru_cache(maxsize=CACHED)
def _read_prose(text: str) -> Reading | None:
    text = text.strip().rstrip(".")
    if len(_WORDS.findall(text)) < 2:
        return None
    about = _ABOUT.search(text) is not None
    reading = _stated(_ABOUT.sub("", text))
    return reading._replace(unit="about") if about and isinstance(reading, Quantity) else None if about else reading


def _stated(text: str) -> Reading | None:
    parts = _STATES.split(text)
    if len(parts) == 2 and not _DENIES.search(parts[1]) and not _REFUSES.search(parts[0]):
        reading = _value(parts[1])
        if reading is not None:
            return reading
    if len(parts) > 2 or _DENIES.search(text):
        return None
    counted = _COUNTS.match(text)
    return _value(counted[1]) if counted else _only(text)


def _value(text: str) -> Reading | None:
    reading = read(text.strip().strip("$").strip())
    if isinstance(reading, Quantity) and reading.unit and not set(reading.unit.split()) <= MEASURES:
        return reading._replace(unit="")
    return None if isinstance(reading, Words) else reading


def _only(text: str) -> Reading | None:
    """The one number or point among words."""
    chunks = _CHUNK.findall(text)
    if len(chunks) != 1 or "$" in text:
        return None
    reading = _value(chunks[0].rstrip(",;:"))
    return reading if not isinstance(reading, Quantity) or not reading.unit or reading.unit == "percent" else None
