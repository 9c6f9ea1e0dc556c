"""User eval: MathUserEval's own table of Overall, Elementary and Advanced averages and sub-categories.

Its authors (THUDM/ChatGLM-Math) have a judge rate each answer from 1 to 10 and print means of ratings: over the
problems of each sub-category, over those of Elementary (初等数学, 342 problems) and of Advanced (高等数学, 203), and,
as Overall, over all 567 with the 22 interdisciplinary ones (交叉学科). Their README calls Overall a macro-average, but
their `show_result.py` takes the mean over problems, and the twelve rows they published agree with that and with no
macro-average. So `overall` is that mean, and `macro` (the mean of the eight sub-categories of Elementary and Advanced)
stands beside it. `hard` is the share of ratings of 7 and more. Their script counts a failed rating (-1) as a rating of
-1; here such an answer has none, and is counted as missing.

The files that the authors ship hold questions and answers but no ratings: with these alone the table is one of shares
of correct responses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from review_app.domain import Outcome
from review_app.metrics.clusters import observations, wilson
from review_app.metrics.groups import Groups, grouped

if TYPE_CHECKING:
    import pandas as pd

CATEGORIES: Mapping[str, str] = {"初等数学": "elementary", "高等数学": "advanced"}

# In the order of the authors' table, as the data spells them; the key is small and of one word.
SUBCATEGORIES: Mapping[str, tuple[str, ...]] = {
    "elementary": ("algebra", "calculate", "geometry", "trigonometry"),
    "advanced": ("calculus", "discrete", "linear_algebra", "probability"),
}
OVERALL, MACRO, HARD = "overall", "macro", "hard"
ROWS = (
    OVERALL,
    *(name for category, names in SUBCATEGORIES.items() for name in (category, *names)),
    MACRO,
    HARD,
)

KEYS = ["model", "problem_id", "category", "subcategory"]

# Ratings run from LOWEST to HIGHEST; an answer passes the hard split from here on.
LOWEST, HIGHEST = 1, 10
PASS = 7


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each model and name of ROWS, in this order: `n` problems, `missing` ones, `low` and `high` with their
    95 % interval `interval_low` and `interval_high`; NaN of nothing.

    The frame has a row a response with `model`, `problem_id`, `category`, `subcategory`, and `rating` (1 to 10; else
    none) or `outcome`. With a rating anywhere the figures are mean ratings (`low` = `high`; `missing` have none) and
    `hard` a share; otherwise they are shares of correct responses with bounds for the uncertain ones, without `hard`.
    Several samples of a problem count as one, their mean.

    Ratings 10 and 4 of two problems in algebra: algebra, elementary and overall 7, hard 0.5, macro NaN.
    """
    rated = "rating" in frame and bool(frame["rating"].between(LOWEST, HIGHEST).any())
    found = _figures(_named(_problems(_rated(frame) if rated else _judged(frame))), rated)
    return _macro(_ordered(found, [name for name in ROWS if rated or name != HARD]))


def by_judge(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The table of each `judge` (a column more), of the models that it rated; a judge without ratings has none."""
    rated = frame[frame["rating"].between(LOWEST, HIGHEST)]
    models = {judge: set(own["model"]) for judge, own in rated.groupby("judge", sort=True)}
    return {
        str(judge): table(frame[(frame["judge"] == judge) & frame["model"].isin(names)])
        for judge, names in models.items()
    }


def _rated(frame: pd.DataFrame) -> pd.DataFrame:
    """The ratings, NaN where there is none, and whether they pass."""
    rating = frame["rating"].astype("float64").where(frame["rating"].between(LOWEST, HIGHEST))
    return frame[KEYS].assign(low=rating, high=rating, hard=(rating >= PASS).astype(float).where(rating.notna()))


def _judged(frame: pd.DataFrame) -> pd.DataFrame:
    """1 for right ones, 0 for wrong ones, either for uncertain ones."""
    low, high = frame["outcome"] == Outcome.CORRECT, frame["outcome"] != Outcome.INCORRECT
    return frame[KEYS].assign(low=low.astype(float), high=high.astype(float))


def _problems(values: pd.DataFrame) -> pd.DataFrame:
    """One row a model and problem, its samples' mean."""
    return values.groupby(KEYS, dropna=False, as_index=False).mean()


def _named(problems: pd.DataFrame) -> pd.DataFrame:
    """A row for each name of ROWS that a problem counts under."""
    import pandas as pd

    category = problems["category"].map(CATEGORIES)
    spelled = problems["subcategory"].astype(object).str.strip().str.lower().str.replace(" ", "_")
    of_category = category.map(SUBCATEGORIES)
    known = [
        name in names if isinstance(names, tuple) else False for name, names in zip(spelled, of_category, strict=True)
    ]
    parts = [problems.assign(name=OVERALL), problems.assign(name=category), problems[known].assign(name=spelled[known])]
    if "hard" in problems:
        parts.append(problems.assign(name=HARD, low=problems["hard"], high=problems["hard"]))
    return pd.concat(parts, ignore_index=True).dropna(subset="name")


def _figures(named: pd.DataFrame, rated: bool) -> pd.DataFrame:
    """The figures of each model and name."""
    import numpy as np

    groups = grouped(named, ["model", "name"])
    ratings = (groups.keys["name"] != HARD).to_numpy() & rated
    bottom, width = np.where(ratings, LOWEST, 0.0), np.where(ratings, HIGHEST - LOWEST, 1.0)
    n = groups.sum(named["low"].notna())
    missing = groups.sum(named["low"].isna() | (named["high"] > named["low"]))
    found: dict[str, Any] = {"n": n.astype("int64"), "missing": missing.astype("int64")}
    for side, end in enumerate(("low", "high")):
        units = (named[end].to_numpy(dtype=float) - bottom[groups.codes]) / width[groups.codes]
        share, *interval = _mean(groups, n, units, np.where(ratings, np.inf, n))
        found |= {end: bottom + width * share, f"interval_{end}": bottom + width * interval[side]}
    return groups.keys.assign(**found)


def _mean(groups: Groups, n: Any, units: Any, most: Any) -> tuple[Any, Any, Any]:
    """The mean of values 0..1 in each group, NaN left out, with its interval; a group of 0 and 1 has Wilson's."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        share = groups.sum(np.nan_to_num(units)) / n
        squares = groups.sum(np.nan_to_num(units - share[groups.codes]) ** 2)
        return share, *wilson(share, observations(n, share, squares, n, most, n))


def _ordered(found: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """A row for each model and name, in the order of the table."""
    import pandas as pd

    every = pd.MultiIndex.from_product([found["model"].unique(), names], names=["model", "name"])
    whole = found.set_index(["model", "name"]).reindex(every).reset_index()
    return whole.fillna({"n": 0, "missing": 0}).astype({"n": "int64", "missing": "int64"})


def _macro(whole: pd.DataFrame) -> pd.DataFrame:
    """The table with its macro-averages: the mean of the sub-categories, NaN where one has no figure."""
    import numpy as np

    names = [name for names in SUBCATEGORIES.values() for name in names]
    parts = whole[whole["name"].isin(names)]
    models = whole["model"].nunique()
    low, high, below, above = (
        parts[column].to_numpy().reshape(models, len(names))
        for column in ("low", "high", "interval_low", "interval_high")
    )
    row = whole["name"] == MACRO
    n, missing = parts.groupby("model", sort=False)[["n", "missing"]].sum().to_numpy().T
    whole.loc[row, ["n", "missing"]] = np.stack([n, missing], axis=1)
    whole.loc[row, "low"], whole.loc[row, "high"] = low.mean(axis=1), high.mean(axis=1)
    whole.loc[row, "interval_low"] = low.mean(axis=1) - np.sqrt(((low - below) ** 2).sum(axis=1)) / len(names)
    whole.loc[row, "interval_high"] = high.mean(axis=1) + np.sqrt(((above - high) ** 2).sum(axis=1)) / len(names)
    return whole
