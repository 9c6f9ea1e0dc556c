"""Cautions: what must be said beside a published and a measured score that may be compared, but not without a word."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from review_app.domain import PublishedScore
from review_app.metrics.published import Measured, share_of
from review_app.wording import Sentence, later, sentence

NO_SPLIT = later("Of which split the published score is was not said; it is taken for {split}.")
OTHER_SHOTS = later(
    "The published score was measured with {published} examples in the prompt (shots), this run with {measured}: a "
    "part of the gap may come from that."
)
UNKNOWN_SHOTS = later(
    "Examples in the prompt (shots): {published} at the published score, {measured} in this run; whether they are the "
    "same cannot be told."
)
NOT_SAID = later("not said")
NOT_WHOLE = later(
    "No whole number of right answers among {n:,} gives {value:g}: the published score is the average of several "
    "samples, or of another number of problems."
)


def cautions(published: PublishedScore, measured: Measured, shots: int | None) -> Iterator[Sentence]:
    """What to say of a score and a run with so many `shots` (None: its log does not say)."""
    if not published.split:
        yield sentence(NO_SPLIT, split=f"{measured.benchmark}/{measured.split}")
    if None not in (published.shots, shots) and published.shots != shots:
        yield sentence(OTHER_SHOTS, published=published.shots, measured=shots)
    elif published.shots != shots:
        yield sentence(UNKNOWN_SHOTS, published=told(published.shots), measured=told(shots))
    if not whole(published):
        yield sentence(NOT_WHOLE, n=published.n, value=published.value)


def told(shots: int | None) -> int | Sentence:
    """A number of shots, or that it was not said."""
    return sentence(NOT_SAID) if shots is None else shots


def whole(published: PublishedScore) -> bool:
    """Whether some number of right answers gives a score of single answers, in as many digits as it has.

    75.16 % of 500 lies between 375 (75 %) and 376 (75.2 %); of 5,000 it is 3,758.
    """
    if published.n is None or published.k not in (None, 1):
        return True
    exponent = Decimal(repr(published.value)).as_tuple().exponent
    half = 0.5 * 10 ** min(0, int(exponent))
    low, high = (published.n * share_of(published.value + side * half, published.metric) for side in (-1, 1))
    return ceil(low - 1e-9) <= high + 1e-9
