"""Score: the tool's, the automatic, the corrected and the amended share of correct responses, with 95 % intervals.

All functions take the tally (a row for all problems of a run that are alike) and never change it. Uncertain responses
make bounds: `*_low` counts them wrong, `*_high` right. The interval reaches from the interval's low end of the lower
bound to the high end of the upper one: it holds the true share however the open cases are decided. It is Wilson's
where each problem has one sample, and goes by problems where it has several (see `clusters`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from review_app.metrics.clusters import Clusters, Shares, clusters, shares

if TYPE_CHECKING:
    import pandas as pd


class Measure(NamedTuple):
    """What is counted in a tally: of `size` responses `correct` ones, and `uncertain` ones where there can be any."""

    size: str
    correct: str
    uncertain: str | None


MEASURES: Mapping[str, Measure] = {
    "tool": Measure("tool_judged", "tool_correct", None),
    "automatic": Measure("samples", "automatic_correct", "automatic_uncertain"),
    "corrected": Measure("samples", "correct", "uncertain"),
    "amended": Measure("samples", "amended_correct", "amended_uncertain"),
}


def score(tally: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """One row for each group of `by` (one row in all without it; none for an empty tally); keys as in `accuracy`.

    `n` responses, `pending` of them uncertain; `problems` different ones (of several runs on the same benchmark,
    split, level and subject the most: a tally does not tell whose problems are the same); `samples_least`,
    `samples_most` a problem. For each of MEASURES: `_n` responses that count, `_low` and `_high` (shares 0..1),
    `_interval_low` and `_interval_high`, and `_error`, the standard error by problems (of the bound that has the
    larger one; NaN of one problem). Where all problems have k samples, the corrected share is avg@k ± `corrected_error`
    (pass@1 is the same estimate). NaN where nothing counts.
    """
    import pandas as pd

    rows = clusters(tally, by)
    counts: dict[str, Any] = {
        "n": rows.total(tally["samples"].to_numpy(dtype=float)).astype("int64"),
        "problems": rows.problems(tally["samples"].to_numpy(dtype=float)).astype("int64"),
        "samples_least": _extreme(rows, tally, "min"),
        "samples_most": _extreme(rows, tally, "max"),
        "pending": rows.total(tally["uncertain"].to_numpy(dtype=float)).astype("int64"),
    }
    for name in MEASURES:
        low, high = bounds(rows, tally, name)
        counts |= {f"{name}_{column}": values for column, values in columns(low, high).items()}
    return pd.concat([rows.groups.keys, pd.DataFrame(counts, index=rows.groups.keys.index)], axis=1)


def bounds(rows: Clusters, tally: pd.DataFrame, measure: str) -> tuple[Shares, Shares]:
    """The shares with every uncertain response counted wrong, and right; the same twice where there can be none."""
    size, correct, uncertain = MEASURES[measure]
    sizes, counts = tally[size].to_numpy(dtype=float), tally[correct].to_numpy(dtype=float)
    low = shares(rows, counts, sizes)
    if uncertain is None or not tally[uncertain].any():
        return low, low
    return low, shares(rows, counts + tally[uncertain].to_numpy(dtype=float), sizes)


def columns(low: Shares, high: Shares) -> dict[str, Any]:
    """What a frame says of a lower and an upper bound."""
    import numpy as np

    return {
        "n": low.n.astype("int64"),
        "low": low.share,
        "high": high.share,
        "interval_low": low.low,
        "interval_high": high.high,
        "error": np.maximum(low.error, high.error),
    }


def _extreme(rows: Clusters, tally: pd.DataFrame, which: str) -> Any:
    """The fewest or the most samples of a problem in each group."""
    return tally["samples"].groupby(rows.groups.codes).agg(which).to_numpy(dtype="int64")
