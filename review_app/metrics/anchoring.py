"""Anchoring: whether people who see the grader's word follow it more often than people who don't.

Only decisions on cases of which the grader said correct or incorrect at that time (`automatic` of the decisions frame,
see `annotators`) tell anything: audits, and cases that were graded anew. Of each person and case the first opinion
that stands counts: a second one is no longer independent. "Cannot tell" is no opinion.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from review_app.domain import Kind, Outcome
from review_app.metrics.estimate import Estimate, difference, none, share
from review_app.wording import later

if TYPE_CHECKING:
    import pandas as pd

NOT_BOTH = later("needs decisions with the verdict hidden and with it shown")
NEVER_HIDDEN = later("no decision was made with the verdict hidden")
NEVER_SHOWN = later("no decision was made with the verdict shown")
NONE_DIFFERED = later("no decision made with the verdict hidden differed from it")

DEFINITE = (Outcome.CORRECT.value, Outcome.INCORRECT.value)


@dataclass(frozen=True, slots=True)
class Anchoring:
    """`shown`, `blind`: how often the first opinion is the grader's outcome (Wilson's interval); `effect`: shown
    minus blind (Newcombe's); `revised`: of the blind first opinions that differed from the grader, the share that the
    same person later replaced, seeing the verdict, by the grader's outcome."""

    shown: Estimate
    blind: Estimate
    effect: Estimate
    revised: Estimate


def anchoring(decisions: pd.DataFrame) -> Anchoring:
    """The figures of all decisions in the frame.

    9 of 10 shown agree, 7 of 10 hidden ones do: effect 0.2, from 20 decisions.
    """
    standing = _standing(decisions)
    first = standing.drop_duplicates(["case_id", "annotator"])
    first = first[first["automatic"].isin(DEFINITE)]
    agree, hidden = first["outcome"] == first["automatic"], first["blind"].astype(bool)
    counts = int(agree[~hidden].sum()), int((~hidden).sum()), int(agree[hidden].sum()), int(hidden.sum())
    effect = difference(*counts)
    return Anchoring(
        shown=_or_reason(share(*counts[:2]), NEVER_SHOWN),
        blind=_or_reason(share(*counts[2:]), NEVER_HIDDEN),
        effect=_or_reason(effect, NOT_BOTH),
        revised=_revised(first[hidden & ~agree], standing),
    )


def _standing(decisions: pd.DataFrame) -> pd.DataFrame:
    """The opinions that were not taken back, in their order."""
    opinions = decisions[(decisions["kind"] == Kind.OPINION.value) & ~decisions["withdrawn"].astype(bool)]
    return opinions[opinions["outcome"].isin(DEFINITE)]


def _revised(differed: pd.DataFrame, standing: pd.DataFrame) -> Estimate:
    """Whether the last opinion that was given with the verdict in sight is the grader's."""
    if not len(differed):
        return none(0, NONE_DIFFERED)
    key = ["case_id", "annotator"]
    seen = standing[~standing["blind"].astype(bool)].drop_duplicates(key, keep="last")
    later = differed[[*key, "automatic"]].merge(seen[[*key, "outcome"]], on=key)
    return share(int((later["outcome"] == later["automatic"]).sum()), len(differed))


def _or_reason(estimate: Estimate, reason: str) -> Estimate:
    """The estimate, with a reason of its own where there is none."""
    return estimate if estimate.value is not None else replace(estimate, reason=reason)
