"""Insight: what charts and figures read of a selection, as small frames of counts instead of one row a response.

A million responses are some thousand rows here; the store counts them, `counted` does so with an outcomes frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from review_app.domain import Selection
from review_app.metrics.progress import Progress, progress

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("run_id", "model", "benchmark", "split", "level", "subject")
COUNTS = (
    "samples",
    "tool_judged",
    "tool_correct",
    "automatic_correct",
    "automatic_uncertain",
    "correct",
    "uncertain",
    "amended_correct",
    "amended_uncertain",
)
MAJORITY = ("majority_correct", "majority_uncertain")
CELLS = (*KEYS, "tool_outcome", "automatic", "outcome", "amended_outcome", "status", "rule", "cause", "strength")

# Columns of the other frames, in the words of the tally; what each holds is told by `Insight`.
STEPS = ("cause", "change", "responses")
SCORES = ("model", "benchmark", "n", "problems", "value", "most", "low", "high")
LENGTHS = (
    *("run_id", "model", "benchmark", "shortest", "longest", "truncated"),
    *("responses", "automatic_correct", "automatic_uncertain", "correct", "uncertain"),
)
DAYS = ("day", "annotator", "decisions", "median_seconds")
CALIBRATION = ("source", "name", "low", "high", "said", "correct", "n")
AGREEMENT = (
    *("kind", "name", "cases", "pairs"),
    *("percent", "percent_low", "percent_high", "alpha", "alpha_low", "alpha_high"),
)


def empty(*columns: str) -> pd.DataFrame:
    """A frame without rows."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Insight:
    """A selection in counts. Every frame but the first may be empty: there is nothing to tell, or nobody asked for it.

    `tally`: one row for each group of problems that are alike: `KEYS`, the `COUNTS` of one problem (of its `samples`,
    whole numbers), `MAJORITY` (0..1) and `problems`, for how many problems the row stands.
    `cells`: one row for each combination of `CELLS`, with its `responses` and `cases`.
    `progress`: how far people are with the cases.
    `steps`: from the tool's score to the corrected one: for each `cause` the `change` as a share of all responses
    (-1..1, in the order to be drawn; tool's score + their sum = corrected score) and how many `responses` changed.
    `scores`: for each model and benchmark `n` responses to `problems`; `value` is the corrected score 0..1 with
    pending responses wrong, `most` with them right; `low` and `high` the ends of the 95 % interval (of `value`
    downwards, of `most` upwards). Without it charts take Wilson's interval by problems from the tally.
    `lengths`: responses by length: a bucket holds those of `shortest` to `longest` characters (both counted in;
    the same buckets for all runs), parted by `truncated` (whether the answer was cut off before its end, bool).
    `days`: for each `day` (a date) and `annotator` how many `decisions` stand, and their `median_seconds` (float,
    missing where time was not measured).
    `calibration`: verdicts by how sure they were: `source` is `judge`, `grader` or `tool`, `name` which judge. In the
    bucket `low`..`high` of its probabilities 0..1 that an answer is correct it `said` this one on average; people
    decided `n` of these cases and held `correct` of them correct.
    `agreement`: of people, for each `kind` (`benchmark` or `rule`) and `name`: `cases` with two opinions, `pairs` of
    opinions, `percent` of them that agree (0..1), Krippendorff's `alpha` (-1..1), each with its 95 % interval
    (missing where there is none).
    `selection`: what was asked for; links to the cases behind a mark narrow it further.
    """

    tally: pd.DataFrame
    cells: pd.DataFrame = field(default_factory=partial(empty, *CELLS, "responses", "cases"))
    progress: Progress = field(default_factory=Progress)
    steps: pd.DataFrame = field(default_factory=partial(empty, *STEPS))
    scores: pd.DataFrame = field(default_factory=partial(empty, *SCORES))
    lengths: pd.DataFrame = field(default_factory=partial(empty, *LENGTHS))
    days: pd.DataFrame = field(default_factory=partial(empty, *DAYS))
    calibration: pd.DataFrame = field(default_factory=partial(empty, *CALIBRATION))
    agreement: pd.DataFrame = field(default_factory=partial(empty, *AGREEMENT))
    selection: Selection = field(default_factory=Selection)


# What charts need beside the tally and the progress; each takes a while where there are a million responses.
FRAMES = ("cells", "steps", "scores", "lengths", "days", "calibration", "agreement")


def counted(frame: pd.DataFrame, **others: Any) -> Insight:
    """The insight of an outcomes frame (columns `CELLS`, `problem_id`, `case_id`); `others` are its other fields."""
    return Insight(**{"tally": tally(frame), "cells": cells(frame), "progress": progress(frame), **others})


def tally(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each group of problems that are alike."""
    alike = [*KEYS, *COUNTS, *MAJORITY]
    return pairs(frame).groupby(alike, dropna=False, sort=True, observed=True).size().reset_index(name="problems")


def pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each problem and run."""
    import pandas as pd

    problem = [frame["run_id"], frame["problem_id"]]
    keys = frame.groupby(problem, sort=True)[list(KEYS[1:])].first()
    found = pd.concat([keys, flags(frame).groupby(problem, sort=True).sum(), majority(frame)], axis=1).reset_index()
    return found[[*KEYS, "problem_id", *COUNTS, *MAJORITY]]


def flags(frame: pd.DataFrame) -> pd.DataFrame:
    """0 or 1 for each response and count."""
    import pandas as pd

    told = {"automatic": "automatic_", "outcome": "", "amended_outcome": "amended_"}
    found: dict[str, pd.Series[Any]] = {
        "samples": pd.Series(1, index=frame.index),
        "tool_judged": frame["tool_outcome"].notna(),
        "tool_correct": frame["tool_outcome"] == "correct",
    }
    for column, prefix in told.items():
        found |= {f"{prefix}{outcome}": frame[column] == outcome for outcome in ("correct", "uncertain")}
    return pd.DataFrame({name: flag.fillna(False).astype("int64") for name, flag in found.items()})


def majority(frame: pd.DataFrame) -> pd.DataFrame:
    """What the answer that most samples give is worth, for each run and problem; answers that tie share it equally.

    A response that nobody graded has no case: it agrees with no other.
    """
    import pandas as pd

    own = pd.Series(["response " + str(place) for place in frame.index], index=frame.index, dtype=object)
    answer = frame["case_id"].astype(object).where(frame["case_id"].notna(), own)
    worth = pd.DataFrame({f"majority_{name}": frame["outcome"] == name for name in ("correct", "uncertain")})
    groups = worth.fillna(False).astype(float).groupby([frame["run_id"], frame["problem_id"], answer], sort=True)
    answers, votes = groups.mean(), groups.size()
    problem = ["run_id", "problem_id"]
    first = votes == votes.groupby(level=problem).transform("max")
    return answers[first].groupby(level=problem).mean()


def cells(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each combination of what a response is and what is held of it."""
    groups = frame.groupby(list(CELLS), dropna=False, sort=True, observed=True)
    return groups["case_id"].agg(responses="size", cases="nunique").reset_index()
