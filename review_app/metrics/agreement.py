"""Agreement: how far people who judged the same cases say the same, by chance-corrected and plain figures.

All functions take the opinions frame (columns `case_id, annotator, outcome` and what else is grouped by; one row a
person and case: where there are more, the last holds) and never change it. "Cannot tell" is no opinion: it is left
out unless asked for. Intervals are 95 %: Wilson's for per cent agreement, the asymptotic one of Fleiss, Cohen and
Everitt (1969, statsmodels) for Cohen's kappa, percentiles of a seeded bootstrap over cases for Fleiss' kappa and
Krippendorff's alpha (see `resampling`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from review_app.domain import Outcome
from review_app.metrics.accuracy import MISSING
from review_app.metrics.estimate import Estimate, none, share
from review_app.metrics.resampling import alphas, interval, kappas
from review_app.wording import later

if TYPE_CHECKING:
    import pandas as pd

NO_OVERLAP = later("no case has two opinions yet")
ONE_CATEGORY = later("all opinions say the same, so chance alone would agree as well")
FEW_CASES = later("too few cases for an interval")
NO_DISAGREEMENT = later("no disagreement yet, so no interval")

# The intervals of kappa and alpha rest on many cases; below this they promise more than they know.
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Agreement:
    """What holds of all cases with at least two opinions.

    `pairs` are pairs of opinions on one case, `percent` the share of them that agree (0..1). `fleiss` needs the
    same number of opinions a case: it takes the cases with `raters` opinions, the number that most cases have.
    """

    annotators: int
    cases: int
    pairs: int
    percent: Estimate
    fleiss: Estimate
    raters: int
    alpha: Estimate


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two people on the cases that both judged. `n` of the estimates is the number of these cases."""

    first: str
    second: str
    percent: Estimate
    kappa: Estimate


def agreement(opinions: pd.DataFrame, *, uncertain: bool = False) -> Agreement:
    """The figures of all opinions together.

    Ada and Boole on four cases, different on one: percent 0.75 of 4 pairs.
    """
    kept = counted(opinions, uncertain=uncertain)
    kept = kept[kept.groupby("case_id")["annotator"].transform("size") >= 2]
    counts = _counts(kept)
    sizes = counts.sum(axis=1)
    pairs = int((sizes * (sizes - 1) // 2).sum())
    agreeing = float((counts * (counts - 1) // 2).sum())
    percent = share(agreeing, pairs, len(counts)) if pairs else none(0, NO_OVERLAP)
    raters, fleiss = _fleiss(counts)
    return Agreement(kept["annotator"].nunique(), len(counts), pairs, percent, fleiss, raters, _alpha(counts))


def agreement_by(opinions: pd.DataFrame, column: str) -> dict[str, Agreement]:
    """The same for each value of a column, sorted; a missing value is `MISSING`, the last."""
    import pandas as pd

    numbered = {name: pd.factorize(opinions[name])[0] for name in ("case_id", "annotator")}
    groups = opinions.assign(**numbered).groupby(column, dropna=False, sort=True)
    return {MISSING if pd.isna(name) else str(name): agreement(group) for name, group in groups}


def pair_agreement(opinions: pd.DataFrame) -> list[PairAgreement]:
    """Each two people with at least one case in common, by name."""
    import numpy as np

    kept = counted(opinions)
    cases, people, outcomes = (_codes(kept[name]) for name in ("case_id", "annotator", "outcome"))
    said = np.full((len(people.names), len(cases.names)), -1)
    said[people.codes, cases.codes] = outcomes.codes
    found = []
    for first, second in combinations(range(len(said)), 2):
        both = said[[first, second]][:, (said[first] >= 0) & (said[second] >= 0)]
        if n := both.shape[1]:
            same = int((both[0] == both[1]).sum())
            names = people.names[first], people.names[second]
            found.append(PairAgreement(*names, share(same, n), _cohen(both, len(outcomes.names))))
    return found


def counted(opinions: pd.DataFrame, *, uncertain: bool = False) -> pd.DataFrame:
    """The opinions that count, one a person and case."""
    kept = opinions if uncertain else opinions[opinions["outcome"] != Outcome.UNCERTAIN.value]
    return kept.drop_duplicates(["case_id", "annotator"], keep="last")


class _Codes(NamedTuple):
    """A column as numbers: `names[codes[k]]` is its k-th value; the names are sorted."""

    codes: Any
    names: list[str]


def _codes(column: pd.Series[str]) -> _Codes:
    """A column as numbers: ten times as fast to count as text."""
    import pandas as pd

    codes, names = pd.factorize(column, sort=True)
    return _Codes(codes, [str(name) for name in names])


def _counts(kept: pd.DataFrame) -> Any:
    """How many said what: an integer array, one row a case, one column an outcome."""
    cases, outcomes = _codes(kept["case_id"]), _codes(kept["outcome"])
    return _table(cases.codes, outcomes.codes, (len(cases.names), len(outcomes.names)))


def _table(rows: Any, columns: Any, shape: tuple[int, int]) -> Any:
    """How often each (row, column) comes."""
    import numpy as np

    return np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape)


def _alpha(counts: Any) -> Estimate:
    """Krippendorff's alpha, nominal."""
    n = len(counts)
    if not n:
        return none(0, NO_OVERLAP)
    if counts.shape[1] < 2:
        return none(n, ONE_CATEGORY)
    import krippendorff

    value = float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))
    return _bounded(value, counts, alphas)


def _fleiss(counts: Any) -> tuple[int, Estimate]:
    """(opinions a case, Fleiss' kappa) of the cases that have as many opinions as most; the larger number on a tie."""
    if not len(counts):
        return 0, none(0, NO_OVERLAP)
    import numpy as np

    sizes, cases = np.unique(counts.sum(axis=1), return_counts=True)
    raters = int(sizes[cases == cases.max()].max())
    taken = counts[counts.sum(axis=1) == raters]
    if (taken.sum(axis=0) > 0).sum() < 2:
        return raters, none(len(taken), ONE_CATEGORY)
    from statsmodels.stats.inter_rater import fleiss_kappa

    return raters, _bounded(float(fleiss_kappa(taken)), taken, kappas)


def _bounded(value: float, counts: Any, statistic: Any) -> Estimate:
    """The value with the interval of the bootstrap, where there can be one."""
    missing = _no_interval(value, len(counts))
    if missing:
        return Estimate(value, None, None, len(counts), missing)
    low, high = interval(counts, statistic)
    return Estimate(value, low, high, len(counts))


def _no_interval(value: float, cases: int) -> str:
    """Why there is no interval; empty where there is one."""
    if cases < FEWEST:
        return FEW_CASES
    return NO_DISAGREEMENT if value > 1 - 1e-9 else ""


def _cohen(both: Any, outcomes: int) -> Estimate:
    """Cohen's kappa of two rows of outcome numbers below `outcomes`."""
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa

    n = both.shape[1]
    if len(np.unique(both)) < 2:
        return none(n, ONE_CATEGORY)
    # Its tests of kappa = 0, which nobody asked for, divide by zero where one person always says the same.
    with np.errstate(all="ignore"):
        result = cohens_kappa(_table(both[0], both[1], (outcomes, outcomes)))
    value, missing = float(result.kappa), _no_interval(float(result.kappa), n)
    if missing:
        return Estimate(value, None, None, n, missing)
    return Estimate(value, max(-1.0, float(result.kappa_low)), min(1.0, float(result.kappa_upp)), n)
