"""A judged run of MathUserEval ends in its table, in the workbook and in the pipeline's own files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from review_app.domain import Selection
from review_app.errors import ExportError
from review_app.llm import Endpoint, Limits
from review_app.services.export import export
from review_app.services.ingest import ingest
from review_app.services.judge import judge
from review_app.services.judge_plan import Wish
from review_app.services.judge_reply import DIMENSIONS, OVERALL, Kind
from review_app.services.rerun import rerun
from review_app.services.user_eval import tables
from review_app.store import Store, open_store
from review_app.store.database import now
from tests.llm.fake_server import Asked, FakeServer

JUDGE = "fake-1 · score-zh@1"

# Category, sub-category, and the two votes' scores; None: a reply that cannot be read.
ASKED: list[tuple[str, str, list[int | None]]] = [
    ("初等数学", "algebra", [9, 8]),
    ("初等数学", "algebra", [7, 6]),
    ("初等数学", "geometry", [None, 7]),
    ("高等数学", "Probability", [3, 3]),
    ("交叉学科", "physics", [None, None]),
]


def rows(model: str) -> list[dict[str, Any]]:
    return [
        {"question_id": at, "source": "matheval", "question": f"第 {at} 题？", "reference": "1", "category": category,
         "subcategory": part, "answer": f"答案 {at}", "model_id": model}
        for at, (category, part, _) in enumerate(ASKED)
    ]  # fmt: skip


def reply(seen: dict[int, int]) -> Callable[[Asked], str]:
    def said(asked: Asked) -> str:
        at = next(at for at in range(len(ASKED)) if f"第 {at} 题" in asked.question)
        number = seen[at] = seen.get(at, -1) + 1
        score = ASKED[at][2][number]
        if score is None:
            return "很好。"
        return json.dumps({"reason": "看过", **dict.fromkeys(DIMENSIONS, score), "user_need": 5, OVERALL: score})

    return said


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One model whose answers a judge scored twice, one that nobody judged."""
    folder = tmp_path_factory.mktemp("in")
    with open_store(":memory:") as store, FakeServer(reply({})) as server:
        for model in ("org/ada", "boole"):
            path = folder / f"{Path(model).name}.jsonl"
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(model)))
            ingest(store, "auto", path)
        chosen = Selection(models=("org/ada",), benchmarks=("mathusereval",))
        wish = Wish(Kind.SCORE, Endpoint("fake-1", server.url), chosen, limits=Limits(concurrency=1), votes=2)
        assert judge(store, wish).votes == {"correct": 4, "incorrect": 3, "unreadable": 3}
        yield store


def figures(frame: Any, column: str) -> dict[str, float]:
    return dict(zip(frame["name"], frame[column], strict=True))


def test_the_table_has_the_means_of_votes_and_the_hard_pass_as_computed_by_hand(judged: Store) -> None:
    """Means 8.5, 6.5, 7, 3 and none: two of four pass."""
    found = tables(judged)
    assert found is not None
    assert list(found.ratings) == [JUDGE]
    assert set(found.ratings[JUDGE]["model"]) == {"org/ada"}
    mean, missing = figures(found.ratings[JUDGE], "low"), figures(found.ratings[JUDGE], "missing")
    assert mean["overall"] == pytest.approx((8.5 + 6.5 + 7 + 3) / 4)
    assert (mean["algebra"], mean["geometry"], mean["probability"]) == pytest.approx((7.5, 7, 3))
    assert (mean["elementary"], mean["advanced"]) == (pytest.approx(22 / 3), 3)
    assert (mean["hard"], missing["overall"]) == (0.5, 1)


def test_a_moment_before_the_votes_and_another_selection_know_none(judged: Store) -> None:
    first = judged.value("SELECT min(judged_at) FROM judgments")
    for known in (tables(judged, None, first.replace(microsecond=0)), tables(judged, Selection(models=("boole",)))):
        assert known is None or known.ratings == {}
    later = tables(judged, None, now())
    assert later is not None
    assert list(later.ratings) == [JUDGE]


def test_the_workbook_tells_the_same(judged: Store, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export(judged, "xlsx", tmp_path)[0])
    head, *body = book["mathusereval ratings"].iter_rows(values_only=True)
    found = {row[2]: dict(zip(head, row, strict=True)) for row in body}
    assert {row["judge"] for row in found.values()} == {JUDGE}
    assert (found["overall"]["mean"], found["overall"]["n"], found["overall"]["missing"]) == (6.25, 4, 1)
    assert (found["hard"]["mean"], found["macro"]["mean"]) == (0.5, None)


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_files_of_the_pipeline_come_back_as_they_went_in(judged: Store, tmp_path: Path) -> None:
    paths = export(judged, "mathusereval", tmp_path, output=tmp_path / "out")
    assert {str(path.relative_to(tmp_path / "out")) for path in paths[:-1]} == {
        "model_answer/boole.jsonl", "model_answer/org_ada.jsonl", "judgment/fake-1_score-zh@1/org_ada.jsonl",
    }  # fmt: skip
    given = sorted(read(tmp_path / "out/model_answer/org_ada.jsonl"), key=lambda row: row["question_id"])
    assert given == rows("org/ada")
    path = tmp_path / "out/judgment/fake-1_score-zh@1/org_ada.jsonl"
    lines = sorted(read(path), key=lambda row: row["question_id"])
    assert [line["score"] for line in lines] == [8.5, 6.5, 7, 3, -1]
    assert lines[0]["rating"] == {
        "事实正确性": 8.5,
        "满足用户需求": 5,
        "逻辑连贯性": 8.5,
        "完备性": 8.5,
        "综合得分": 8.5,
    }
    assert lines[0]["dimensions"] == ["事实正确性", "满足用户需求", "逻辑连贯性", "完备性"]
    assert (lines[4]["rating"], lines[4]["judgment"], lines[0]["judge_prompt"]) == ({}, "很好。", JUDGE)
    with open_store(":memory:") as other:
        ingest(other, "auto", path)
        found = tables(other)
        assert found is not None
        assert figures(found.ratings[""], "low") == pytest.approx(figures(tables(judged).ratings[JUDGE], "low"),
                                                                  nan_ok=True)  # fmt: skip


def test_a_rerun_of_the_export_has_the_votes_again(judged: Store, tmp_path: Path) -> None:
    paths = export(judged, "mathusereval", tmp_path, output=tmp_path / "out")
    rerun(judged, paths[-1], tmp_path, output=tmp_path / "again")
    for path in paths[:-1]:
        assert (tmp_path / "again" / path.relative_to(tmp_path / "out")).read_bytes() == path.read_bytes()


def test_without_the_benchmark_there_are_no_such_files(shelf: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no response is to MathUserEval"):
        export(shelf, "mathusereval", tmp_path)
