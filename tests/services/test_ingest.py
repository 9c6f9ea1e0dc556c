from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Problem
from review_app.errors import BadRecord, InputError, UnknownFormat
from review_app.services import status
from review_app.services.ingest import Wishes, columns_of, downloaded, ingest, size_of, with_reference
from review_app.store import Store

Write = Callable[..., Path]


def test_a_benchmark_and_outputs_are_taken_in_with_numbers_that_add_up(
    store: Store, benchmark: Path, outputs: Path
) -> None:
    first = ingest(store, "gsm8k", benchmark)
    assert (first.format, first.problems_new, first.rejected, first.benchmarks) == ("gsm8k", 3, 0, ("gsm8k",))
    second = ingest(store, "responses", outputs)
    assert (second.responses_new, second.problems_new, second.problems_known) == (12, 0, 3)
    assert second.models == ("ada", "boole")
    assert store.row("SELECT count(*) AS n FROM imports WHERE length(sha256) = 64") == {"n": 2}


def test_importing_twice_changes_nothing(loaded: Store, benchmark: Path, outputs: Path) -> None:
    before = {table: loaded.rows(f"SELECT * FROM {table} ORDER BY id") for table in ("problems", "runs", "responses")}
    assert ingest(loaded, "gsm8k", benchmark).problems_known == 3
    assert ingest(loaded, "responses", outputs).responses_known == 12
    assert {table: loaded.rows(f"SELECT * FROM {table} ORDER BY id") for table in before} == before


def test_auto_finds_the_format_and_says_which(store: Store, benchmark: Path, outputs: Path) -> None:
    assert [ingest(store, "auto", path).format for path in (benchmark, outputs)] == ["gsm8k", "responses"]


def test_a_worked_solution_shows_its_reference(loaded: Store) -> None:
    rows = loaded.rows("SELECT reference FROM problems ORDER BY reference")
    assert [row["reference"] for row in rows] == ["5", "7", "8"]


@pytest.mark.parametrize(
    ("reference", "solution", "shown"),
    [
        pytest.param("", r"so \boxed{\frac12}", r"\frac12", id="a box in the solution"),
        pytest.param("3", r"so \boxed{4}", "3", id="a reference is kept as it is"),
        pytest.param("", "no answer in it", "", id="a solution without answer gives none"),
        pytest.param("", "", "", id="nothing gives nothing"),
    ],
)
def test_the_reference_of_a_problem(reference: str, solution: str, shown: str) -> None:
    assert with_reference(Problem("p", "math", "test", "?", reference, solution)).reference == shown


def test_a_bad_line_costs_only_itself(store: Store, write: Write) -> None:
    path = write("bad.jsonl", {"question": "1 + 1?", "answer": "#### 2"}, "{broken", {"question": "2?", "answer": None})
    report = ingest(store, "gsm8k", path)
    assert (report.problems_new, report.rejected) == (1, 2)
    assert [(reject.place, reject.file) for reject in report.rejects] == [("2", str(path)), ("3", str(path))]
    assert store.value("SELECT count(*) FROM rejects") == 2


def test_strict_stops_at_the_first_bad_line_and_takes_nothing_in(store: Store, write: Write) -> None:
    path = write("bad.jsonl", {"question": "1 + 1?", "answer": "#### 2"}, "{broken")
    with pytest.raises(BadRecord, match=r"bad\.jsonl:2: .*leave out --strict"):
        ingest(store, "gsm8k", path, Wishes(strict=True))
    for table in ("problems", "imports", "rejects"):
        assert store.value(f"SELECT count(*) FROM {table}") == 0


def test_what_the_user_says_of_a_file_beats_the_file(store: Store, benchmark: Path, write: Write) -> None:
    ingest(store, "gsm8k", benchmark, Wishes(benchmark="mine", split="dev"))
    assert store.rows("SELECT DISTINCT benchmark, split FROM problems") == [{"benchmark": "mine", "split": "dev"}]
    path = write("out.jsonl", {"problem": "?", "reference": "1", "out": {"text": r"\boxed{1}"}})
    ingest(store, "responses", path, Wishes(model="ada", columns=columns_of(["out.text=response"])))
    assert store.rows("SELECT model, text FROM responses JOIN runs ON runs.id = run_id") == [
        {"model": "ada", "text": r"\boxed{1}"}
    ]


@pytest.mark.parametrize("pair", ["response", "=response", "completion=", "", "="])
def test_a_map_that_is_no_pair_is_explained(pair: str) -> None:
    with pytest.raises(InputError, match="write column=field, for example --map completion=response"):
        columns_of([pair])


def test_several_maps_are_kept_and_a_field_may_hold_the_sign() -> None:
    assert columns_of(["a=response", "b=c=problem"]) == {"response": "a", "c=problem": "b"}
    assert columns_of([]) == {}


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        pytest.param("gsm8k", None, InputError, "No such file", id="a missing file"),
        pytest.param("auto", None, InputError, "no such file", id="a missing file, format to be found"),
        pytest.param("gsm8k", "", InputError, "empty", id="an empty file"),
        pytest.param("auto", "a,b\n1,2\n", UnknownFormat, "Supported: gsm8k", id="columns nobody knows"),
        pytest.param("nonsense", "{}", InputError, "no such format; there are auto, gsm8k", id="an unknown format"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained_and_leaves_nothing(
    name: str, content: str | None, error: type[InputError], says: str, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_text(content)
    with pytest.raises(error, match=says):
        ingest(store, name, path)
    assert store.value("SELECT count(*) FROM imports") == 0


def test_progress_is_told_every_byte(store: Store, benchmark: Path) -> None:
    steps: list[int] = []
    ingest(store, "gsm8k", benchmark, advance=steps.append)
    assert sum(steps) >= (size_of(benchmark) or 0) > 0


def test_a_folder_has_no_size(tmp_path: Path) -> None:
    assert size_of(tmp_path) is None


def test_only_benchmarks_are_downloaded(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="only benchmarks can be downloaded"):
        downloaded("opencompass", tmp_path)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        pytest.param(
            [{"problem": "1?", "reference": "1", "model": "ada", "response": "1"}],
            "of ada on custom: 1 new problems (0 known), 1 new responses (0 known), 0 rejected",
            id="a good row",
        ),
        pytest.param(["{"], "nothing usable, 1 rejected", id="nothing usable"),
    ],
)
def test_a_report_is_one_line(rows: list[Any], says: str, store: Store, write: Write) -> None:
    report = ingest(store, "responses", write("out.jsonl", *rows))
    said = status.describe(report)
    assert said.endswith(says)
    assert said.startswith("✓ " if report.useful else "✗ ")
    assert report.useful == (says[0] == "o")


def test_under_strict_a_sample_that_the_store_has_with_another_text_keeps_the_file_out(
    store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "outputs" / "a.jsonl"
    file.parent.mkdir()
    row = {"problem": "How many?", "reference": "3", "response": "\\boxed{3}", "model": "m", "sample": 0}
    file.write_text(json.dumps(row) + "\n")
    ingest(store, "responses", file)
    file.write_text(json.dumps(row | {"response": "\\boxed{4}"}) + "\n" + json.dumps(row | {"sample": 1}) + "\n")
    with pytest.raises(BadRecord, match="already has another text"):
        ingest(store, "responses", file, Wishes(strict=True))
    assert store.value("SELECT count(*) FROM responses") == 1
