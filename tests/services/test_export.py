from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest

from review_app.domain import Outcome, Selection
from review_app.errors import ExportError, NotFound
from review_app.exporters import EXPORTERS
from review_app.services import review
from review_app.services.export import export, runs_named
from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.store import Store, open_store

READERS = {
    "csv": pd.read_csv,
    "jsonl": lambda path: pd.read_json(path, lines=True),
    "parquet": pd.read_parquet,
    "xlsx": lambda path: pd.read_excel(path, sheet_name="responses"),
}


@pytest.fixture(scope="module")
def decided(benchmark: Path, outputs: Path) -> Iterator[Store]:
    """One doubtful case overridden, the other still pending."""
    with open_store(":memory:") as opened:
        ingest(opened, "gsm8k", benchmark)
        ingest(opened, "responses", outputs)
        grade_all(opened)
        first = review.doubtful_page(opened, Selection(models=("boole",)), 1, 1).rows[0]["case_id"]
        review.decide(opened, "Ann 👩‍🔬", [first], Outcome.CORRECT, "it says so")
        yield opened


@pytest.mark.parametrize("format", list(EXPORTERS))
def test_every_format_holds_what_the_store_holds(format: str, decided: Store, tmp_path: Path) -> None:
    [path, *others] = export(decided, format, tmp_path / "exports")
    assert re.fullmatch(rf"corrected_scores_\d{{8}}_\d{{6}}\.{format}", path.name)
    assert all(other.is_file() for other in others)
    found = READERS[format](path)
    assert len(found) == 12
    expected = decided.rows("SELECT outcome, status, count(*) AS n FROM outcomes GROUP BY ALL")
    counted = found.groupby(["outcome", "status"]).size().to_dict()
    assert counted == {(row["outcome"], row["status"]): row["n"] for row in expected}
    assert set(found.loc[found["status"] == "overridden", "annotator"]) == {"Ann 👩‍🔬"}


@pytest.mark.parametrize(
    ("names", "models"),
    [
        pytest.param(["ada"], {"ada"}, id="by model"),
        pytest.param(["ada", "boole"], {"ada", "boole"}, id="by two models"),
        pytest.param([], {"ada", "boole"}, id="no name is all"),
        pytest.param(["ada", "ada"], {"ada"}, id="a name twice"),
    ],
)
def test_runs_are_chosen_by_model(names: Sequence[str], models: set[str], shelf: Store, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    assert export(shelf, "jsonl", tmp_path, chosen=runs_named(shelf, names), output=target)[0] == target
    assert {json.loads(line)["model"] for line in target.read_text().splitlines()} == models


def test_a_run_is_chosen_by_its_id(shelf: Store) -> None:
    [row] = shelf.rows("SELECT id FROM runs WHERE model = 'boole'")
    assert runs_named(shelf, [row["id"], "boole"]) == Selection(runs=(row["id"],))


def test_an_unknown_run_is_told_with_those_there_are(shelf: Store) -> None:
    with pytest.raises(NotFound, match=r"euler: no such run or model .* there are: ada \(r[0-9a-f]+\), boole \("):
        runs_named(shelf, ["ada", "euler"])


def test_an_unknown_run_of_an_empty_store_is_told(store: Store) -> None:
    with pytest.raises(NotFound, match="there are: none"):
        runs_named(store, ["ada"])


@pytest.mark.parametrize("format", list(EXPORTERS))
def test_nothing_to_export_is_an_error_and_leaves_no_file(format: str, store: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="import result files or widen the filters"):
        export(store, format, tmp_path / "exports")
    assert list(tmp_path.iterdir()) == []


def test_filters_that_leave_nothing_are_an_error(shelf: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="widen the filters"):
        export(shelf, "csv", tmp_path, chosen=Selection(levels=(5,)))


def test_an_unknown_format_is_told_with_those_there_are(shelf: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="pdf: no such export format; there are csv, jsonl"):
        export(shelf, "pdf", tmp_path)


def test_a_folder_that_cannot_be_made_is_an_error(shelf: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(ExportError, match=r"cannot be made .* name a file with --output"):
        export(shelf, "csv", tmp_path / "file" / "exports")


def test_responses_that_nobody_graded_are_exported_as_pending(loaded: Store, tmp_path: Path) -> None:
    found = pd.read_csv(export(loaded, "csv", tmp_path)[0])
    assert set(found["status"]) == {"pending"}
