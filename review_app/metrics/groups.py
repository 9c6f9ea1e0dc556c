"""Groups: the rows of a frame told apart by some of its columns, as numbers that arrays can be summed by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from review_app.metrics.accuracy import labelled

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Groups:
    """`codes[k]` is the group of the k-th row, `keys` has a row a group: sorted, `MISSING` last, without index."""

    codes: Any
    keys: pd.DataFrame

    def sum(self, values: Any) -> Any:
        """The sum of each group: an array of floats."""
        import numpy as np

        return np.bincount(self.codes, weights=values, minlength=len(self.keys))


def grouped(frame: pd.DataFrame, by: Sequence[str] = ()) -> Groups:
    """The groups of `by`; one group of all rows without it; none of an empty frame.

    Levels 2, missing, 1, 2 give the keys 1, 2, — and the codes 1, 2, 0, 1.
    """
    import numpy as np
    import pandas as pd

    if not by:
        return Groups(np.zeros(len(frame), dtype=int), pd.DataFrame(index=range(min(1, len(frame)))))
    codes = frame.groupby(list(by), dropna=False, sort=True, observed=True).ngroup().to_numpy()
    _, first = np.unique(codes, return_index=True)
    return Groups(codes, labelled(frame[list(by)].iloc[first].reset_index(drop=True)))
