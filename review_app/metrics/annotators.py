"""Annotators: how much each person decided, how fast, and how well it fits known answers and other people.

All functions take frames and never change them. The decisions frame has one row for everything that was ever decided,
in its order: `case_id, annotator, outcome, kind, seconds, blind, decided_at, withdrawn`. The opinions frame has what
holds: the newest opinion of each person on a case (see `store.opinions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from review_app.domain import Kind, Outcome
from review_app.metrics.agreement import counted
from review_app.metrics.estimate import NOTHING, Estimate, none, share
from review_app.wording import later

if TYPE_CHECKING:
    import pandas as pd

NO_COMMON_CASE = later("nobody else judged the same cases yet")
NO_KNOWN_ANSWER = later("no case with a known answer judged yet")


@dataclass(frozen=True, slots=True)
class Annotator:
    """One person.

    - `decisions` are opinions that were not taken back; a case decided twice counts twice, because it was work twice.
      `correct`, `incorrect` and `uncertain` ("cannot tell") add up to it, and so do `blind` and `shown`.
    - `adjudications`: disputes settled (not among the decisions).
    - `median_seconds`, `mean_seconds`, `per_hour` (decisions an hour of work) are of the decisions whose time is
      known; idle time was left out when they were made. None where no time is known.
    - `agreement`: of all pairs (own opinion, another person's opinion on the same case), the share that agree;
      `agreement.n` is the number of cases in common.
    - `gold`: of the cases with a known answer by somebody else, the share where the own opinion is that answer.
    - `undone`: of all opinions ever given, the share that was taken back.
    - `first`, `last`: the days (UTC) of the first and the last decision that was not taken back; None without any.
    """

    name: str
    decisions: int
    correct: int
    incorrect: int
    uncertain: int
    blind: int
    shown: int
    adjudications: int
    median_seconds: float | None
    mean_seconds: float | None
    per_hour: float | None
    agreement: Estimate
    gold: Estimate
    undone: Estimate
    first: date | None
    last: date | None


def annotators(decisions: pd.DataFrame, opinions: pd.DataFrame, gold: pd.DataFrame) -> list[Annotator]:
    """Everybody who ever decided anything, by name. `gold`: one row a case, `case_id, annotator, outcome, since`."""
    by_people = decisions[decisions["kind"] != Kind.GOLD.value]
    fits, right = agreement_with_others(opinions), gold_accuracy(opinions, gold)
    return [
        _annotator(str(name), theirs, fits.get(str(name)), right.get(str(name)))
        for name, theirs in by_people.groupby("annotator", sort=True)
    ]


def agreement_with_others(opinions: pd.DataFrame) -> Mapping[str, Estimate]:
    """Name -> the share of the opinions of others on the same cases that are the same as one's own."""
    kept = counted(opinions)
    others = kept.groupby("case_id")["annotator"].transform("size") - 1
    same = kept.groupby(["case_id", "outcome"])["annotator"].transform("size") - 1
    sums = kept.assign(others=others, same=same)[others > 0].groupby("annotator")
    return {str(name): share(int(own["same"].sum()), int(own["others"].sum()), len(own)) for name, own in sums}


def gold_accuracy(opinions: pd.DataFrame, gold: pd.DataFrame) -> Mapping[str, Estimate]:
    """Name -> the share of right opinions on cases with a known answer, with Wilson's interval.

    "Cannot tell" is no opinion. Who gave the known answer of a case is not measured by it, and neither is what people
    said before it had one: the known answer may have been made of that.
    """
    known = gold[["case_id", "annotator", "outcome", "since"]]
    known = known.rename(columns={"outcome": "known", "annotator": "source"})
    compared = counted(opinions).merge(known, on="case_id")
    compared = compared[(compared["annotator"] != compared["source"]) & (compared["seq"] > compared["since"])]
    right = (compared["outcome"] == compared["known"]).groupby(compared["annotator"])
    return {str(name): share(int(found.sum()), len(found)) for name, found in right}


def _annotator(name: str, theirs: pd.DataFrame, fits: Estimate | None, right: Estimate | None) -> Annotator:
    """The figures of one person from all their decisions."""
    opinions = theirs[theirs["kind"] == Kind.OPINION.value]
    standing = opinions[~opinions["withdrawn"].astype(bool)]
    said = standing["outcome"].value_counts()
    blind = int(standing["blind"].sum())
    median, mean, per_hour = _pace(standing)
    kept = theirs[~theirs["withdrawn"].astype(bool)]
    days = kept["decided_at"]
    return Annotator(
        name=name,
        decisions=len(standing),
        correct=int(said.get(Outcome.CORRECT.value, 0)),
        incorrect=int(said.get(Outcome.INCORRECT.value, 0)),
        uncertain=int(said.get(Outcome.UNCERTAIN.value, 0)),
        blind=blind,
        shown=len(standing) - blind,
        adjudications=int((kept["kind"] == Kind.ADJUDICATION.value).sum()),
        median_seconds=median,
        mean_seconds=mean,
        per_hour=per_hour,
        agreement=fits or none(0, NO_COMMON_CASE),
        gold=right or none(0, NO_KNOWN_ANSWER),
        undone=share(len(opinions) - len(standing), len(opinions)) if len(opinions) else none(0, NOTHING),
        first=days.min().date() if len(days) else None,
        last=days.max().date() if len(days) else None,
    )


def _pace(standing: pd.DataFrame) -> tuple[float | None, float | None, float | None]:
    """(median seconds, mean seconds, decisions an hour) of the decisions whose time is known."""
    seconds = standing["seconds"].dropna().astype(float)
    seconds = seconds[seconds > 0]
    if not len(seconds):
        return None, None, None
    mean = float(seconds.mean())
    return float(seconds.median()), mean, 3600 / mean
