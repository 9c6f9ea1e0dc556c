"""Steps: the way from the tool's score to the corrected and the amended one, by what it went wrong on.

All of it is counted in responses, uncertain ones as wrong, so the steps add up to the difference exactly. A response
whose outcome people hold against the tool counts under the cause they gave. Where our grader alone corrected the tool,
the cause is told by how: from a plain text or number, which any tool can compare, the tool must have read another
answer (extraction); else it could not tell that two forms are the same, or took different ones for the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from review_app.domain import Cause, Outcome, Status, Strength
from review_app.metrics.groups import grouped

if TYPE_CHECKING:
    import pandas as pd

# Rules that compare plain texts and numbers.
PLAIN_RULES = ("same_text", "same_number", "same_words", "different_number", "different_words")
UNIT_RULES = ("percent_sign",)

# Who took a step, in this order; `open` cases had the tool's word and wait for people's.
GRADER, PEOPLE, OPEN, REFERENCE = "grader", "people", "open", "reference"
STAGES = (GRADER, PEOPLE, OPEN, REFERENCE)
PENDING = "pending"

# The scores that the way passes, each with its column of the cells.
SCORES = {"tool": "tool_outcome", "automatic": "automatic", "corrected": "outcome", "amended": "amended_outcome"}

FIGURES = ("stage", "name", "n", "gained", "lost", "responses", "share", "cases", "uncertain")


def steps(cells: pd.DataFrame, by: Sequence[str] = (), start: str = "tool") -> pd.DataFrame:
    """The way of each group of `by` from the score `start` (`tool`, or `automatic` where no tool judged): in order the
    score, the steps, the corrected score, the step of wrong references, the amended score.

    A score has the stage `score`, the `name` of SCORES, `responses` right of `n`, and `uncertain` ones that may yet
    be. A step has a stage of STAGES and the `name` of a Cause (`pending` where open), the responses `gained` and
    `lost`, `responses` = gained - lost, and how many `cases` that are. `share` = responses / n. Only responses that
    the start judged count; a group without any has no rows, and steps that nothing took are left out.

    The tool has 7 of 10; extraction +2, equivalent_form +1 -1, pending -1: corrected 8.
    """
    import pandas as pd

    kept = cells[cells[SCORES[start]].notna() & (cells["responses"] > 0)].reset_index(drop=True)
    groups = grouped(kept, by)
    way = [_score(kept, groups.codes, start, 0), *_moves(kept, groups.codes, start)]
    way += [_score(kept, groups.codes, "corrected", 2), _score(kept, groups.codes, "amended", 4)]
    found = pd.concat(way, ignore_index=True)
    found = found.sort_values(["group", "place", "order"], kind="stable", ignore_index=True)
    n = groups.sum(kept["responses"]).astype("int64")[found["group"]]
    found = found.assign(n=n, share=found["responses"] / n)
    keys = groups.keys.iloc[found["group"]].reset_index(drop=True)
    return pd.concat([keys, found[list(FIGURES)]], axis=1)


def _score(kept: pd.DataFrame, codes: Any, name: str, place: int) -> pd.DataFrame:
    """One row a group: how many responses are right, and how many uncertain."""
    said = kept[SCORES[name]]
    counts = {
        "responses": kept["responses"].where(said == Outcome.CORRECT, 0),
        "uncertain": kept["responses"].where(said == Outcome.UNCERTAIN, 0),
        "cases": kept["cases"] * 0,
    }
    sums = kept[[]].assign(group=codes, **counts).groupby("group", as_index=False).sum()
    return sums.assign(stage="score", name=name, place=place, order=0, gained=0, lost=0)


def _moves(kept: pd.DataFrame, codes: Any, start: str) -> list[pd.DataFrame]:
    """The steps from the start to the corrected score, and from there to the amended one."""
    before, after, amended = (kept[SCORES[name]] == Outcome.CORRECT for name in (start, "corrected", "amended"))
    stages = _stages(kept)
    first = _steps(kept, codes, after.astype(int) - before.astype(int), stages, _names(kept, stages), 1)
    last = _steps(kept, codes, amended.astype(int) - after.astype(int), REFERENCE, Cause.REFERENCE_WRONG.value, 3)
    return [first, last]


def _steps(kept: pd.DataFrame, codes: Any, moved: pd.Series[int], stage: Any, name: Any, place: int) -> pd.DataFrame:
    """One row for each group, stage and name that moved: `moved` is 1 for gained, -1 for lost, 0 for neither."""
    gained, lost = kept["responses"].where(moved > 0, 0), kept["responses"].where(moved < 0, 0)
    rows = kept[["cases"]].assign(group=codes, stage=stage, name=name, gained=gained, lost=lost)[moved != 0]
    sums = rows.groupby(["group", "stage", "name"], as_index=False).sum()
    causes = [cause.value for cause in Cause]
    order = sums["stage"].map(STAGES.index) * len(causes) + sums["name"].map(
        lambda cause: causes.index(cause) if cause in causes else 0
    )
    return sums.assign(responses=sums["gained"] - sums["lost"], uncertain=0, place=place, order=order)


def _stages(kept: pd.DataFrame) -> Any:
    """Who says what holds now: the grader, people against it, or nobody yet."""
    import numpy as np

    undecided, same = kept["outcome"] == Outcome.UNCERTAIN, kept["outcome"] == kept["automatic"]
    return np.select([undecided, same], [OPEN, GRADER], PEOPLE)


def _names(kept: pd.DataFrame, stages: Any) -> Any:
    """The cause of each difference, should there be one."""
    import numpy as np

    decided = kept["status"].isin([Status.CONFIRMED, Status.OVERRIDDEN])
    given = kept["cause"].where(decided & kept["cause"].isin(list(Cause)), None)
    told = np.where(stages == GRADER, _told(kept), Cause.OTHER.value)
    return np.where(stages == OPEN, PENDING, np.where(given.notna(), given, told))


def _told(kept: pd.DataFrame) -> Any:
    """The cause by the rule and the strength of the extraction."""
    import numpy as np

    unsure = kept["strength"].isin([Strength.WEAK, Strength.NONE])
    plain, unit = kept["rule"].isin(PLAIN_RULES), kept["rule"].isin(UNIT_RULES)
    return np.select([unsure | plain, unit], [Cause.EXTRACTION.value, Cause.UNIT.value], Cause.EQUIVALENT_FORM.value)
