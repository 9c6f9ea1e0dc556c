"""Where the verdicts of a check go, and that they are the same whatever gives them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from review_app.services import verdict_file
from review_app.services.check import check_file

Write = Callable[..., Path]

ROWS: list[Any] = [
    {"id": "right", "reference": "8", "response": r"\boxed{8}"},
    {"id": "half \ud800", "reference": "8", "response": "\\boxed{\ud800}"},
    {"id": 7, "reference": "8", "response": r"\boxed{9}"},
    {"id": "no response", "reference": "8"},
    "{broken",
    {"id": {"deep": 1}, "reference": "8", "response": "?"},
    {"id": "hard", "problem": "Simplify.", "reference": r"\sqrt{2}+\sqrt{3}", "response": r"\boxed{\sqrt{5+2\sqrt6}}"},
]


@pytest.fixture
def source(write: Write) -> Path:
    return write("in.jsonl", *(row if isinstance(row, str) else json.dumps(row) for row in ROWS))


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows without the seconds they took."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    return [{name: value for name, value in row.items() if name != "seconds"} for row in rows]


def test_parquet_holds_what_json_lines_hold(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict_file, "GROUP", 3)
    tally = check_file(source, tmp_path / "out.jsonl")
    assert check_file(source, tmp_path / "out.parquet") == tally
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names == list(verdict_file.COLUMNS)
    assert pq.ParquetFile(tmp_path / "out.parquet").num_row_groups == 3
    found = [{name: value for name, value in row.items() if value is not None} for row in table.to_pylist()]
    assert all(("seconds" in row) != ("error" in row) for row in found)
    plain = [{**row, "id": row["id"] if isinstance(row["id"], str) else json.dumps(row["id"])} for row in
             lines(tmp_path / "out.jsonl")]  # fmt: skip
    assert [{name: value for name, value in row.items() if name != "seconds"} for row in found] == plain


def test_parquet_is_read_as_well_as_written(source: Path, write: Write, tmp_path: Path) -> None:
    import pyarrow as pa

    rows = [{"id": str(number), "reference": "8", "response": rf"\boxed{{{number}}}"} for number in range(7, 10)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")
    check_file(tmp_path / "in.parquet", tmp_path / "from_parquet.jsonl")
    check_file(write("in.jsonl", *rows), tmp_path / "from_lines.jsonl")
    assert lines(tmp_path / "from_parquet.jsonl") == lines(tmp_path / "from_lines.jsonl")


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl"])
def test_a_file_stays_as_it_was_where_writing_breaks_off(
    name: str, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / name
    target.write_text("old")

    def full(*given: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("review_app.services.check.said", full)
    with pytest.raises(KeyboardInterrupt):
        check_file(source, target)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.glob("*out*")] == [name]


def test_two_workers_write_what_one_process_writes(source: Path, tmp_path: Path) -> None:
    check_file(source, tmp_path / "one.jsonl")
    check_file(source, tmp_path / "two.jsonl", workers=2)
    assert lines(tmp_path / "one.jsonl") == lines(tmp_path / "two.jsonl")


def test_a_cluster_writes_what_one_process_writes(source: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    check_file(source, tmp_path / "one.jsonl")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None) as local:
        check_file(source, tmp_path / "many.jsonl", cluster=local.scheduler_address)
    assert lines(tmp_path / "one.jsonl") == lines(tmp_path / "many.jsonl")
