"""Parsed: an answer as the rules see it, cleaned and read, beside the problem it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from review_app.grading.normalize import Typeset, typeset
from review_app.grading.numerals import Numeral, read_numeral
from review_app.grading.syntax.prose import read_prose
from review_app.grading.syntax.reading import read
from review_app.grading.syntax.tree import Reading

# Responses to one problem often give the same answer.
CACHED = 4_096
# Longer texts are not kept, so that memory stays small.
KEPT_LIMIT = 500

_COMMA = re.compile(r"[0-9][,，][0-9]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """One side of a comparison; `statement` is the wording of the problem, the same on both sides.

    `comma` says that the numeral was written with plain commas, which may part thousands or numbers.
    """

    text: Typeset
    numeral: Numeral | None
    statement: str
    comma: bool = False
    source: str = ""

    @property
    def reading(self) -> Reading | None:
        """The whole text as a tree; None where it is not understood."""
        return read(self.source) or read_prose(self.source)


def parse(text: str, statement: str) -> Parsed:
    """`parse("18 eggs", …).numeral.value == 18`; a text that is no plain number has no numeral."""
    return _kept(text, statement) if len(text) <= KEPT_LIMIT else _parse(text, statement)


def _parse(text: str, statement: str) -> Parsed:
    clean = typeset(text)
    numeral = read_numeral(clean)
    comma = numeral is not None and _COMMA.search(text) is not None
    return Parsed(clean, numeral, statement, comma=comma, source=text)


_kept = lru_cache(maxsize=CACHED)(_parse)
