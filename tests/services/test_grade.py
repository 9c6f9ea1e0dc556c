from __future__ import annotations

from pathlib import Path

import pytest

from review_app.services.grade import grade_all, pending_work
from review_app.services.ingest import ingest
from review_app.services.status import describe_grading
from review_app.store import Store, gradebook

# model -> automatic outcome of its answers to the three problems
EXPECTED = {
    "ada": ["correct", "incorrect", "uncertain"],
    "boole": ["correct", "uncertain", "correct"],
}


def outcomes(store: Store) -> dict[str, list[str]]:
    rows = store.rows("""
        SELECT model, automatic FROM outcomes WHERE sample = 0
        ORDER BY model, CASE statement[1] WHEN 'A' THEN 1 WHEN 'B' THEN 2 ELSE 3 END""")
    return {model: [row["automatic"] for row in rows if row["model"] == model] for model in EXPECTED}


def test_every_response_gets_the_outcome_of_its_case(loaded: Store) -> None:
    steps: list[int] = []
    assert pending_work(loaded) == 12
    graded = grade_all(loaded, steps.append)
    assert outcomes(loaded) == EXPECTED
    assert (graded.responses, sum(steps), pending_work(loaded)) == (12, 12, 0)
    assert graded.outcomes == {"correct": 2, "incorrect": 1, "uncertain": 2}
    assert graded.cases == 5, "both models' 5 is one case, so are two samples of the same doubtful text"


def test_grading_twice_is_nothing(graded: Store) -> None:
    before = {table: graded.rows(f"SELECT * FROM {table}") for table in ("extractions", "cases", "verdicts")}
    again = grade_all(graded)
    assert (again.responses, again.cases, again.outcomes) == (0, 0, {})
    assert {table: graded.rows(f"SELECT * FROM {table}") for table in before} == before


@pytest.mark.parametrize("stop_in", ["extractions", "verdicts"])
def test_grading_goes_on_where_it_was_stopped(stop_in: str, loaded: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradebook, "BATCH", 2)
    keep, calls = getattr(gradebook, f"save_{stop_in}"), []

    def stopped(*given: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        keep(*given)

    with monkeypatch.context() as patch:
        patch.setattr(gradebook, f"save_{stop_in}", stopped)
        with pytest.raises(KeyboardInterrupt):
            grade_all(loaded)
    assert loaded.value(f"SELECT count(*) FROM {stop_in}") == 2, "the batch before is kept"
    rest = grade_all(loaded)
    assert rest.responses == (10 if stop_in == "extractions" else 0)
    assert outcomes(loaded) == EXPECTED
    assert loaded.value("SELECT count(*) FROM verdicts") == loaded.value("SELECT count(*) FROM cases") == 5


def test_only_what_is_new_is_graded(graded: Store, write: object) -> None:
    rows = [{"benchmark": "gsm8k", "problem": "Cy has 7. How many?", "model": "cy", "response": text} for text in
            (r"\boxed{7}", r"\boxed{70}")]  # fmt: skip
    path: Path = write("more.jsonl", *rows)  # type: ignore[operator]
    ingest(graded, "responses", path)
    more = grade_all(graded)
    assert (more.responses, more.cases) == (2, 1), "7 was there: only 70 opens a case"


def test_an_empty_store_is_graded_to_nothing(store: Store) -> None:
    assert describe_grading(grade_all(store)) == "0 responses graded, 0 new cases"


def test_what_was_graded_is_one_line(loaded: Store) -> None:
    said = describe_grading(grade_all(loaded))
    assert said == "12 responses graded, 5 new cases: 2 correct, 1 incorrect, 2 uncertain"
