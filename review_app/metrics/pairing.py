"""Pairing: the problems that two runs both answered, or the sentence why the runs must not be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from review_app.metrics.sameness import refusal
from review_app.metrics.score import MEASURES
from review_app.wording import Sentence, later, sentence

if TYPE_CHECKING:
    import pandas as pd

# Of the smaller run's problems so many must be the larger one's: with fewer, the two were not asked the same.
LEAST_SHARED = 0.9

NO_RESPONSES = later("{run} has no judged responses here")
FEW_SHARED = later(
    "of {first_problems:,} problems of {first} and {second_problems:,} of {second} only {shared:,} are the same: these "
    "are different sets of problems"
)
OTHER_SAMPLES = later(
    "{first} has {first_samples} samples a problem and {second} has {second_samples}: compare runs with as many of each"
)

KEYS = ["problem_id", "level", "subject"]


@dataclass(frozen=True)
class Pairing:
    """Two runs. `shared`: a row a problem with `problem_id, level, subject`, the shares of right samples `first` and
    `second` (open ones counted wrong), `apart` = first - second, whether a case is `open` in either run, and between
    which differences, `least` and `most`, it can be decided. `samples` is the usual number a problem; `alone` problems
    were answered by one of the runs."""

    first: str
    second: str
    samples: int
    alone: int
    shared: pd.DataFrame

    @property
    def settled(self) -> pd.DataFrame:
        """The shared problems of which nothing is open."""
        return self.shared[~self.shared["open"]]


def paired(pairs: pd.DataFrame, first: str, second: str, measure: str = "corrected") -> Pairing | Sentence:
    """Two runs of the pairs frame by their ids. `measure` is one of MEASURES; problems that it judged nothing of do
    not count."""
    one, other = (_of_run(pairs, run, measure) for run in (first, second))
    refused = _nothing(one, first) or _nothing(other, second) or _refusal(one, other, _names(one, other))
    if refused:
        return refused
    both = one.merge(other, on="problem_id", suffixes=("", "_2"))
    shared = both[KEYS].assign(
        first=both["low"],
        second=both["low_2"],
        apart=both["low"] - both["low_2"],
        open=(both["high"] > both["low"]) | (both["high_2"] > both["low_2"]),
        least=both["low"] - both["high_2"],
        most=both["high"] - both["low_2"],
    )
    return Pairing(first, second, _usual(one), len(one) + len(other) - 2 * len(shared), shared)


def _of_run(pairs: pd.DataFrame, run: str, measure: str) -> pd.DataFrame:
    """What counts of one run: the share of each problem with open cases counted wrong and right."""
    size, correct, uncertain = MEASURES[measure]
    mine = pairs[(pairs["run_id"] == run) & (pairs[size] > 0)].reset_index(drop=True)
    most = mine[correct] + mine[uncertain] if uncertain else mine[correct]
    return mine.assign(size=mine[size], low=mine[correct] / mine[size], high=most / mine[size])


def _nothing(mine: pd.DataFrame, run: str) -> Sentence | None:
    """Where a run has nothing to compare."""
    return None if len(mine) else sentence(NO_RESPONSES, run=run)


def _refusal(one: pd.DataFrame, other: pd.DataFrame, names: tuple[str, str]) -> Sentence | None:
    """Why two runs cannot be compared."""
    first, second = names
    sources = [set(mine[["benchmark", "split"]].itertuples(index=False, name=None)) for mine in (one, other)]
    if refused := refusal(first, sources[0], second, sources[1]):
        return refused
    shared = int(one["problem_id"].isin(other["problem_id"]).sum())
    if shared < LEAST_SHARED * min(len(one), len(other)):
        return sentence(
            FEW_SHARED,
            first=first, second=second, first_problems=len(one), second_problems=len(other), shared=shared,
        )  # fmt: skip
    if _usual(one) != _usual(other):
        return sentence(
            OTHER_SAMPLES, first=first, second=second, first_samples=_usual(one), second_samples=_usual(other)
        )
    return None


def _names(one: pd.DataFrame, other: pd.DataFrame) -> tuple[str, str]:
    """What people call the runs: by their models, unless these are the same."""
    column = "run_id" if one["model"].iloc[0] == other["model"].iloc[0] else "model"
    return str(one[column].iloc[0]), str(other[column].iloc[0])


def _usual(mine: pd.DataFrame) -> int:
    """The number of samples that most problems have."""
    return int(mine["size"].mode().iloc[-1])
