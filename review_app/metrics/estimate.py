"""Estimate: a figure with its 95 % interval, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from review_app.wording import later

NOTHING = later("nothing to count yet")


@dataclass(frozen=True, slots=True)
class Estimate:
    """`value` between `low` and `high`, from `n` cases (or decisions); None where it cannot be told, and why.

    `reason` is a sentence in English (the key of its translations); it also stands where only the interval is missing.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str = ""


def none(n: int, reason: str) -> Estimate:
    """No figure."""
    return Estimate(None, None, None, n, reason)


def share(count: float, total: float, cases: int | None = None) -> Estimate:
    """The share 0..1 with Wilson's interval.

    `cases`: on how many independent cases the `total` lies, where that is fewer (three opinions on one case make
    three pairs, but one observation); the interval goes by them.

    >>> share(0, 0).reason
    'nothing to count yet'
    """
    n = int(total) if cases is None else cases
    if not total or not n:
        return none(n, NOTHING)
    from statsmodels.stats.proportion import proportion_confint

    value = count / total
    low, high = proportion_confint(value * n, n, method="wilson")
    return Estimate(value, float(low), float(high), n)


def difference(count: int, total: int, other_count: int, other_total: int) -> Estimate:
    """First share minus second share, -1..1, with Newcombe's hybrid score interval; `n` is both totals."""
    n = total + other_total
    if not total or not other_total:
        return none(n, NOTHING)
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(count, total, other_count, other_total, method="newcomb", compare="diff")
    return Estimate(count / total - other_count / other_total, float(low), float(high), n)
