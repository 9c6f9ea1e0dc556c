"""Progress: how far people are with the cases of an outcomes frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from review_app.domain import Outcome, Status

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts. `responses` and `ungraded` count responses, everything else counts cases.

    `needing` cases were left uncertain by the grader; `decided` ones have a decision that holds
    (`confirmed` + `overridden`); `pending` ones wait for a first decision, `disputed` ones for agreement.
    """

    responses: int = 0
    ungraded: int = 0
    cases: int = 0
    needing: int = 0
    decided: int = 0
    pending: int = 0
    disputed: int = 0
    overridden: int = 0
    confirmed: int = 0

    @property
    def waiting(self) -> int:
        """Cases whose outcome is still open."""
        return self.pending + self.disputed


def progress(frame: pd.DataFrame) -> Progress:
    """Count the responses and cases of the outcomes frame; a response not graded yet has no case.

    Three responses that share one pending case and a fourth that was graded automatically give
    responses=4, cases=2, needing=1, pending=1.
    """
    cases = frame.loc[frame["case_id"].notna(), ["case_id", "automatic", "status"]].drop_duplicates("case_id")
    status = cases["status"].value_counts()
    confirmed = int(status.get(Status.CONFIRMED.value, 0))
    overridden = int(status.get(Status.OVERRIDDEN.value, 0))
    return Progress(
        responses=len(frame),
        ungraded=int(frame["case_id"].isna().sum()),
        cases=len(cases),
        needing=int((cases["automatic"] == Outcome.UNCERTAIN.value).sum()),
        decided=confirmed + overridden,
        pending=int(status.get(Status.PENDING.value, 0)),
        disputed=int(status.get(Status.DISPUTED.value, 0)),
        overridden=overridden,
        confirmed=confirmed,
    )
