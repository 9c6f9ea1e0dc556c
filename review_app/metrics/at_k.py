"""At k: pass@k, whether one of k samples is right, and maj@k, whether the answer that most samples give is.

pass@k is the unbiased estimator of Chen and others (2021): the share of the choices of k among a problem's n samples
that hold a right one, 1 - C(n-c, k) / C(n, k). It grows with the right samples, so open cases make bounds as in
`score`; the interval goes by problems (see `clusters`). All functions take the tally and never change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from review_app.metrics.clusters import Clusters, clusters, shares
from review_app.metrics.score import MEASURES, columns
from review_app.wording import Sentence, later, sentence

if TYPE_CHECKING:
    import pandas as pd

FEW_SAMPLES = later("{short:,} of {problems:,} problems have fewer than {k} samples")
MIXED_SAMPLES = later("the problems have between {least} and {most} samples, so there is no one k to vote among")
NOT_JUDGED = later("nothing was judged here")


def pass_at_k(
    tally: pd.DataFrame, by: Sequence[str] = (), measure: str = "corrected", ks: Sequence[int] = ()
) -> pd.DataFrame:
    """One row for each group of `by` and each k of `ks`, else 1, 2, 4, 8, ... up to the most samples of a problem.

    `n` problems of runs (each counts alike), `low`, `high`, `interval_low`, `interval_high`, `error` as in `score`, and
    `reason`: a Sentence where the k is not to be had because a problem has fewer samples, else None (then n is 0 and
    the figures NaN). `measure` is one of MEASURES.

    One right of 4 samples: pass@1 0.25, pass@2 0.5, pass@4 1.
    """
    import pandas as pd

    rows = clusters(tally, by)
    most = int(tally[MEASURES[measure].size].max()) if len(tally) else 0
    found = pd.concat([_pass(rows, tally, measure, k) for k in ks or choices(max(1, most))])
    return found.sort_index(kind="stable").reset_index(drop=True)


def maj_at_k(tally: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """One row for each group of `by`, as of `pass_at_k`, of the corrected outcomes; `k` is the number of samples, of
    which all problems need the same (0 where they differ). Where several answers tie for most, each has its part."""
    import numpy as np

    rows = clusters(tally, by)
    samples = tally["samples"].groupby(rows.groups.codes)
    least, most = (samples.agg(which).to_numpy(dtype="int64") for which in ("min", "max"))
    low = tally["majority_correct"].to_numpy(dtype=float)
    high = low + tally["majority_uncertain"].to_numpy(dtype=float)
    missing = [
        None if a == b else sentence(MIXED_SAMPLES, least=int(a), most=int(b)) for a, b in zip(least, most, strict=True)
    ]
    found = _figures(rows, low, high, np.ones(len(tally)), missing)
    return found.assign(k=np.where(least == most, most, 0))


def choices(most: int) -> list[int]:
    """The k's up to a number of samples: the powers of 2, and the number itself.

    >>> choices(12)
    [1, 2, 4, 8, 12]
    """
    return sorted({2**power for power in range(most.bit_length())} | {most})


def chances(n: Any, c: Any, k: int) -> Any:
    """1 - C(n-c, k) / C(n, k) of arrays of numbers of samples and right ones, as a product that neither overflows nor
    loses digits. Where n < k: 0.

    >>> chances([4, 4, 1], [1, 0, 1], 2).tolist()
    [0.5, 0.0, 0.0]
    """
    import numpy as np

    pairs, place = np.unique(np.stack([n, c]).astype(float), axis=1, return_inverse=True)
    every, right = pairs
    turn = np.arange(k)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        missed = np.clip((every - right - turn) / (every - turn), 0.0, 1.0).prod(axis=0)
    return np.where(every >= k, 1 - missed, 0.0)[place.ravel()]


def _pass(rows: Clusters, tally: pd.DataFrame, measure: str, k: int) -> pd.DataFrame:
    """pass@k of each group for one k."""
    size, correct, uncertain = MEASURES[measure]
    n, low = tally[size].to_numpy(dtype=float), tally[correct].to_numpy(dtype=float)
    high = low + tally[uncertain].to_numpy(dtype=float) if uncertain else low
    short, problems = rows.total((n > 0) & (n < k)), rows.total(n > 0)
    missing = [_missing(int(few), int(all_), k) for few, all_ in zip(short, problems, strict=True)]
    found = _figures(rows, chances(n, low, k), chances(n, high, k), n > 0, missing, apart=n / k)
    return found.assign(k=k)


def _missing(short: int, problems: int, k: int) -> Sentence | None:
    """Why a k is not to be had."""
    if not problems:
        return sentence(NOT_JUDGED)
    return sentence(FEW_SAMPLES, short=short, problems=problems, k=k) if short else None


def _figures(
    rows: Clusters, low: Any, high: Any, sizes: Any, missing: list[Sentence | None], apart: Any = None
) -> pd.DataFrame:
    """The keys and figures of the groups; nothing counts where something is missing. `low`, `high`: 0..1 a problem."""
    import numpy as np
    import pandas as pd

    counts = np.array([reason is None for reason in missing], dtype=bool)[rows.groups.codes] * sizes
    most = counts if apart is None else counts * apart
    found = columns(shares(rows, low * counts, counts, most), shares(rows, high * counts, counts, most))
    reasons = pd.Series(missing, dtype=object, index=rows.groups.keys.index)
    return rows.groups.keys.assign(k=0, **found, reason=reasons)
