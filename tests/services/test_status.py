from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Outcome, Selection
from review_app.services import review, status
from review_app.services.ingest import ingest
from review_app.store import Store


def test_an_empty_store_is_told_as_empty(store: Store) -> None:
    assert status.overview(store) == (
        ":memory:: 0 problems, 0 runs, 0 responses in 0 cases (0 responses not graded); 0 cases wait for people, "
        "0 are disputed; 0 decisions; 0 input rows rejected"
    )
    assert status.score_rows(store) == []


def test_the_overview_counts_what_is_there(graded: Store) -> None:
    assert status.overview(graded).startswith(
        ":memory:: 3 problems, 2 runs, 12 responses in 5 cases (0 responses not graded); 2 cases wait for people"
    )


def test_scores_have_bounds_while_cases_are_pending(graded: Store) -> None:
    rows = {row[0]: row for row in status.score_rows(graded)}
    assert rows["ada"] == (
        "ada", "gsm8k", "in/outputs.jsonl", "6", "—", "33.33 %", "33.33 … 66.67 %", "2",
    )  # fmt: skip
    assert len(status.SCORE_HEADS) == len(rows["ada"])
    first = review.doubtful_page(graded, Selection(models=("boole",)), 1, 1).rows[0]["case_id"]
    review.decide(graded, "ann", [first], Outcome.CORRECT)
    rows = {row[0]: row for row in status.score_rows(graded)}
    assert rows["boole"][5:] == ("66.67 %", "100.00 %", "0")


@pytest.mark.parametrize(
    ("said", "score"),
    [
        pytest.param([True, False, True, True], "75.00 %", id="the tool judged every response"),
        pytest.param([True, False, None, None], "50.00 %", id="only what it judged counts"),
        pytest.param([None], "—", id="it judged nothing"),
    ],
)
def test_the_tools_own_score_is_of_what_it_judged(
    said: list[bool | None], score: str, store: Store, write: Callable[..., Path]
) -> None:
    rows: list[Any] = [
        {"question": f"{number}?", "answer": "#### 1", "pred_answer": r"\boxed{1}", "is_correct": verdict}
        for number, verdict in enumerate(said)
    ]
    ingest(store, "percent4", write("model.json", *rows))
    [row] = status.score_rows(store)
    assert row[4] == score
