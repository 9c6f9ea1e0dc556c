"""The main job on real files: benchmarks in, result files in, graded, counted, and nothing changed by a second time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.services.status import score_rows
from review_app.store import Store, open_store
from review_app.store.intake import Intake

pytestmark = pytest.mark.real_data

DATA = Path(__file__).resolve().parents[2] / "../shared/data"

# file -> format, new problems, new responses, model, benchmark, the tool's own score
FILES = {
    "benchmarks/gsm8k_test.jsonl": ("gsm8k", 1319, 0, None, "gsm8k", None),
    "benchmarks/math500_test.jsonl": ("math500", 500, 0, None, "math500", None),
    "outputs/percent4/eval_result_32b.json": ("percent4", 0, 1319, "eval_result_32b", "gsm8k", None),
    "outputs/qwen25_math_eval/gemma-2-27b-it/test_qwen25-math-cot_-1_seed0_t0.0_s0_e-1.jsonl": (
        "qwen25_math_eval", 0, 500, "gemma-2-27b-it", "math500", None,
    ),
    "outputs/lm_eval/gpt-4o/samples_math-500_2025-02-25T20-28-08.942593.jsonl": (
        "lm_eval", 0, 500, "gpt-4o", "math500", "0.00 %",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[Intake]]]:
    if not DATA.is_dir():
        pytest.skip("no real files beside the project")
    with open_store(tmp_path_factory.mktemp("real") / "a.duckdb") as store:
        yield store, [ingest(store, "auto", DATA / file) for file in FILES]


def test_real_files_are_imported_graded_and_counted_and_twice_changes_nothing(
    shelf: tuple[Store, list[Intake]],
) -> None:
    store, reports = shelf
    for report, (format, problems, responses, model, benchmark, _) in zip(reports, FILES.values(), strict=True):
        assert (report.format, report.problems_new, report.responses_new) == (format, problems, responses)
        assert report.models == ((model,) if model else ())
        assert report.benchmarks == (benchmark,)
        assert report.rejected == 0

    graded = grade_all(store)
    assert graded.responses == 2319
    assert graded.cases == sum(graded.outcomes.values()) < 2319
    assert graded.outcomes["correct"] > graded.outcomes["incorrect"] > 0
    assert {row["n"] for row in store.rows("SELECT count(*) AS n FROM outcomes GROUP BY response_id")} == {1}
    scores = {row[0]: row for row in score_rows(store)}
    for _, _, responses, model, benchmark, tool in FILES.values():
        if model:
            assert scores[model][1:4:2] == (benchmark, f"{responses:,}")
            assert tool in {None, scores[model][4]}

    tables = ("problems", "runs", "responses", "tool_verdicts", "cases", "extractions", "verdicts")
    before = {
        table: store.rows(f"SELECT count(*) AS n, bit_xor(hash({table})) AS all FROM {table}") for table in tables
    }
    for file in FILES:
        again = ingest(store, "auto", DATA / file)
        assert (again.problems_new, again.responses_new, again.rejected) == (0, 0, 0)
    assert grade_all(store).responses == 0
    assert {
        table: store.rows(f"SELECT count(*) AS n, bit_xor(hash({table})) AS all FROM {table}") for table in tables
    } == before
