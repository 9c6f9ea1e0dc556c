"""An export made again from its manifest has the same bytes, whatever was said since; or it is told why not."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from review_app.domain import Decision, Outcome, Selection
from review_app.errors import ExportError, InputError
from review_app.exporters import EXPORTERS
from review_app.exporters.material import Options
from review_app.services import browse
from review_app.services.export import export
from review_app.services.rerun import rerun
from review_app.store import Store, reviews
from review_app.store.browse import Query
from review_app.store.database import now

HERE = ("csv", "xlsx", "parquet", "sft")
PENDING = "SELECT DISTINCT case_id FROM outcomes WHERE status = 'pending' ORDER BY 1"


def decide(store: Store, number: int = 0) -> str:
    """Somebody decides a case that waits; which."""
    case: str = store.rows(PENDING)[number]["case_id"]
    made = Decision(f"d{case}", case, "Ann", Outcome.CORRECT, now(), note="it says so")
    reviews.add_decisions(store, [made])
    return case


@pytest.mark.parametrize("format", HERE)
def test_what_was_said_since_does_not_change_the_bytes(format: str, graded: Store, tmp_path: Path) -> None:
    decide(graded)
    options = Options(cap=1, seed=5)
    first = export(graded, format, tmp_path / "a", chosen=Selection(models=("boole",)), options=options)
    decide(graded)
    found = rerun(graded, first[-1], tmp_path / "b", output=tmp_path / "b" / f"x{EXPORTERS[format].suffix}")
    assert (found.same, found.differing, found.grounds) == (True, [], [])
    assert [path.read_bytes() for path in found.paths[:-1]] == [path.read_bytes() for path in first[:-1]]
    assert export(graded, format, tmp_path / "c")[0].read_bytes() != first[0].read_bytes(), "now it is another"


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(Query(statuses=("overridden",)), id="by status"),
        pytest.param(Query(annotators=("Ann",), marks=("noted",)), id="by what a person said"),
        pytest.param(Query(marks=("flagged",)), id="by a flag"),
    ],
)
def test_a_view_of_browse_is_made_again_as_it_was_found_then(query: Query, graded: Store, tmp_path: Path) -> None:
    from review_app.services import docket

    docket.flag(graded, "Ann", decide(graded), "3")
    paths = browse.export(graded, query, "jsonl", tmp_path / "a")
    docket.flag(graded, "Ann", decide(graded), "4")
    found = rerun(graded, paths[-1], tmp_path / "b")
    assert (found.same, found.told) == (True, "the same bytes as in the manifest")


def test_other_bytes_are_told_with_what_is_other_now(graded: Store, tmp_path: Path) -> None:
    paths = export(graded, "csv", tmp_path / "a", output=tmp_path / "scores.csv")
    with graded.cursor() as cursor:
        cursor.execute("UPDATE problems SET level = 3")
        cursor.execute("UPDATE runs SET model = 'euler' WHERE model = 'ada'")
    found = rerun(graded, paths[-1], tmp_path / "b")
    assert found.differing == ["scores.csv", "scores.summary.csv"]
    assert found.told.startswith("other bytes than in the manifest: scores.csv, scores.summary.csv; other now: runs")


def manifest(graded: Store, folder: Path, **changes: object) -> Path:
    """A manifest in which something stands otherwise."""
    path = export(graded, "csv", folder)[-1]
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({name: value for name, value in (told | changes).items() if value is not None}))
    return path


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        pytest.param(
            {"inputs": [{"file": "in/x.jsonl", "sha256": "ab" * 32}]}, ExportError,
            r"in/x.jsonl \(SHA-256 abababababab\) was never imported into :memory:", id="an input is missing",
        ),
        pytest.param({"grader": ["0.1"]}, ExportError, "verdicts of grader 0.1; as of its moment", id="another grader"),
        pytest.param({"format": "pdf"}, ExportError, "pdf: no such export format", id="an unknown format"),
        pytest.param({"selection": {"colour": ["red"]}}, InputError, "“colour” means nothing", id="a strange filter"),
        pytest.param({"moment": "yesterday"}, InputError, "“moment” means nothing", id="no moment"),
        pytest.param({"files": None}, InputError, "has no “files”", id="a part is missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_again_is_told_and_leaves_nothing(
    changes: dict[str, object], error: type[Exception], message: str, graded: Store, tmp_path: Path
) -> None:
    path = manifest(graded, tmp_path / "a", **changes)
    with pytest.raises(error, match=message):
        rerun(graded, path, tmp_path / "b")
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("{", "it is not JSON", id="no JSON"),
        pytest.param("[]", "has no “format”", id="a list"),
        pytest.param(None, "cannot be read", id="no file"),
    ],
)
def test_a_file_that_is_no_manifest_is_told(text: str | None, message: str, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "x.manifest.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match=message):
        rerun(store, path, tmp_path)


def test_verdicts_of_a_later_grader_do_not_count_then(graded: Store, tmp_path: Path) -> None:
    paths = export(graded, "csv", tmp_path / "a")
    row = graded.row("SELECT * FROM verdicts ORDER BY seq LIMIT 1")
    with graded.cursor() as cursor:
        cursor.execute(
            "INSERT INTO verdicts BY NAME SELECT * EXCLUDE (seq) REPLACE ('9.9' AS grader, graded_at + $later AS "
            "graded_at) FROM verdicts WHERE seq = $seq",
            {"seq": row["seq"], "later": timedelta(days=1)},
        )
    assert rerun(graded, paths[-1], tmp_path / "b").same
