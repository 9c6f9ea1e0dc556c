"""What is written back, read by the tools' own packages (the dependency group `readers`)."""

from __future__ import annotations

import importlib
import json
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Outcome, Selection
from review_app.services import review
from review_app.services.export import export
from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.store import Store

STAMP = "2025-02-25T20-28-08.942593"

# The packages' own warnings are theirs to mend.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(300)]

# A sample's id, what is asked, what is right, and of each epoch what is said and what two scorers held of it.
SAMPLES = [
    (7, "What is 1+1?", "2", [("It is \\boxed{2}.", "I", 0.0), ("It is \\boxed{3}.", "C", 1.0)]),
    ("b", "What is 2+2?", "4", [("It is \\boxed{4}.", "C", 1.0), ("I do not know.", "C", 1.0)]),
]


def package(name: str) -> Any:
    """A reader's module; the test is skipped where the group is not installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name, reason="the dependency group `readers` is not installed", exc_type=ImportError)


@pytest.fixture(scope="module")
def inspect_log() -> Any:
    return package("inspect_ai.log")


@pytest.fixture(scope="module")
def scorer() -> Any:
    return package("inspect_ai.scorer")


def eval_log(inspect_log: Any, scorer: Any) -> Any:
    """A log of two samples by two epochs, as Inspect holds it, with its own metrics."""
    model = importlib.import_module("inspect_ai.model")
    samples = [
        inspect_log.EvalSample(
            id=name, epoch=epoch, input=asked, target=target, uuid=f"{name}{epoch}",
            output=model.ModelOutput.from_content("mockllm/model", said),
            scores={"match": scorer.Score(value=word, answer="x"), "model": scorer.Score(value=mark)},
            metadata={"level": "Level 1"},
        )
        for name, asked, target, said_by_epoch in SAMPLES
        for epoch, (said, word, mark) in enumerate(said_by_epoch, 1)
    ]  # fmt: skip
    metrics = [{"name": "inspect_ai/accuracy"}, {"name": "inspect_ai/stderr"}]
    spec = inspect_log.EvalSpec(
        created=datetime(2026, 1, 2, tzinfo=UTC).isoformat(), task="math", model="mockllm/model",
        dataset=inspect_log.EvalDataset(name="math"), config=inspect_log.EvalConfig(epochs=2, epochs_reducer=["mean"]),
        scorers=[{"name": name, "metrics": metrics} for name in ("match", "model")],
    )  # fmt: skip
    log = inspect_log.EvalLog(status="success", eval=spec, samples=samples)
    inspect_log.recompute_metrics(log)
    return log


@pytest.fixture(params=["eval", "json"])
def original(request: pytest.FixtureRequest, inspect_log: Any, scorer: Any, tmp_path: Path) -> Path:
    """The log as Inspect itself writes it, in both of its formats."""
    path = tmp_path / "logs" / f"log.{request.param}"
    path.parent.mkdir()
    inspect_log.write_eval_log(eval_log(inspect_log, scorer), str(path), format=request.param)
    return path


@pytest.fixture
def reviewed(store: Store, original: Path) -> Store:
    """The log, imported and graded, what waits decided by a person."""
    taken = ingest(store, "auto", original)
    assert (taken.format, taken.responses_new, taken.rejected) == ("inspect", 4, 0)
    grade_all(store)
    waiting = [row["case_id"] for row in review.doubtful_page(store, Selection(), 1, 9).rows]
    review.decide(store, "Ann", waiting, Outcome.INCORRECT, "gives up")
    return store


def test_inspect_reads_its_log_with_scores_history_and_metrics(
    reviewed: Store, original: Path, inspect_log: Any, tmp_path: Path
) -> None:
    before = original.read_bytes()
    export(reviewed, "write_back", tmp_path, output=tmp_path / "back")
    found = inspect_log.read_eval_log(str(tmp_path / "back" / original.name))
    values = {(s.id, s.epoch): (s.scores["match"].value, s.scores["model"].value) for s in found.samples}
    assert values == {(7, 1): ("C", 1.0), (7, 2): ("I", 0.0), ("b", 1): ("C", 1.0), ("b", 2): ("I", 0.0)}
    accuracy = [score.metrics["accuracy"].value for score in found.results.scores]
    assert accuracy == [pytest.approx(0.5), pytest.approx(0.5)]
    assert original.read_bytes() == before


def test_inspect_tells_who_edited_a_score_when_and_why(
    reviewed: Store, original: Path, inspect_log: Any, tmp_path: Path
) -> None:
    export(reviewed, "write_back", tmp_path, output=tmp_path / "back")
    found = inspect_log.read_eval_log(str(tmp_path / "back" / original.name))
    scores = {(s.id, s.epoch): s.scores["match"] for s in found.samples}
    by_grader, by_person = scores[7, 1].history, scores["b", 2].history
    assert [edit.value for edit in by_grader] == ["I", "C"]
    assert by_grader[1].provenance.author.startswith("review_app, grader ")
    assert (by_person[1].provenance.author, by_person[1].provenance.reason) == ("Ann", "gives up")
    decided = reviewed.value("SELECT max(decided_at) FROM decisions")
    assert by_person[1].provenance.timestamp.replace(tzinfo=None) == decided
    assert scores["b", 1].history == []
    events = [event.event for sample in found.samples for event in sample.events]
    assert events.count("score_edit") == 6


def test_two_copies_of_a_log_have_the_same_bytes(reviewed: Store, original: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        export(reviewed, "write_back", tmp_path, output=tmp_path / folder)
    for file in (original.name, "manifest.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_copy_is_imported_again_with_the_corrected_verdicts(reviewed: Store, original: Path, tmp_path: Path) -> None:
    export(reviewed, "write_back", tmp_path, output=tmp_path / "back")
    ingest(reviewed, "inspect", tmp_path / "back" / original.name)
    grade_all(reviewed)
    told = reviewed.rows("SELECT tool_outcome, outcome FROM outcomes WHERE source LIKE 'back/%'")
    assert len(told) == 4
    assert all(row["tool_outcome"] == row["outcome"] for row in told)


def test_inspects_scorer_takes_the_precomputed_scores(
    reviewed: Store, original: Path, scorer: Any, tmp_path: Path
) -> None:
    [path, _] = export(reviewed, "precomputed_scores", tmp_path)
    reader = importlib.import_module("inspect_ai.scorer._precomputed")
    found = reader._read_scores_file(str(path))
    values = {key: score.value for key, score in found.items()}
    assert values == {("7", 1): "C", ("7", 2): "I", ("b", 1): "C", ("b", 2): "I"}
    assert "gives up" in found["b", 2].explanation
    assert scorer.precomputed_scores(str(path)) is not None


def test_without_inspects_package_the_way_out_is_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from review_app.errors import ExportError

    sample = {"id": 1, "epoch": 1, "input": "What is 1+1?", "target": "2", "output": {"completion": "\\boxed{2}"}}
    log = {"eval": {"task": "math", "model": "m"}, "plan": {}, "samples": [sample]}
    path = tmp_path / "log.json"
    path.write_text(json.dumps(log), encoding="utf-8")
    ingest(store, "inspect", path)
    grade_all(store)
    monkeypatch.setitem(__import__("sys").modules, "inspect_ai.log", None)
    with pytest.raises(ExportError, match=r"pip install 'review_app\[inspect\]'; or export precomputed_scores"):
        export(store, "write_back", tmp_path, output=tmp_path / "back")
    [record] = [json.loads(line) for line in export(store, "precomputed_scores", tmp_path)[0].read_text().splitlines()]
    assert (record["id"], record["epoch"], record["value"]) == (1, 1, "C")


@pytest.fixture
def lm_eval_copy(store: Store, tmp_path: Path) -> Callable[[], Path]:
    """The corrected copy of an lm-eval log of two documents, both held to be wrong."""
    rows = [
        {"doc_id": number, "doc": {"problem": asked, "answer": right}, "target": right, "resps": [[said[0][0]]],
         "filtered_resps": [said[0][0]], "filter": "none", "metrics": ["exact_match"], "exact_match": 0.0}
        for number, (_, asked, right, said) in enumerate(SAMPLES)
    ]  # fmt: skip
    results = {
        "results": {"math": {"alias": "math", "exact_match,none": 0.0, "exact_match_stderr,none": 0.0}},
        "group_subtasks": {"math": []}, "versions": {"math": 1}, "n-shot": {"math": 0}, "model_name": "m",
        "higher_is_better": {"math": {"exact_match": True}}, "n-samples": {"math": {"original": 2, "effective": 2}},
    }  # fmt: skip
    folder = tmp_path / "m"
    folder.mkdir()
    (folder / f"results_{STAMP}.json").write_text(json.dumps(results), encoding="utf-8")
    samples = folder / f"samples_math_{STAMP}.jsonl"
    samples.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def made() -> Path:
        ingest(store, "lm_eval", samples)
        grade_all(store)
        export(store, "write_back", tmp_path, output=tmp_path / "back")
        return tmp_path / "back" / "m"

    return made


def test_lm_eval_makes_its_table_of_the_results(lm_eval_copy: Callable[[], Path]) -> None:
    utils = package("lm_eval.utils")
    folder = lm_eval_copy()
    found = json.loads((folder / f"results_{STAMP}.json").read_text(encoding="utf-8"))
    table = utils.make_table(found)
    assert [cell.strip() for cell in table.splitlines()[2].split("|")[5:8]] == ["exact_match", "↑", "1"]
    names = [f"/{folder.name}/{path.name}" for path in folder.iterdir()]
    [samples] = utils.get_sample_results_filenames(names)
    assert utils.get_results_filenames(names) == [f"/m/results_{STAMP}.json"]
    assert utils.get_file_task_name(Path(samples).name) == "math"
    assert utils.get_file_datetime(Path(samples).name) == STAMP


def test_the_library_by_which_lm_eval_publishes_samples_loads_them(
    lm_eval_copy: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets = package("datasets")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    path = lm_eval_copy() / f"samples_math_{STAMP}.jsonl"
    found = datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"))
    assert found["exact_match"][:] == [1.0, 1.0]
    assert [row["outcome"] for row in found["review_app"]] == ["correct", "correct"]
