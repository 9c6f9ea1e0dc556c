"""Words: percentages, bounds, counts and names of groups as charts say them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from review_app.metrics import accuracy
from review_app.metrics.accuracy import MISSING
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd

NARROW_SPACE = "\u202f"
# The row into which a chart puts its smallest groups.
OTHERS = "all others"
NOTHING = later("No answers yet")
IMPORT = later("Import the responses of a model, or widen the filters.")
GUIDE = {"level": later("These problems carry no level."), "subject": later("These problems carry no subject.")}
NAMELESS = {"level": later("No level"), "subject": later("No subject")}


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


def title(column: str, value: object, say: Say = english, *, alone: bool) -> str:
    """How a row of `column` is labelled: `Level 3`, `Algebra`, `No level`, and `All problems` where the only row has
    no value."""
    if value == MISSING:
        return say("All problems") if alone else say(NAMELESS[column])
    if value == OTHERS:
        return say("All others")
    return say("Level {level}", level=value) if column == "level" else str(value)


def responses(count: int, say: Say = english) -> str:
    """`1 response`, `5,000 responses`."""
    return say("{count:,} response" if count == 1 else "{count:,} responses", count=count)


def correct_answers(count: int, say: Say = english) -> str:
    """`1 correct answer`, `5,000 correct answers`."""
    return say("{count:,} correct answer" if count == 1 else "{count:,} correct answers", count=count)


def interval(low: float, high: float, say: Say = english) -> str:
    """`95 % interval: 84.1–91.3 %`."""
    return say("95 % interval: {between}", between=span(low, high, 1))


def rounded(count: float) -> str:
    """A number in few digits.

    >>> [rounded(count) for count in (0, 499, 1023, 16_383, 999_999, 1_200_000)]
    ['0', '499', '1k', '16k', '1M', '1.2M']
    """
    for unit, size in (("M", 1_000_000), ("k", 1_000)):
        if round(count / size, 1) >= 1 and count >= 0.9995 * size:
            return (
                f"{count / size:.0f}{unit}" if count >= 9.95 * size else f"{count / size:.1f}{unit}".replace(".0", "")
            )
    return f"{count:.0f}"


def brief(name: object, most: int = 34) -> str:
    """A name for a title: the middle of a long one left out.

    >>> brief("an-organisation/a-model-of-a-long-name-70B", 21)
    'an-organis…g-name-70B'
    """
    text = str(name)
    half = (most - 1) // 2
    return text if len(text) <= most else f"{text[:half]}…{text[-half:]}"


def signed(change: float, digits: int = 0) -> str:
    """A difference of shares in percentage points, with a sign that does not look like a hyphen.

    >>> signed(0.034, 1), signed(-0.2), signed(0.0001)
    ('+3.4', '−20', '±0')
    """
    points = f"{abs(change) * 100:.{digits}f}"
    sign = "±" if not float(points) else "+" if change > 0 else "−"
    return sign + points


def change(low: float, high: float) -> str:
    """A difference in percentage points with its bounds.

    >>> change(-0.1544, -0.1544), change(-0.1, 0.02)
    ('−15.44', '−10.00 … +2.00')
    """
    return signed(low, 2) if low == high else f"{signed(low, 2)} … {signed(high, 2)}"


def pooled(frame: pd.DataFrame, say: Say = english) -> str:
    """What the counts hold: `5,000 responses of 3 models.`"""
    held, models = responses(int(accuracy.responses(frame).sum()), say), frame["model"].nunique()
    if models > 1:
        return say("{responses} of {models} models.", responses=held, models=models)
    return say("{responses}.", responses=held)


def sentences(*said: str) -> str:
    """Sentences one after the other, those that are not empty; Chinese ones need no space between.

    >>> sentences("Two pending.", ""), sentences("两条。", "三条。")
    ('Two pending.', '两条。三条。')
    """
    return " ".join(filter(None, said)).replace("。 ", "。")
