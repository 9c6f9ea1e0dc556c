from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from review_app.metrics.user_eval import HARD, MACRO, OVERALL, ROWS, table

SHIPPED = Path(__file__).resolve().parents[3] / "shared" / "data" / "benchmarks" / "math-user-eval.jsonl"

# (category, sub-category as the data spells it, problems)
SIZES = [
    ("初等数学", "algebra", 113), ("初等数学", "calculate", 75), ("初等数学", "geometry", 81),
    ("初等数学", "trigonometry", 73), ("高等数学", "calculus", 54), ("高等数学", "discrete", 45),
    ("高等数学", "linear_algebra", 58), ("高等数学", "Probability", 46), ("交叉学科", "computer science", 22),
]  # fmt: skip

# The authors' leaderboard (README of THUDM/ChatGLM-Math): overall; elementary and its four; advanced and its four.
LEADERBOARD = {
    "GPT-4-0125-Preview": (5.79, 5.26, 5.04, 7.63, 3.98, 4.59, 6.71, 7.26, 6.62, 5.48, 7.72),
    "GPT-4-1106-Preview": (5.73, 5.07, 4.96, 7.00, 3.78, 4.71, 6.81, 7.39, 6.96, 5.29, 7.91),
    "GLM-4": (5.11, 4.86, 4.47, 6.56, 3.95, 4.74, 5.43, 6.00, 5.67, 4.26, 6.02),
    "GPT-4-0613": (4.14, 3.34, 2.88, 4.76, 3.17, 2.78, 5.33, 5.57, 5.49, 4.26, 6.22),
    "Qwen-72B-Chat": (3.87, 3.99, 3.96, 4.81, 3.83, 3.34, 3.67, 4.54, 3.71, 2.84, 3.65),
    "Claude-2": (3.29, 2.63, 2.35, 3.63, 2.20, 2.53, 4.35, 4.56, 4.53, 3.29, 5.28),
    "DeepSeek-Chat-67B": (3.24, 2.76, 2.21, 4.73, 2.12, 2.30, 3.84, 4.41, 4.82, 2.79, 3.52),
}


def made(rows: list[tuple[str, str, object]], column: str = "rating", model: str = "m") -> pd.DataFrame:
    """Responses to as many problems: category, sub-category, rating (or outcome)."""
    found = [(model, f"p{number}", *row) for number, row in enumerate(rows)]
    return pd.DataFrame(found, columns=["model", "problem_id", "category", "subcategory", column])


def values(frame: pd.DataFrame, column: str = "low") -> dict[str, float]:
    return dict(zip(frame["name"], frame[column], strict=True))


@pytest.mark.parametrize("model", LEADERBOARD)
def test_the_averages_are_those_of_the_authors_leaderboard(model):
    overall, elementary, *parts = LEADERBOARD[model]
    advanced = parts.pop(4)
    # What the 22 interdisciplinary problems must have been rated is not printed: what is left of the overall mean.
    rest = (567 * overall - sum(mean * size for mean, (_, _, size) in zip(parts, SIZES, strict=False))) / 22
    assert 1 <= rest <= 10
    rows = [(category, name, mean) for (category, name, size), mean in zip(SIZES, [*parts, rest], strict=True)
            for _ in range(size)]  # fmt: skip
    found = values(table(made(rows)))
    assert found["elementary"] == pytest.approx(elementary, abs=0.01)
    assert found["advanced"] == pytest.approx(advanced, abs=0.01)
    assert found[OVERALL] == pytest.approx(overall)
    assert found[MACRO] == pytest.approx(np.mean(parts))
    assert found["linear_algebra"] == pytest.approx(parts[6])


def test_two_ratings_are_averaged_as_by_hand():
    found = table(made([("初等数学", "algebra", 10), ("初等数学", "algebra", 4), ("高等数学", "discrete", -1)]))
    assert found["name"].tolist() == list(ROWS)
    assert [values(found)[name] for name in ("algebra", "elementary", OVERALL, HARD)] == [7, 7, 7, 0.5]
    assert values(found, "n")[OVERALL] == 2
    assert values(found, "missing")[OVERALL] == 1, "a failed rating is none"
    assert np.isnan(values(found)["discrete"])
    assert np.isnan(values(found)[MACRO])


@pytest.mark.parametrize(("rating", "passes"), [(6, 0), (7, 1), (10, 1)])
def test_the_hard_split_passes_from_7_on(rating, passes):
    assert values(table(made([("初等数学", "algebra", rating)])))[HARD] == passes


def test_intervals_of_shares_are_wilsons_and_of_ratings_stay_within_the_scale():
    found = table(made([("初等数学", "algebra", 10)] * 20)).set_index("name")
    assert found.loc[HARD, ["interval_low", "interval_high"]].tolist() == pytest.approx(
        proportion_confint(20, 20, method="wilson")
    )
    low, high = found.loc["algebra", ["interval_low", "interval_high"]]
    assert 8 < low < 10
    assert high == pytest.approx(10)


def test_many_ratings_have_the_interval_of_t():
    ratings = np.random.default_rng(2).integers(1, 11, 400)
    found = table(made([("高等数学", "calculus", int(one)) for one in ratings])).set_index("name").loc["calculus"]
    margin = 1.966 * ratings.std(ddof=1) / 20
    assert found["interval_low"] == pytest.approx(ratings.mean() - margin, abs=0.03)
    assert found["interval_high"] == pytest.approx(ratings.mean() + margin, abs=0.03)


def test_plain_correctness_gives_shares_with_bounds():
    rows = [("初等数学", "algebra", one) for one in ("correct", "correct", "incorrect", "uncertain")]
    rows.append(("高等数学", "Probability", "correct"))
    found = table(made(rows, "outcome")).set_index("name")
    assert HARD not in found.index
    assert found.loc["algebra", ["low", "high", "missing"]].tolist() == [0.5, 0.75, 1]
    assert found.loc[OVERALL, ["low", "high"]].tolist() == [0.6, 0.8]
    assert found.loc["probability", "low"] == 1
    assert found.loc["algebra", "interval_low"] == pytest.approx(proportion_confint(2, 4, method="wilson")[0])
    assert found.loc["algebra", "interval_high"] == pytest.approx(proportion_confint(3, 4, method="wilson")[1])


def test_several_samples_of_a_problem_count_as_their_mean():
    frame = made([("初等数学", "algebra", one) for one in (1, 3, 10)]).assign(problem_id=["p0", "p0", "p1"])
    assert values(table(frame))["algebra"] == 6


def test_each_model_has_a_table():
    rows = [("初等数学", "algebra", 5)]
    found = table(pd.concat([made(rows, model="b"), made(rows, model="a")]))
    assert found["model"].tolist() == ["a"] * len(ROWS) + ["b"] * len(ROWS)


def test_nothing_gives_no_rows():
    assert len(table(made([], "outcome"))) == 0


@pytest.mark.real_data
@pytest.mark.skipif(not SHIPPED.is_file(), reason="the shipped questions are not beside the project")
def test_the_shipped_questions_have_the_sizes_of_the_authors_table():
    rows = [json.loads(line) for line in SHIPPED.read_text(encoding="utf-8").splitlines()]
    found = table(made([(row["category"], row["subcategory"], "correct") for row in rows], "outcome"))
    sizes = values(found, "n")
    assert sizes[OVERALL] == 567
    assert (sizes["elementary"], sizes["advanced"], sizes[MACRO]) == (342, 203, 545)
    assert [sizes[name] for _, spelled, _ in SIZES[:8] for name in [spelled.lower()]] == [
        size for *_, size in SIZES[:8]
    ]
