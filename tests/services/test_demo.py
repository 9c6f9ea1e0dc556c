from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Outcome, Selection
from review_app.errors import InputError
from review_app.services import demo, review
from review_app.store import Store, open_store


@pytest.fixture(scope="module")
def sample() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        demo.load_sample(opened)
        yield opened


def truth() -> dict[tuple[Any, ...], str]:
    text = (demo.SAMPLE / "truth.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.split("\n") if line]
    return {(row["benchmark"], row["problem"], row["sample"], row["model"]): row["truth"] for row in rows}


def test_no_automatic_verdict_contradicts_the_truth(sample: Store) -> None:
    known = truth()
    rows = sample.rows("SELECT benchmark, statement, sample, model, automatic, rule, reference, answer FROM outcomes")
    assert len(rows) == len(known)
    seen: Counter[tuple[str, str]] = Counter()
    wrong = []
    for row in rows:
        true = known[row["benchmark"], row["statement"], row["sample"], row["model"]]
        seen[row["automatic"], true] += 1
        if {row["automatic"], true} == {"correct", "incorrect"}:
            wrong.append((row["rule"], row["reference"], row["answer"]))
    assert wrong == []
    assert {"correct", "incorrect", "uncertain"} == {automatic for automatic, _ in seen}
    assert {"correct", "incorrect", "ambiguous"} == {true for _, true in seen}


def test_no_automatic_verdict_settles_what_two_people_may_see_differently(sample: Store) -> None:
    known = truth()
    settled = [
        (row["rule"], row["reference"], row["answer"])
        for row in sample.rows("SELECT * FROM outcomes WHERE automatic <> 'uncertain'")
        if known[row["benchmark"], row["statement"], row["sample"], row["model"]] == "ambiguous"
    ]
    assert settled == []


def test_the_sample_gives_people_something_to_do(sample: Store) -> None:
    assert review.doubtful_page(sample, Selection(), 1, 1).total > 50


def test_loading_the_sample_again_changes_nothing_and_keeps_decisions(sample: Store) -> None:
    first = review.doubtful_page(sample, Selection(), 1, 1).rows[0]["case_id"]
    review.decide(sample, "bob", [first], Outcome.CORRECT)
    tables = ("problems", "runs", "responses", "cases", "extractions", "verdicts", "decisions", "rejects")
    before = {table: sample.rows(f"SELECT * FROM {table} ORDER BY ALL") for table in tables}
    demo.load_sample(sample)
    assert {table: sample.rows(f"SELECT * FROM {table} ORDER BY ALL") for table in tables} == before
    assert before["rejects"] == []


def test_without_the_sample_the_way_out_is_told(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo, "SAMPLE", tmp_path / "missing")
    with pytest.raises(InputError, match="run the demo from a checkout"):
        demo.load_sample(store)
