"""Scoreboard: graders measured against people: ours, the tools' own, and judges.

All functions take the decided frame, a row for each decided case and grader: `grader`, `rule`, `kind` (of answer),
`said` (its outcome), `people` (what they hold), `responses`, and `audited` where it is known whether the case was drawn
by chance. Each case counts once, however many responses give its answer. Intervals are Wilson's, 95 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from review_app.domain import Outcome
from review_app.metrics.clusters import wilson
from review_app.metrics.groups import grouped
from review_app.wording import later

if TYPE_CHECKING:
    import pandas as pd

NOT_RANDOM = later(
    "People decide the doubtful cases first, so these are harder than the others, and a grader may well be better on "
    "all cases than here. What audits drew by chance speaks for all automatic verdicts of our grader."
)

# Which cases: all that people decided, or those that an audit drew by chance.
DECIDED, AUDITED = "decided", "audited"

FIGURES = ("precision", "recall", "accuracy")


def scoreboard(frame: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """One row for each `sample` (DECIDED; AUDITED where the frame has such cases), `grader` and group of `by` (`rule`,
    `kind`), sorted.

    `cases`, of them `uncertain` to the grader, `wrong` (it said the opposite of people) and `correct` (people say so,
    whatever it said); `responses` of all. Then three figures 0..1 each with `_n`, `_low`, `_high`, NaN of nothing:
    `precision`: of the cases it called correct, the share that is; `recall`: of the cases that are correct, the share
    it called so (what it was uncertain of it did not find); `accuracy`: of those it called anything, the share it got
    right. Cases on which people are uncertain count for nothing.

    Called correct 3, of which 2 are; called incorrect 1, which is correct: precision 2/3, recall 2/3, accuracy 1/2.
    """
    import pandas as pd

    parts = [_figures(frame, ["grader", *by]).assign(sample=DECIDED)]
    if "audited" in frame:
        drawn = _figures(frame[frame["audited"].fillna(False).astype(bool)], ["grader", *by])
        parts.append(drawn.assign(sample=AUDITED))
    found = pd.concat(parts, ignore_index=True)
    return found[["sample", *found.columns.drop("sample")]]


def disagreements(frame: pd.DataFrame, grader: str | None = None) -> pd.DataFrame:
    """The rows where a grader (or any) called correct what people hold incorrect, or the other way round: the most
    responses first. All columns of the frame stay, so that a test can be made of each."""
    known = frame["said"].isin(DEFINITE) & frame["people"].isin(DEFINITE)
    found = frame[known & (frame["said"] != frame["people"])]
    found = found if grader is None else found[found["grader"] == grader]
    return found.sort_values("responses", ascending=False, kind="stable", ignore_index=True)


DEFINITE = (Outcome.CORRECT.value, Outcome.INCORRECT.value)


def _figures(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The counts and figures of each group."""
    known = frame[frame["people"].isin(DEFINITE)].reset_index(drop=True)
    groups = grouped(known, by)
    said, right = (known[name] == Outcome.CORRECT for name in ("said", "people"))
    definite = known["said"].isin(DEFINITE)
    count = {name: groups.sum(flag).astype("int64") for name, flag in {
        "cases": definite | True, "uncertain": ~definite, "wrong": definite & (said != right), "called": said,
        "right": right, "found": said & right, "definite": definite,
    }.items()}  # fmt: skip
    found: dict[str, Any] = {name: count[name] for name in ("cases", "uncertain", "wrong")}
    found["correct"] = count["right"]
    found["responses"] = groups.sum(known["responses"]).astype("int64")
    found |= _share("precision", count["found"], count["called"]) | _share("recall", count["found"], count["right"])
    found |= _share("accuracy", count["definite"] - count["wrong"], count["definite"])
    return groups.keys.assign(**found)


def _share(name: str, counts: Any, totals: Any) -> dict[str, Any]:
    """A figure of each group with its interval."""
    import numpy as np

    share = counts / np.where(totals > 0, totals, np.nan)
    low, high = wilson(share, totals.astype(float))
    return {name: share, f"{name}_n": totals, f"{name}_low": low, f"{name}_high": high}
