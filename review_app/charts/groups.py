"""Groups: the rows that a chart draws, few enough to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.charts.words import OTHERS
from review_app.metrics import accuracy

if TYPE_CHECKING:
    import pandas as pd


def fewer(frame: pd.DataFrame, column: str, most: int) -> pd.DataFrame:
    """The frame with all but the `most - 1` largest groups of a text column put together as `OTHERS`; a group is as
    large as its responses."""
    sizes = (
        accuracy.responses(frame).groupby(frame[column], sort=True).sum().sort_values(ascending=False, kind="stable")
    )
    if len(sizes) <= most:
        return frame
    kept = frame[column].isin(sizes.index[: most - 1]) | frame[column].isna()
    return frame.assign(**{column: frame[column].where(kept, OTHERS)})


def together(frame: pd.DataFrame, few: pd.DataFrame, column: str) -> tuple[str, ...]:
    """The names that `fewer` put together, sorted."""
    return tuple(sorted(frame.loc[few[column] == OTHERS, column].unique()))


def ordered(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows as they stand, `OTHERS` last."""
    return table.sort_values(column, key=lambda names: names == OTHERS, kind="stable", ignore_index=True)
