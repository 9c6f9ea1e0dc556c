"""Intervals: the scores of groups, each with the 95 % interval of its automatic and its corrected score.

Wilson's interval, as if each problem of a run were one observation however many samples it has: samples of one problem
are alike, so that more of them tell little more. Where responses are pending it reaches from the lower end of the lower
bound to the upper end of the upper one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from review_app.metrics import accuracy
from review_app.metrics.estimate import share

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("automatic", "corrected")
ENDS = tuple(f"{kind}_{end}" for kind in KINDS for end in ("from", "to"))


def intervals(tally: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """The rows of `scores` with `problems` (of a run, counted once a run), and `automatic_from`, `automatic_to`,
    `corrected_from`, `corrected_to`, shares 0..1."""
    table = accuracy.scores(tally, by)
    if table.empty:
        return table.assign(problems=0, **dict.fromkeys(ENDS, 0.0))
    table["problems"] = problems(tally, by)
    for kind in KINDS:
        rows = list(zip(table[f"{kind}_low"], table[f"{kind}_high"], table["problems"], strict=True))
        table[f"{kind}_from"] = [ends(least, int(n))[0] for least, _, n in rows]
        table[f"{kind}_to"] = [ends(most, int(n))[1] for _, most, n in rows]
    return table


def problems(tally: pd.DataFrame, by: Sequence[str]) -> list[int]:
    """How many problems of runs each group has, in the order of `scores`. Lengths do not know them: responses."""
    counts = tally["problems"] if "problems" in tally else accuracy.responses(tally)
    if not by:
        return [int(counts.sum())]
    sums = counts.groupby([tally[name] for name in by], dropna=False, sort=True, observed=True).sum()
    return [int(count) for count in sums]


def ends(value: float, n: int) -> tuple[float, float]:
    """The ends of the interval of a share seen in `n` problems."""
    # Sums of floats may step out of 0..1 by a hair.
    found = share(min(1.0, max(0.0, value)) * n, n)
    return (0.0, 1.0) if found.low is None or found.high is None else (found.low, found.high)
