"""Numerals: exact plain numbers: `-1250.5`, `3/4`, `\\frac{3}{4}`, `2\\frac{1}{2}`, `$18`, `18 eggs`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from review_app.grading.normalize import Typeset

# Longer than any honest plain number; beyond 4,300 digits int() itself refuses.
NUMERAL_LIMIT = 200
# The same small numbers stand in many responses.
CACHED_NUMERALS = 8_192

# Commas between thousands are gone from a typeset text; one that is left may part two numbers.
_DIGITS = r"[0-9]{1,3}(?: [0-9]{3})+|[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
_NUMERAL = re.compile(
    rf"(?P<sign>[+-]?)(?P<currency>[$€£¥]?)(?P<inner>-?)"
    rf"(?:(?P<number>{_DIGITS})(?:/(?P<under>[0-9]+))?"
    r"|(?P<whole>[0-9]+)?\\frac\{(?P<upper>-?[0-9]+)\}\{(?P<lower>[0-9]+)\})"
    r"(?P<percent> ?%| percent)?(?P<degree>°)?"
    r"(?: ?(?P<unit>[a-zA-Z][a-zA-Z. ]*[a-zA-Z](?:\^[23])?))?"
)
# Words after a number that change its value, or make it something else than a number with a unit.
_NO_UNIT = re.compile(
    r"\b(?:hundreds?|thousands?|[mb]illions?|trillions?|dozens?|half|halves|thirds?|quarters?|fourths?|fifths?|"
    r"sixths?|tenths?|squared|cubed|pi|sqrt|mod|base|am|pm|a\.m|p\.m|and|or|to|over|choose|times|per|"
    r"plus|minus|more|less|than|not|no|factorial|[a-z])\b",
    re.IGNORECASE,
)


class Form(StrEnum):
    """How a number is written; `mixed` is `2\\frac{1}{2}`."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    FRACTION = "fraction"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Numeral:
    """`value` is the number as written (`35%` has the value 35); `places` counts the digits after the point.

    `reduced` is False for fractions such as `6/8`, `27/9` and `5/1`.
    """

    value: Fraction
    form: Form
    places: int = 0
    reduced: bool = True
    percent: bool = False
    currency: str = ""
    unit: str = ""


def read_numeral(text: Typeset) -> Numeral | None:
    r"""The number a text is, or None where it is not exactly one plain number.

    >>> read_numeral(Typeset(r"-\frac{6}{8}"))
    Numeral(value=Fraction(-3, 4), form=<Form.FRACTION: 'fraction'>, places=0, reduced=False, ...)
    """
    return _read(text) if 0 < len(text) <= NUMERAL_LIMIT else None


@lru_cache(maxsize=CACHED_NUMERALS)
def _read(text: Typeset) -> Numeral | None:
    match = _NUMERAL.fullmatch(text)
    if match is None or _unusable(match):
        return None
    return _fraction(match) if match["upper"] or match["under"] else _number(match)


def _unusable(match: re.Match[str]) -> bool:
    denominator = match["lower"] or match["under"]
    return (
        (denominator is not None and int(denominator) == 0)
        or (match["sign"] != "" and match["inner"] != "")
        or (match["under"] is not None and not match["number"].isdigit())
        or (match["unit"] is not None and _NO_UNIT.search(match["unit"]) is not None)
    )


def _number(match: re.Match[str]) -> Numeral:
    digits = match["number"].replace(" ", "")
    whole, point, places = digits.partition(".")
    value = Fraction(int((whole or "0") + places), 10 ** len(places))
    return _signed(match, value, Form.DECIMAL if point and places else Form.INTEGER, places=len(places))


def _fraction(match: re.Match[str]) -> Numeral | None:
    upper, lower = int(match["upper"] or match["number"]), int(match["lower"] or match["under"])
    reduced = math.gcd(upper, lower) == 1 and lower != 1
    if not match["whole"]:
        return _signed(match, Fraction(upper, lower), Form.FRACTION, reduced=reduced)
    if not 0 < upper < lower:
        return None  # `3\frac{7}{2}` may be a product
    return _signed(match, int(match["whole"]) + Fraction(upper, lower), Form.MIXED, reduced=reduced)


def _signed(match: re.Match[str], value: Fraction, form: Form, *, places: int = 0, reduced: bool = True) -> Numeral:
    return Numeral(
        value=-value if "-" in (match["sign"], match["inner"]) else value,
        form=form,
        places=places,
        reduced=reduced,
        percent=match["percent"] is not None,
        currency=match["currency"],
        unit="degrees" if match["degree"] else (match["unit"] or "").lower(),
    )
