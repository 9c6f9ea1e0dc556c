"""Usereval: MathUserEval's averages by category and subcategory, a model after the other, as its workbook has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.metrics import accuracy

if TYPE_CHECKING:
    import pandas as pd

BENCHMARK = "mathusereval"

# The name under which its importer keeps a problem's subcategory; the category is the subject.
SUBCATEGORY = "subcategory"

KEYS = ("model", "category", "subcategory")
FIGURES = ("n", "automatic_low", "automatic_high", "corrected_low", "corrected_high", "pending")


def table(cells: pd.DataFrame) -> pd.DataFrame:
    """Of each model one row overall (category and subcategory missing), one a category, one a subcategory of it.

    Empty where no response is to MathUserEval. Averages are over responses (micro).
    """
    import pandas as pd

    mine = cells[cells["benchmark"] == BENCHMARK].rename(columns={"subject": "category"})
    levels = [accuracy.scores(mine, list(KEYS[:depth])) for depth in (1, 2, 3)]
    found = pd.concat([part.reindex(columns=[*KEYS, *FIGURES]) for part in levels if len(part)] or [pd.DataFrame()])
    return found.sort_values(list(KEYS), na_position="first", ignore_index=True) if len(found) else found
