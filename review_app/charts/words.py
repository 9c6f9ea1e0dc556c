"""Words: percentages, bounds and counts as charts say them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from review_app.metrics.accuracy import MISSING

if TYPE_CHECKING:
    import pandas as pd

NARROW_SPACE = "\u202f"
ALL = "all problems"
NOTHING = "No answers yet"
IMPORT = "Import the responses of a model, or widen the filters."
GUIDE = {"level": "These problems carry no level.", "subject": "These problems carry no subject."}


def percent(share: float, digits: int = 0) -> str:
    """`0.417` -> `42 %`; never 0 or 100 % where it is not; a dash for NaN.

    >>> [percent(share).replace(NARROW_SPACE, "") for share in (0.417, 0.998, 0.001, 1.0)]
    ['42%', '>99%', '<1%', '100%']
    """
    if math.isnan(share):
        return MISSING
    step = 10.0 ** -(digits + 2)
    if 0 < share < step / 2:
        return f"<{step:.{digits}%}".replace("%", f"{NARROW_SPACE}%")
    if 1 - step / 2 <= share < 1:
        return f">{1 - step:.{digits}%}".replace("%", f"{NARROW_SPACE}%")
    return f"{share:.{digits}%}".replace("%", f"{NARROW_SPACE}%")


def span(low: float, high: float, digits: int = 0) -> str:
    """`84 %`, or `84–91 %` while pending responses leave it open."""
    first, last = percent(low, digits), percent(high, digits)
    return first if first == last else f"{first.removesuffix(NARROW_SPACE + '%')}–{last}"


def group(column: str, value: object) -> str:
    """How a row of `column` is called: `level 3`, `Algebra`, `no level`."""
    if value == MISSING:
        return f"no {column}"
    return f"level {value}" if column == "level" else str(value)


def begun(text: str) -> str:
    """As the beginning of a sentence; the rest of the text keeps its capitals."""
    return text[:1].upper() + text[1:]


def title(column: str, value: object, *, alone: bool) -> str:
    """How a row is labelled: `Level 3`, `No level`, and `All problems` where the only row has no value."""
    return begun(ALL if alone and value == MISSING else group(column, value))


def within(column: str, name: str) -> str:
    """Where all of something is: `all at level 3`, `all in Algebra`."""
    return f"all {'at' if column == 'level' else 'in'} {name}"


def counted(number: int, noun: str) -> str:
    """`1 response`, `5,000 responses`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def pooled(frame: pd.DataFrame) -> str:
    """What the frame holds: `5,000 responses of 3 models`."""
    models = frame["model"].nunique()
    return counted(len(frame), "response") + (f" of {models} models" if models > 1 else "")
