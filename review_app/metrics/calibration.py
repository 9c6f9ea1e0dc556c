"""Calibration: of what grader and tool were sure, how much people hold to be so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.metrics.insight import CALIBRATION

if TYPE_CHECKING:
    import pandas as pd

# A verdict leaves no doubt: what it says -> its bucket and its probability.
SURE = {"incorrect": (0.0, 0.5, 0.0), "correct": (0.5, 1.0, 1.0)}


def calibration(decided: pd.DataFrame) -> pd.DataFrame:
    """The frame `Insight.calibration` (see there) of the cases that people decided: `source, said, n, correct`, a row
    for each verdict of grader and tool. Doubtful cases that people chose are no random sample; audited ones are."""
    import pandas as pd

    buckets = pd.DataFrame([SURE[said] for said in decided["said"]], columns=["low", "high", "said"])
    counted = decided.drop(columns="said").reset_index(drop=True).join(buckets)
    return counted.assign(name=counted["source"])[list(CALIBRATION)]
