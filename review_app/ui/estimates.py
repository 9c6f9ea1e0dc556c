"""Estimates as HTML: a figure with its interval in numbers and drawn, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable

from review_app.metrics.estimate import Estimate
from review_app.ui.words import Say

NONE = "—"


def estimate(found: Estimate, written: Callable[[float], str], say: Say, *, count: bool = True) -> str:
    """A figure with its interval, drawn and in numbers; or why there is none."""
    if found.value is None:
        return f'<span class="nothing">{say(found.reason)}</span>'
    details = [between(found, written) or say(found.reason), say("of {n:,}", n=found.n) if count else ""]
    told = " ".join(part for part in details if part)
    return f'<b class="figure">{written(found.value)}</b> <small class="quiet">{told}</small>{strip(found)}'


def strip(found: Estimate) -> str:
    """The interval on a line from 0 to 1 (or -1 to 1, where it goes below 0), for the eye."""
    if found.value is None or found.low is None or found.high is None:
        return ""
    start = -1 if found.low < 0 else 0
    left, right, at = (round(100 * (x - start) / (1 - start), 1) for x in (found.low, found.high, found.value))
    middle = '<i class="zero"></i>' if start else ""
    drawn = f'<i class="range" style="left:{left}%;width:{right - left:.1f}%"></i><i class="at" style="left:{at}%"></i>'
    return f'<span class="strip" aria-hidden="true">{middle}{drawn}</span>'


def between(found: Estimate, written: Callable[[float], str]) -> str:
    """`81 … 92 %`; empty where there is no interval."""
    if found.low is None or found.high is None:
        return ""
    return f"{written(found.low).removesuffix(' %')} … {written(found.high)}"


def percent(share: float) -> str:
    """Whole per cents: the intervals are wider than any decimal."""
    return f"{100 * share:.0f} %"


def points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return f"{100 * difference:+.0f}"


def plain(value: float) -> str:
    """Two decimals."""
    return f"{value:.2f}"
