from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from review_app.domain import Outcome, Selection
from review_app.exporters import usereval
from review_app.metrics.user_eval import MACRO, OVERALL
from review_app.services import review
from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.services.user_eval import tables
from review_app.store import Store, exports, open_store
from review_app.store.database import now
from review_app.store.exports import Chosen

ANSWERED = (
    Path(__file__).resolve().parents[3] / "shared" / "data" / "outputs" / "mathusereval" / "gpt-4-1106-preview.jsonl"
)

# Category, sub-category, what the model says where 1 is right (None: nobody can tell), the judge's score.
ASKED = [
    ("初等数学", "algebra", r"\boxed{1}", 10),
    ("初等数学", "algebra", r"\boxed{2}", 4),
    ("初等数学", "geometry", r"\boxed{1}", -1),
    ("高等数学", "Probability", r"\boxed{1} or \boxed{3}", 7),
    ("交叉学科", "physics", r"\boxed{1}", 3),
]


def rows(model: str, *, judged: bool) -> list[dict[str, Any]]:
    return [
        {"question_id": at, "source": "matheval", "question": f"第 {at} 题？", "reference": "1", "category": category,
         "subcategory": part, "answer": answer, "model_id": model} | ({"score": score} if judged else {})
        for at, (category, part, answer, score) in enumerate(ASKED)
    ]  # fmt: skip


@pytest.fixture
def judged(write: Callable[..., Path]) -> Iterator[Store]:
    """One model that a judge rated, one that none did."""
    with open_store(":memory:") as opened:
        ingest(opened, "auto", write("ada.jsonl", *rows("ada", judged=True)))
        ingest(opened, "auto", write("boole.jsonl", *rows("boole", judged=False)))
        grade_all(opened)
        yield opened


def figures(frame: Any, model: str, column: str = "low") -> dict[str, float]:
    mine = frame[frame["model"] == model]
    return dict(zip(mine["name"], mine[column], strict=True))


def test_ratings_and_shares_are_those_counted_by_hand(judged: Store) -> None:
    found = tables(judged)
    assert found is not None
    [(judge, ratings)] = found.ratings.items()
    assert (judge, set(ratings["model"])) == ("", {"ada"})
    rating = figures(ratings, "ada")
    assert (rating[OVERALL], rating["algebra"], rating["elementary"], rating["advanced"]) == (6, 7, 7, 7)
    assert rating["hard"] == 0.5
    assert figures(ratings, "ada", "missing")["elementary"] == 1
    assert np.isnan(rating[MACRO])
    for model in ("ada", "boole"):
        low, high = figures(found.shares, model), figures(found.shares, model, "high")
        assert (low[OVERALL], high[OVERALL], low["algebra"]) == (0.6, 0.8, 0.5)
        assert (low["probability"], high["probability"]) == (0, 1)


def test_the_tables_follow_people_the_selection_and_the_moment(judged: Store) -> None:
    moment = now()
    case = judged.value("SELECT DISTINCT case_id FROM outcomes WHERE status = 'pending'")
    review.decide(judged, "Emmy", [case], Outcome.CORRECT)
    after, before = tables(judged, Selection(models=("boole",))), tables(judged, Selection(models=("boole",)), moment)
    assert after is not None
    assert before is not None
    assert (after.ratings, set(after.shares["model"])) == ({}, {"boole"})
    assert (figures(after.shares, "boole")[OVERALL], figures(before.shares, "boole")[OVERALL]) == (0.8, 0.6)
    assert tables(judged, Selection(benchmarks=("gsm8k",))) is None


def test_a_store_without_the_benchmark_has_no_table(shelf: Store) -> None:
    assert tables(shelf) is None


def same_as_the_workbook(store: Store) -> None:
    """The sheet of the workbook and the page tell the same shares of every model and group that both know."""
    found = tables(store)
    assert found is not None
    sheet = usereval.table(exports.tally(store, Chosen(), [usereval.SUBCATEGORY]))
    groups = {"初等数学": "elementary", "高等数学": "advanced"}
    compared = 0
    for row in sheet.to_dict("records"):
        category, part = (None if pd.isna(row[name]) else row[name] for name in ("category", "subcategory"))
        name = str(part).lower() if part else groups.get(str(category), OVERALL if category is None else "")
        figure = found.shares[(found.shares["model"] == row["model"]) & (found.shares["name"] == name)]
        if category == "交叉学科" or figure.empty:
            continue
        shown = figure.iloc[0]
        assert (shown["n"], shown["low"], shown["high"]) == pytest.approx(
            (row["n"], row["corrected_low"], row["corrected_high"])
        )
        compared += 1
    assert compared >= 6


def test_the_workbook_tells_the_same(judged: Store) -> None:
    same_as_the_workbook(judged)


@pytest.mark.real_data
@pytest.mark.skipif(not ANSWERED.is_file(), reason="the answers are not beside the project")
def test_real_answers_have_the_sizes_of_the_authors_table(store: Store) -> None:
    ingest(store, "auto", ANSWERED)
    found = tables(store)
    assert found is not None
    sizes = figures(found.shares, "gpt-4-1106-preview", "n")
    assert (sizes[OVERALL], sizes["elementary"], sizes["advanced"], sizes[MACRO]) == (567, 342, 203, 545)
    same_as_the_workbook(store)
