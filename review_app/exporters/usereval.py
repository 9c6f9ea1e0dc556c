"""Usereval: MathUserEval's averages by category and subcategory, a model after the other, as its workbook has them, and
its authors' table of mean ratings by each judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.metrics import accuracy, user_eval

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


# What the tool's own judge is called in a table; ours have names.
TOOLS_JUDGE = "the tool's judge"


def ratings(rated: pd.DataFrame) -> pd.DataFrame:
    """The table of mean ratings with a column `judge`, empty where nobody rated: `n` problems, `missing` ones without a
    rating, `mean` (of `hard` the share rated 7 or more) and its 95 % interval `low` to `high`."""
    import pandas as pd

    names = {"low": "mean", "interval_low": "low", "interval_high": "high"}
    parts = [
        found.drop(columns="high").rename(columns=names).assign(judge=judge or TOOLS_JUDGE)
        for judge, found in user_eval.by_judge(rated).items()
    ]
    columns = ["judge", "model", "name", "n", "missing", *names.values()]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
