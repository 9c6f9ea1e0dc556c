"""Groups: the rows that a chart draws, few enough to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.charts.words import OTHERS

if TYPE_CHECKING:
    import pandas as pd


def fewer(frame: pd.DataFrame, column: str, most: int) -> pd.DataFrame:
    """The frame with all but the `most - 1` largest groups of a text column put together as `OTHERS`."""
    sizes = frame[column].value_counts()
    if len(sizes) <= most:
        return frame
    kept = frame[column].isin(sizes.index[: most - 1]) | frame[column].isna()
    return frame.assign(**{column: frame[column].where(kept, OTHERS)})


def ordered(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows as they stand, `OTHERS` last."""
    return table.sort_values(column, key=lambda names: names == OTHERS, kind="stable", ignore_index=True)
