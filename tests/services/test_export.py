from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from review_app import __version__
from review_app.domain import Outcome, Selection
from review_app.errors import ExportError, InputError, NotFound
from review_app.exporters import EXPORTERS
from review_app.exporters.material import Options
from review_app.importers import fingerprint
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
    """One doubtful case overridden, as one that the grader held right; another doubtful one still pending."""
    with open_store(":memory:") as opened:
        ingest(opened, "gsm8k", benchmark)
        ingest(opened, "responses", outputs)
        grade_all(opened)
        first = review.doubtful_page(opened, Selection(models=("boole",)), 1, 1).rows[0]["case_id"]
        review.decide(opened, "Ann 👩‍🔬", [first], Outcome.CORRECT, "it says so")
        right = opened.value("SELECT any_value(case_id) FROM outcomes WHERE answer = '7'")
        review.decide(opened, "Ann 👩‍🔬", [right], Outcome.INCORRECT, "it does not say why")
        yield opened


@pytest.mark.parametrize("format", list(READERS))
def test_every_table_holds_what_the_store_holds(format: str, decided: Store, tmp_path: Path) -> None:
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


def manifest_of(paths: Sequence[Path]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(paths[-1].read_text(encoding="utf-8"))
    return found


def test_a_manifest_says_what_an_export_was_made_of(
    decided: Store, benchmark: Path, outputs: Path, tmp_path: Path
) -> None:
    paths = export(decided, "csv", tmp_path, chosen=Selection(models=("boole",)), output=tmp_path / "scores.csv")
    assert [path.name for path in paths] == ["scores.csv", "scores.summary.csv", "scores.manifest.json"]
    told = manifest_of(paths)
    assert (told["review_app"], told["format"], told["selection"]) == (__version__, "csv", {"models": ["boole"]})
    assert told["grader"] == [row["g"] for row in decided.rows("SELECT DISTINCT grader AS g FROM verdicts")]
    assert {name: told["counts"][name] for name in ("responses", "correct", "decided_by_people")} == {
        "responses": 6, "correct": 4, "decided_by_people": 4,
    }  # fmt: skip
    assert {row["sha256"] for row in told["inputs"]} == {fingerprint(benchmark), fingerprint(outputs)}
    assert [(row["model"], row["responses"]) for row in told["runs"]] == [("boole", 6)]
    for file in told["files"]:
        written = (tmp_path / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(written), hashlib.sha256(written).hexdigest())


@pytest.mark.parametrize("format", [name for name, row in EXPORTERS.items() if row.needs in ("scores", "texts")])
def test_the_same_database_gives_the_same_bytes_and_the_same_manifest(
    format: str, decided: Store, tmp_path: Path
) -> None:
    first, second = (
        export(decided, format, tmp_path, output=tmp_path / folder / f"x{EXPORTERS[format].suffix}") for folder in "ab"
    )
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_decision_moves_the_moment_of_the_manifest(graded: Store, tmp_path: Path) -> None:
    before = manifest_of(export(graded, "csv", tmp_path))
    case = review.doubtful_page(graded, Selection(), 1, 1).rows[0]["case_id"]
    review.decide(graded, "ann", [case], Outcome.CORRECT)
    after = manifest_of(export(graded, "csv", tmp_path))
    assert after["moment"] > before["moment"]
    assert after["counts"]["decided_by_people"] > before["counts"]["decided_by_people"] == 0


def test_the_options_that_a_format_heeds_stand_in_its_manifest(decided: Store, tmp_path: Path) -> None:
    told = [
        manifest_of(export(decided, format, tmp_path, options=Options(cap=2, seed=7)))["options"]
        for format in ("sft", "csv")
    ]
    assert told == [{"cap": 2, "seed": 7}, {}]


def test_a_cap_that_leaves_nothing_is_told(decided: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a cap of 0 leaves nothing"):
        export(decided, "sft", tmp_path, options=Options(cap=0))


def test_a_second_export_of_the_same_second_gets_a_name_of_its_own(decided: Store, tmp_path: Path) -> None:
    paths = [path for _ in range(3) for path in export(decided, "sft", tmp_path)]
    assert len(set(paths)) == len(paths) == len(list(tmp_path.iterdir())) == 6


def test_sets_to_train_on_hold_the_texts_of_the_store(decided: Store, tmp_path: Path) -> None:
    lines = export(decided, "sft", tmp_path)[0].read_text(encoding="utf-8").splitlines()
    found = {(row["prompt"], row["completion"]) for row in map(json.loads, lines)}
    expected = decided.rows("""
        SELECT DISTINCT statement, text FROM outcomes JOIN responses ON responses.id = response_id
        WHERE outcome = 'correct'""")
    assert found == {(row["statement"], row["text"]) for row in expected}
