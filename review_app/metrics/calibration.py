"""Calibration: of what grader, tool and judges were sure, how much people hold to be so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.metrics.insight import CALIBRATION

if TYPE_CHECKING:
    import pandas as pd

# A verdict leaves no doubt: what it says -> its bucket and its probability.
SURE = {"incorrect": (0.0, 0.5, 0.0), "correct": (0.5, 1.0, 1.0)}


# Shares of votes are counted in so many buckets of one width.
BUCKETS = 10


def calibration(decided: pd.DataFrame, judged: pd.DataFrame | None = None) -> pd.DataFrame:
    """The frame `Insight.calibration` (see there) of the cases that people decided: `source, said, n, correct`, a row
    for each verdict of grader and tool; `judged`: `name, said, correct`, a row a judge and case. Doubtful cases that
    people chose are no random sample; audited ones are."""
    import pandas as pd

    if judged is not None and len(judged):
        return pd.concat([calibration(decided), by_share(judged)], ignore_index=True)

    buckets = pd.DataFrame([SURE[said] for said in decided["said"]], columns=["low", "high", "said"])
    counted = decided.drop(columns="said").reset_index(drop=True).join(buckets)
    return counted.assign(name=counted["source"])[list(CALIBRATION)]


def by_share(judged: pd.DataFrame) -> pd.DataFrame:
    """The buckets of each judge, by the share of its votes that say correct; the last one holds 1 as well."""
    place = (judged["said"] * BUCKETS).astype(int).clip(upper=BUCKETS - 1)
    groups = judged.assign(place=place, correct=judged["correct"].astype(int)).groupby(["name", "place"], sort=True)
    found = groups.agg(said=("said", "mean"), n=("said", "size"), correct=("correct", "sum")).reset_index()
    low = found["place"] / BUCKETS
    return found.assign(source="judge", low=low, high=low + 1 / BUCKETS)[list(CALIBRATION)]
