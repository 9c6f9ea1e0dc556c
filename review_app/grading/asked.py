"""Asked: what a problem's wording demands of the form of its answer."""

from __future__ import annotations

import re

_PERCENT = re.compile(r"percent|%|per cent|百分", re.IGNORECASE)
_BASE = re.compile(
    r"\bbase[- ]{1,3}\$?(?:[0-9]|[b-zB-Z]\b|two|three|four|five|six|seven|eight|nine|ten|twelve|sixteen)"
    r"|[0-9]\}?_\{?[0-9]|\b(?:binary|octal|hexadecimal)\b",
)
_BASE_NUMBER = re.compile(r"\bbase[- ]{0,2}[\$({\\]{0,3}([0-9]{1,2})(?![0-9])", re.IGNORECASE)
_ROUNDING = re.compile(
    r"nearest|\brounded|\bround (?:your|the|it|to|up|down|off)\b"
    r"|approximat|decimal place|significant|estimat",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"fraction|lowest terms|simplest|simplif|mixed number|decimal|improper|scientific|ratio\b", re.IGNORECASE
)
_SEVERAL = re.compile(
    r"commas|\b(?:all|both|possible|which|list|ordered|coordinates)\b|\b(?:solutions|roots|values|pairs?|zeros)\b",
    re.IGNORECASE,
)
_SEQUENCE = re.compile(
    r"\b(?:in (?:\w+ )?order|ordered|respectively|(?:de|in)creasing|(?:a|de)scending|(?:smallest|least|left|"
    r"largest|greatest) to|sequence|permut)",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"\b(?:difference|(?:how|what)\b[^.?!]{0,80}\b(?:more|less|fewer|longer|shorter|older|younger|taller|lower|higher|"
    r"farther|further|faster|slower|heavier|lighter|bigger|smaller|greater|cheaper|deeper|below|apart|los[est]+|"
    r"drop\w*|decreas\w*|fell|fall\w*|owe\w*|debt|change)|loss|magnitude|absolute)\b",
    re.IGNORECASE,
)
_FORMED = re.compile(
    r"factor|expand|multipl\w+ out|as a (?:sum|product)|simplif|simplest|express|in terms of|\bform\b|write"
    r"|rationali[sz]|radical|standard|coefficient",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\bcommas?\b|\ball\b", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:how long|what time|how (?:many|much)[^.?!,]{0,30}?(?:hours?|minutes?|seconds?|time|hrs?|mins?)"
    r"|in (?:hours|minutes|seconds)|(?:number of|many) (?:hours|minutes|seconds))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.?!]\s+|\n")


def percent(statement: str) -> bool:
    """A percentage plays a part, so `35` may stand for `35%`."""
    return _PERCENT.search(statement) is not None


def other_base(statement: str) -> bool:
    """Numbers in another base than ten play a part: `1011` may not be a thousand and eleven."""
    return _BASE.search(statement) is not None


def bases(statement: str) -> set[int]:
    """The bases that a problem names.

    >>> bases("Write $15$ in base $3$.")
    {3}
    """
    return {int(base) for base in _BASE_NUMBER.findall(statement)}


def rounding(statement: str) -> bool:
    """A rounded or approximate number is asked."""
    return _ROUNDING.search(statement) is not None


def form(statement: str) -> bool:
    """One way of writing the number is asked: a common fraction, a decimal, a mixed number."""
    return _FORM.search(statement) is not None


def several(statement: str) -> bool:
    """More than one number may be asked: `100,200` may be two."""
    return _SEVERAL.search(statement) is not None


def sequence(statement: str) -> bool:
    """The order of several answers matters."""
    return _SEQUENCE.search(statement) is not None


def listed(statement: str) -> bool:
    """All of several answers are asked, not one of them."""
    return _LISTED.search(statement) is not None


def size(statement: str) -> bool:
    """A difference or a loss is asked, so that a sign may only say in which direction."""
    return _SIZE.search(statement) is not None


def shape(statement: str) -> bool:
    """One way of writing an expression may be asked: factored, expanded, simplified."""
    return _FORMED.search(statement) is not None


def time(statement: str) -> bool:
    """A span of time is asked, so that minutes may stand for hours."""
    return _TIME.search(statement) is not None


def interval_notation(statement: str) -> bool:
    """Intervals are asked to be written as such."""
    return "interval notation" in statement.lower()


def words(statement: str, *stems: str) -> bool:
    """One of the stems stands in the text at the beginning of a word."""
    return re.search(rf"\b(?:{'|'.join(map(re.escape, stems))})", statement, re.IGNORECASE) is not None


def question(statement: str) -> str:
    """The last sentence of a problem, which mostly names the unit.

    >>> question("Tom runs 3 miles. How many minutes does it take?")
    'How many minutes does it take?'
    """
    parts = [part for part in _SENTENCE.split(statement) if part and part.strip()]
    return parts[-1].strip() if parts else ""
