"""Published: a score that others published, beside one measured here on the same benchmark, split and metric."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from review_app.metrics.bounded import Bounded, margins
from review_app.metrics.estimate import share
from review_app.metrics.sameness import refusal
from review_app.wording import Sentence, later, sentence

if TYPE_CHECKING:
    import pandas as pd

OTHER_METRIC = later("{published} was published and {measured} was measured: different metrics cannot be compared")
OTHER_NUMBER = later("The published score is of {published:,} problems, the measured one of {measured:,}.")
UNKNOWN_NUMBER = later(
    "How many problems the published score is of was not said: its interval is taken as if of {measured:,}."
)
INDEPENDENT = later(
    "The interval of the gap takes both scores for measured on different problems; on the very same ones it is shorter."
)

THE_PUBLISHED = later("the published score")
THE_MEASURED = later("the measured score")

UNEXPLAINED = "unexplained"

# What is left of a metric's name: `pass@1 (%)`, `accuracy (%)`, `maj@64`.
AT_K = re.compile(r"(pass|maj|avg|cons)\s*@\s*(\d+)", re.IGNORECASE)
MAJORITY = {"maj": "maj", "cons": "maj"}


@dataclass(frozen=True, slots=True)
class Published:
    """What others said: `value` as a share 0..1, of `n` problems (None: not said)."""

    benchmark: str
    split: str
    metric: str
    value: float
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured here, of `problems`; `metric` as `pass@1` or `maj@16` (avg@k is an estimate of pass@1)."""

    benchmark: str
    split: str
    metric: str
    score: Bounded
    problems: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a gap: a stage and name of `steps`, or UNEXPLAINED; `share` of the responses, below 0 where it
    makes the tool's score lower than the published one."""

    stage: str
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Measured minus published: `low` to `high` while cases are open, -1..1, within the 95 % interval of a difference.

    `inside`: the published score lies in the measured one's interval. `published_low`, `published_high`: what its own
    number of problems allows. `parts` add up to the tool's score minus the published one. `notes` go with the figures.
    """

    low: float
    high: float
    interval_low: float
    interval_high: float
    inside: bool
    published_low: float
    published_high: float
    parts: Sequence[Part] = ()
    notes: Sequence[Sentence] = ()


def gap(published: Published, measured: Measured, way: pd.DataFrame | None = None) -> Gap | Sentence:
    """The gap, or why there is none to speak of. `way`: the `steps` of the run (one group), to part the gap by cause.

    Published 0.906 and measured 0.7516 of 500: gap -0.1544, outside of what 500 problems allow.
    """
    source, other = (published.benchmark, published.split), (measured.benchmark, measured.split)
    if refused := refusal(sentence(THE_PUBLISHED), [source], sentence(THE_MEASURED), [other]):
        return refused
    if metric(published.metric) != metric(measured.metric):
        return sentence(OTHER_METRIC, published=published.metric, measured=measured.metric)
    low, high = allowed(published, measured)
    # Theirs is taken away, so what is above it makes the gap lower.
    below, above = margins(measured.score, Bounded(-published.value, -published.value, -high, -low))
    least, most = measured.score.low - published.value, measured.score.high - published.value
    return Gap(
        low=least,
        high=most,
        interval_low=max(-1.0, least - below),
        interval_high=min(1.0, most + above),
        inside=measured.score.holds(published.value),
        published_low=low,
        published_high=high,
        parts=() if way is None else parts(published.value, way),
        notes=notes(published, measured),
    )


def allowed(published: Published, measured: Measured) -> tuple[float, float]:
    """Wilson's interval of the published score, by its own number of problems, else by ours."""
    n = published.n or measured.problems
    found = share(published.value * n, n)
    return (0.0, 1.0) if found.low is None or found.high is None else (found.low, found.high)


def parts(value: float, way: pd.DataFrame) -> list[Part]:
    """What makes the tool's score differ from the published one: what it lost by each cause, told by our corrections,
    and what is left between the corrected and the published score. Empty where no tool judged."""
    found: list[Part] = []
    for stage, name, part in zip(way["stage"], way["name"], way["share"], strict=True):
        if name == "corrected":
            return [*found, Part(UNEXPLAINED, UNEXPLAINED, float(part) - value)]
        if stage != "score":
            found.append(Part(str(stage), str(name), -float(part)))
    return []


def notes(published: Published, measured: Measured) -> list[Sentence]:
    """What is to be said with the figures."""
    numbers = {"published": published.n, "measured": measured.problems}
    if published.n is None:
        return [sentence(UNKNOWN_NUMBER, measured=measured.problems), sentence(INDEPENDENT)]
    if published.n != measured.problems:
        return [sentence(OTHER_NUMBER, **numbers), sentence(INDEPENDENT)]
    return [sentence(INDEPENDENT)]


def metric(name: str) -> tuple[str, int]:
    """The metric by its name: plain accuracy is pass@1, and so is the average of k samples.

    >>> metric("pass@1 (%)"), metric("accuracy automatic and people (%)"), metric("avg@16"), metric("cons@64")
    (('pass', 1), ('pass', 1), ('pass', 1), ('maj', 64))
    """
    found = AT_K.search(name)
    if not found or found[1].lower() == "avg":
        return "pass", 1
    return MAJORITY.get(found[1].lower(), "pass"), int(found[2])


def share_of(value: float, name: str) -> float:
    """A value as a share, by its metric's name.

    >>> share_of(75.0, "accuracy (%)"), share_of(0.9, "pass@1")
    (0.75, 0.9)
    """
    return value / 100 if "%" in name else value
