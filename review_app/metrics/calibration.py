"""Calibration: of what grader and tool were sure, how much people hold to be so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.metrics.insight import CALIBRATION

if TYPE_CHECKING:
    import pandas as pd

# Who says it -> the column of the cells; a verdict leaves no doubt.
SAID = {"grader": "automatic", "tool": "tool_outcome"}
SURE = {"incorrect": (0.0, 0.5, 0.0), "correct": (0.5, 1.0, 1.0)}  # low, high, said
DECIDED = ("confirmed", "overridden")


def calibration(cells: pd.DataFrame) -> pd.DataFrame:
    """The frame `Insight.calibration` of the cells (see there): the cases that people decided, by what grader and tool
    had said of them. Decisions on doubtful cases are no random sample; those on audited ones are."""
    import pandas as pd

    decided = cells[cells["status"].isin(DECIDED)]
    found = []
    for source, column in SAID.items():
        for outcome, (low, high, said) in SURE.items():
            own = decided[decided[column] == outcome]
            correct = own.loc[own["outcome"] == "correct", "cases"].sum()
            if len(own):
                found.append((source, source, low, high, said, int(correct), int(own["cases"].sum())))
    return pd.DataFrame(found, columns=list(CALIBRATION))
