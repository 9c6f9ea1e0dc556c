"""Accuracy: shares of correct responses, as graded and as corrected by people, with honest bounds.

Every figure that pages, charts and exports show is defined here, once. All functions take the outcomes frame
(one row a response, or as many as its column `responses` counts) and never change it; 1,000,000 rows take about
a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# The label of responses whose problem has no level (or subject, ...): they keep a row of their own.
MISSING = "—"

COUNTS = ("n", "correct_automatic", "correct", "pending")
SCORES = (
    "n",
    "automatic_low",
    "automatic_high",
    "corrected_low",
    "corrected_high",
    "amended_low",
    "amended_high",
    "tool",
    "pending",
    "correct_automatic",
    "correct",
)
SHARES = (
    "automatic",
    "automatic_low",
    "automatic_high",
    "corrected",
    "corrected_low",
    "corrected_high",
    "correct_automatic",
    "correct",
    "pending",
)


def scores(frame: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """One row for each group of `by` (one row in all without it; none for an empty frame).

    `n` responses; `*_low` and `*_high` are shares 0..1 with every uncertain response counted wrong and right
    (automatic: the grader alone; corrected: with people's decisions; amended: the same by the corrected references
    where people confirmed that printed ones are wrong, from the column `amended_outcome`); `tool` is the share the
    tool itself called correct, of the responses it judged, NaN where it judged none; `pending` counts uncertain
    outcomes by the printed references.
    Groups are sorted, `MISSING` last.

    >>> import pandas as pd
    >>> said = ["correct", "incorrect", "incorrect", "uncertain"]
    >>> frame = pd.DataFrame({"automatic": said, "outcome": said, "tool_outcome": None})
    >>> scores(frame)[["n", "corrected_low", "corrected_high"]].values.tolist()
    [[4.0, 0.25, 0.5]]
    """
    if frame.empty:
        return _empty([*by, *SCORES], by)
    sums = _sums(frame, list(by))
    n = sums["n"]
    found = sums[[*by, *COUNTS]].assign(
        automatic_low=sums["correct_automatic"] / n,
        automatic_high=(sums["correct_automatic"] + sums["uncertain_automatic"]) / n,
        corrected_low=sums["correct"] / n,
        corrected_high=(sums["correct"] + sums["pending"]) / n,
        amended_low=sums["correct_amended"] / n,
        amended_high=(sums["correct_amended"] + sums["uncertain_amended"]) / n,
        tool=sums["tool_correct"] / sums["tool_judged"].where(sums["tool_judged"] > 0),
    )
    return found[[*by, *SCORES]]


def shares(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """How the correct answers are distributed over `by`: shares 0..1 that sum to 1, one row a group.

    `*_low` is the share if in this group every uncertain response is wrong and elsewhere right, `*_high` the
    reverse. NaN where there is no correct answer at all (or, for a bound, where there would be none).

    With 6 correct answers at level 1 and 2 at level 2, none pending: 0.75 and 0.25.
    """
    if frame.empty:
        return _empty([by, *SHARES], [by])
    sums = _sums(frame, [by])
    found = sums[[by, "correct_automatic", "correct", "pending"]].copy()
    columns = (("automatic", "correct_automatic", "uncertain_automatic"), ("corrected", "correct", "pending"))
    for name, correct, uncertain in columns:
        found[name] = sums[correct] / _some(int(sums[correct].sum()))
        others = sums[correct].sum() - sums[correct]
        most = sums[correct] + sums[uncertain]
        others_most = most.sum() - most
        found[f"{name}_low"] = sums[correct] / (sums[correct] + others_most).where(lambda total: total > 0)
        found[f"{name}_high"] = most / (most + others).where(lambda total: total > 0)
    return found[[by, *SHARES]]


def _sums(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The counts that every share is made of, one row a group."""
    flags = _flags(frame)
    if not by:
        return flags.sum().to_frame().T
    keys = [frame[name] for name in by]
    sums = flags.groupby(keys, dropna=False, sort=True, observed=True).sum().reset_index()
    for name in by:
        sums[name] = sums[name].astype(object).where(sums[name].notna(), MISSING)
    return sums


def _flags(frame: pd.DataFrame) -> pd.DataFrame:
    """0 or 1 for each response and count: the definitions."""
    import pandas as pd

    # A frame that does not tell of corrected references has none.
    amended = frame.get("amended_outcome", frame["outcome"])
    flags = {
        "correct_automatic": frame["automatic"] == "correct",
        "uncertain_automatic": frame["automatic"] == "uncertain",
        "correct": frame["outcome"] == "correct",
        "pending": frame["outcome"] == "uncertain",
        "correct_amended": amended == "correct",
        "uncertain_amended": amended == "uncertain",
        "tool_judged": frame["tool_outcome"].notna(),
        "tool_correct": frame["tool_outcome"] == "correct",
    }
    whole = {name: flag.fillna(False).astype("int64") for name, flag in flags.items()}
    found = pd.DataFrame({"n": 1, **whole}, index=frame.index)
    return found.mul(frame["responses"], axis="index") if "responses" in frame else found


def _some(total: int) -> float:
    """A denominator that gives NaN instead of an error where it is zero."""
    return float(total) if total else float("nan")


def _empty(columns: list[str], by: Sequence[str]) -> pd.DataFrame:
    """No rows, but every column with the type it has in a full result."""
    import pandas as pd

    kinds = {**dict.fromkeys(columns, "float64"), **dict.fromkeys(by, "object")}
    kinds |= {name: "int64" for name in COUNTS if name in columns}
    return pd.DataFrame({name: pd.Series(dtype=kinds[name]) for name in columns})
