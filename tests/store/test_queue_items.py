from __future__ import annotations

from random import Random
from typing import Any

import pytest

from review_app.domain import Answer, Case, Strength
from review_app.store import gradebook, queue_items

ANSWER = Answer("2", 0, 1, "box", Strength.SURE)

AS_THE_VIEW_HAS_IT = """
SELECT case_id, run_id, count(*) AS n FROM outcomes
WHERE automatic = 'uncertain' AND case_id IS NOT NULL OR case_id IN (SELECT unnest($others))
GROUP BY ALL
"""


@pytest.mark.parametrize("seed", range(4))
def test_the_queue_asks_about_what_the_view_of_outcomes_leaves_open(seed: int, desk: Any) -> None:
    """Cases are graded again and again, responses come to other cases by newer extractions, some are audited."""
    random, words = Random(seed), ("", "correct", "incorrect", "uncertain")
    cases = [desk.case(f"{number}?", random.choice(words), responses=random.randint(1, 3)) for number in range(8)]
    for case in random.sample(cases, 4):
        desk.verdict(case, random.choice(words[1:]), "2.0")
    known = [Case(**row) for row in desk.store.rows("SELECT id, problem_id, key FROM cases")]
    moved = [row["id"] for row in desk.store.rows("SELECT id FROM responses ORDER BY id")][::2]
    newer = [gradebook.Extraction(response, random.choice(known), ANSWER) for response in moved]
    gradebook.save_extractions(desk.store, newer, "2.0")
    others = random.sample(cases, 2)

    asked = {
        (row["case_id"], run["run_id"]): run["n"]
        for row in queue_items.items(desk.store, others)
        for run in row["runs"]
    }
    view = desk.store.rows(AS_THE_VIEW_HAS_IT, {"others": others})
    assert asked == {(row["case_id"], row["run_id"]): row["n"] for row in view}
    assert len(asked) > 2, "otherwise this shows nothing"
