"""Corrected verdicts go back to the rows of the logs they came from, by the tools' own keys."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from statistics import stdev
from typing import Any

import pytest

from review_app.domain import Outcome, Selection
from review_app.errors import ExportError
from review_app.exporters.material import Options
from review_app.services import review
from review_app.services.export import export
from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.store import Store

STAMP = "2025-02-25T20-28-08.942593"
ASK = "Please reason step by step, and put your final answer within \\boxed{}."

# What is asked, what is right, what the model says, what the tool held of it: the tool is wrong twice, once each way,
# and one response is left to people.
SAID = [
    ("What is 1+1?", "2", "It is \\boxed{2}.", 0),
    ("What is 2+2?", "4", "It is \\boxed{5}.", 1),
    ("What is 3+3?", "6", "It is \\boxed{6}.", 1),
    ("What is 4+4?", "8", "I do not know.", 1),
]
# What holds of them once graded; nobody decided the last, so the tool's word stays.
HOLDS = [1, 0, 1, 1]


@pytest.fixture
def back(store: Store, tmp_path: Path) -> Callable[..., Path]:
    """`back("lm_eval", path, ...)` imports logs, grades them, and gives the folder of what is written back."""

    def written(format: str, *paths: Path, before: Callable[[], None] | None = None, **options: Any) -> Path:
        for path in paths:
            taken = ingest(store, format, path)
            assert taken.rejected == 0
        grade_all(store)
        if before:
            before()
        export(store, "write_back", tmp_path, output=tmp_path / "back", options=Options(**options))
        return tmp_path / "back"

    return written


def put(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
    return path


def put_lines(path: Path, rows: list[Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def decide_all(store: Store, outcome: Outcome) -> None:
    """A person decides every case that waits."""
    cases = [row["case_id"] for row in review.doubtful_page(store, Selection(), 1, 99).rows]
    review.decide(store, "Ann", cases, outcome, "read twice")


# --- lm-eval


def documents(filter: str = "none", first: int = 10, mark: type = float) -> list[dict[str, Any]]:
    return [
        {"doc_id": first + number, "doc": {"problem": problem, "answer": answer}, "target": answer, "resps": [[said]],
         "filtered_resps": [said], "filter": filter, "metrics": ["exact_match"], "exact_match": mark(word)}
        for number, (problem, answer, said, word) in enumerate(SAID)
    ]  # fmt: skip


def lm_eval(folder: Path, rows: list[Any], task: str = "math", **results: Any) -> Path:
    put(folder / f"results_{STAMP}.json", {"results": {}, "model_name": "m"} | results)
    return put_lines(folder / f"samples_{task}_{STAMP}.jsonl", rows)


def test_samples_of_lm_eval_get_what_holds_and_say_who_says_so(back: Any, tmp_path: Path) -> None:
    rows = documents()[::-1]  # the order is the file's own and means nothing
    path = lm_eval(tmp_path / "m", rows)
    original = path.read_bytes()
    found = lines(back("lm_eval", path) / "m" / path.name)
    assert {row["doc_id"]: row["exact_match"] for row in found} == dict(zip(range(10, 14), HOLDS, strict=True))
    assert [row["doc_id"] for row in found] == [13, 12, 11, 10]
    assert all(isinstance(row["exact_match"], float) for row in found)
    told = {row["doc_id"]: row.get("review_app") for row in found}
    assert (told[10]["original"], told[10]["outcome"]) == ({"exact_match": 0.0}, "correct")
    assert told[10]["by"].startswith("review_app, grader ")
    assert told[13] is None
    plain = [{name: row[name] for name in row if name not in ("exact_match", "review_app")} for row in found]
    assert plain == [{name: row[name] for name in row if name != "exact_match"} for row in rows]
    assert path.read_bytes() == original


def test_a_persons_decision_goes_back_with_name_and_note(back: Any, store: Store, tmp_path: Path) -> None:
    path = lm_eval(tmp_path / "m", documents())
    folder = back("lm_eval", path, before=lambda: decide_all(store, Outcome.INCORRECT))
    last = lines(folder / "m" / path.name)[3]
    assert last["exact_match"] == 0.0
    assert last["review_app"] | {"original": None} == {
        "outcome": "incorrect", "status": "overridden", "by": "Ann", "reason": "read twice", "original": None,
    }  # fmt: skip


def test_results_of_lm_eval_are_computed_anew_by_its_own_rule(back: Any, tmp_path: Path) -> None:
    entry = {"alias": "math", "exact_match,none": 0.75, "exact_match_stderr,none": 0.25, "other,none": 0.5}
    path = lm_eval(tmp_path / "m", documents(), results={"math": entry}, **{"n-samples": {"math": {"effective": 4}}})
    found = json.loads((back("lm_eval", path) / "m" / f"results_{STAMP}.json").read_text())
    assert found["results"]["math"] == {
        "alias": "math",
        "exact_match,none": sum(HOLDS) / 4,
        "exact_match_stderr,none": stdev(HOLDS) / 2,
        "other,none": 0.5,  # of a metric that no sample has
    }
    assert found["review_app"]["corrected_tasks"] == ["math"]


def test_a_figure_that_is_no_mean_of_the_documents_is_taken_out(back: Any, tmp_path: Path) -> None:
    entry = {"alias": "math", "exact_match,none": 0.9, "exact_match_stderr,none": 0.25}
    rows = documents()
    rows[3]["resps"] = [["\\boxed{7}"]]  # so that the figures change
    path = lm_eval(tmp_path / "m", rows, results={"math": entry})
    found = json.loads((back("lm_eval", path) / "m" / f"results_{STAMP}.json").read_text())
    assert found["results"]["math"] == {"alias": "math"}
    assert found["review_app"]["removed"] == ["math: exact_match,none"]


@pytest.mark.parametrize(
    ("weights", "old", "new"),
    [
        pytest.param(None, 0.625, 0.5, id="a mean over documents"),
        pytest.param((4, 12), 0.5625, None, id="tasks of different size, weighted"),
    ],
)
def test_groups_of_lm_eval_follow_the_rule_that_gave_the_old_figure(
    back: Any, tmp_path: Path, weights: Any, old: float, new: float | None
) -> None:
    sizes = weights or (4, 4)
    rows = documents()
    rows[3]["resps"] = [["\\boxed{7}"]]  # now wrong for certain: 0.75 becomes 0.5
    entries = {"math": {"exact_match,none": 0.75}, "b": {"exact_match,none": 0.5}, "g": {"exact_match,none": old}}
    path = lm_eval(
        tmp_path / "m", rows, results=entries, groups={"g": dict(entries["g"])}, group_subtasks={"g": ["math", "b"]},
        **{"n-samples": {"math": {"effective": sizes[0]}, "b": {"effective": sizes[1]}}},
    )  # fmt: skip
    found = json.loads((back("lm_eval", path) / "m" / f"results_{STAMP}.json").read_text())
    expected = (0.5 * sizes[0] + 0.5 * sizes[1]) / sum(sizes) if new is None else new
    assert found["results"]["g"]["exact_match,none"] == found["groups"]["g"]["exact_match,none"] == expected


def test_every_filter_of_a_document_gets_the_same_word(back: Any, tmp_path: Path) -> None:
    strict, flexible = documents("strict-match", mark=int), documents("flexible-extract")
    path = lm_eval(tmp_path / "m", [*strict, *flexible])
    found = lines(back("lm_eval", path) / "m" / path.name)
    assert [row["exact_match"] for row in found] == HOLDS * 2
    assert {type(row["exact_match"]) for row in found[:4]} == {int}


def test_documents_with_repeats_keep_the_filters_verdict(back: Any, tmp_path: Path) -> None:
    rows = documents()
    rows[0]["resps"] = [["\\boxed{2}", "\\boxed{2}"]]
    path = lm_eval(tmp_path / "m", rows)
    assert lines(back("lm_eval", path) / "m" / path.name)[0] == rows[0]


def test_a_line_that_is_no_json_stays_in_the_copy(store: Store, tmp_path: Path) -> None:
    path = lm_eval(tmp_path / "m", documents())
    with path.open("a") as file:
        file.write("{broken\n")
    ingest(store, "lm_eval", path)
    grade_all(store)
    export(store, "write_back", tmp_path, output=tmp_path / "back")
    assert (tmp_path / "back" / "m" / path.name).read_text().splitlines()[-1] == "{broken"


# --- OpenCompass


def details() -> dict[str, Any]:
    asked = [{"prompt": [{"role": "HUMAN", "prompt": f"{problem}\n{ASK}"}], "origin_prediction": said,
              "predictions": "x", "references": answer, "correct": bool(word)}
             for problem, answer, said, word in SAID]  # fmt: skip
    return {str(number): detail for number, detail in enumerate(asked)}


def test_details_of_opencompass_get_what_holds_and_accuracy_follows(back: Any, tmp_path: Path) -> None:
    value = {"accuracy": 75.0, "f1": 0.3, "details": details() | {"type": "GEN"}, "type": "GEN"}
    path = put(tmp_path / "results" / "qwen" / "math.json", value)
    found = json.loads((back("opencompass", path) / "results" / "qwen" / "math.json").read_text())
    assert [found["details"][str(number)]["correct"] for number in range(4)] == [bool(word) for word in HOLDS]
    assert found["accuracy"] == 75.0
    assert "f1" not in found
    assert found["review_app"]["removed"] == ["f1"]
    assert found["details"]["1"]["review_app"]["original"] is True
    assert "review_app" not in found["details"]["3"]


def predictions(runs: int) -> dict[str, Any]:
    rows = [{"origin_prompt": f"{problem}\n{ASK}", "prediction": said, "gold": answer}
            for _ in range(runs) for problem, answer, said, _ in SAID]  # fmt: skip
    return {str(number): row for number, row in enumerate(rows)}


@pytest.mark.parametrize("runs", [1, 2])
def test_details_of_later_versions_are_found_by_example_and_run(back: Any, tmp_path: Path, runs: int) -> None:
    listed = [{"example_abbr": f"math_test_{number}", "pred": ["x"] * runs, "correct": [bool(word)] * runs}
              for number, (*_, word) in reversed(list(enumerate(SAID)))]  # fmt: skip
    put(tmp_path / "results" / "qwen" / "math.json", {"accuracy": 75.0, "details": listed})
    path = put(tmp_path / "predictions" / "qwen" / "math.json", predictions(runs))
    found = json.loads((back("opencompass", path) / "results" / "qwen" / "math.json").read_text())
    words = {detail["example_abbr"][-1]: detail["correct"] for detail in found["details"]}
    assert words == {str(number): [bool(word)] * runs for number, word in enumerate(HOLDS)}


def test_details_whose_ids_may_be_shifted_are_refused(store: Store, tmp_path: Path) -> None:
    listed = [{"example_abbr": f"math_test_{number}", "pred": ["x"], "correct": [True]} for number in range(3)]
    put(tmp_path / "results" / "qwen" / "math.json", {"accuracy": 75.0, "details": listed})
    ingest(store, "opencompass", put(tmp_path / "predictions" / "qwen" / "math.json", predictions(1)))
    with pytest.raises(ExportError, match="3 details for 4 predictions: their ids may be shifted"):
        export(store, "write_back", tmp_path, output=tmp_path / "back")
    assert not list((tmp_path / "back").rglob("*.json"))


# --- evalscope


def evalscope(folder: Path) -> Path:
    rows = [
        {"index": number, "target": answer,
         "messages": [{"role": "user", "content": f"{problem}\n{ASK}"}, {"role": "assistant", "content": said}],
         "sample_score": {"score": {"value": {"acc": float(word)}, "prediction": said, "metadata": {"kept": 1}},
                          "sample_id": number}}
        for number, (problem, answer, said, word) in reversed(list(enumerate(SAID)))
    ]  # fmt: skip
    subsets = [{"name": "main", "score": 0.75, "num": 4}, {"name": "hard", "score": 0.1, "num": 10}]
    category = {"name": ["default"], "num": 14, "score": 0.2857, "macro_score": 0.425, "subsets": subsets}
    metrics = [{"name": "mean_acc", "num": 14, "score": 0.2857, "macro_score": 0.2857, "categories": [category]},
               {"name": "pass@2", "score": 0.9, "categories": []}]  # fmt: skip
    put(folder / "reports" / "qwen" / "math.json", {"name": "qwen@math", "score": 0.2857, "metrics": metrics})
    return put_lines(folder / "reviews" / "qwen" / "math_main.jsonl", rows)


def test_reviews_of_evalscope_get_what_holds_and_the_report_follows(back: Any, store: Store, tmp_path: Path) -> None:
    path = evalscope(tmp_path / "out")
    folder = back("evalscope", path, before=lambda: decide_all(store, Outcome.INCORRECT))
    scores = {row["index"]: row["sample_score"]["score"] for row in lines(folder / "reviews" / "qwen" / path.name)}
    assert {index: score["value"]["acc"] for index, score in scores.items()} == {0: 1.0, 1: 0.0, 2: 1.0, 3: 0.0}
    assert scores[3]["metadata"]["kept"] == 1
    assert scores[3]["metadata"]["review_app"]["by"] == "Ann"
    report = json.loads((folder / "reports" / "qwen" / "math.json").read_text())
    [metric] = report["metrics"]
    [category] = metric["categories"]
    assert [subset["score"] for subset in category["subsets"]] == [0.5, 0.1]
    assert report["score"] == metric["score"] == category["score"] == round((0.5 * 4 + 0.1 * 10) / 14, 4)
    assert category["macro_score"] == 0.3
    assert report["review_app"]["removed"] == ["pass@2"]


# --- what holds for all


def test_a_log_that_was_changed_is_refused(back: Any, tmp_path: Path) -> None:
    path = lm_eval(tmp_path / "m", documents())
    with pytest.raises(ExportError, match=r"was changed since run r\w+ \(m\) was imported.*bring back the original"):
        back("lm_eval", path, before=lambda: lm_eval(tmp_path / "m", documents()[1:]))
    assert not (tmp_path / "back").exists()


def test_a_log_that_is_gone_is_refused_until_somebody_says_where_it_lies(back: Any, tmp_path: Path) -> None:
    path = lm_eval(tmp_path / "m", documents())
    moved = tmp_path / "elsewhere" / "m"
    with pytest.raises(ExportError, match="is not there; say where it lies with --source"):
        back("lm_eval", path, before=lambda: shutil.move(tmp_path / "m", moved))
    found = back("lm_eval", sources=(tmp_path / "no", moved / path.name))
    assert [row["exact_match"] for row in lines(found / "m" / path.name)] == HOLDS


def test_a_tool_without_a_form_to_write_is_told(loaded: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"comes from responses, to which nothing is written back; there are lm_eval"):
        export(loaded, "write_back", tmp_path, output=tmp_path / "back")


def test_originals_are_never_written_over(store: Store, tmp_path: Path) -> None:
    path = lm_eval(tmp_path / "m", documents())
    original = path.read_bytes()
    ingest(store, "lm_eval", path)
    grade_all(store)
    with pytest.raises(ExportError, match="would overwrite an original"):
        export(store, "write_back", tmp_path, output=tmp_path)
    assert path.read_bytes() == original


def test_the_manifest_names_the_source_and_what_was_corrected(back: Any, tmp_path: Path) -> None:
    path = lm_eval(tmp_path / "m", documents())
    told = json.loads((back("lm_eval", path) / "manifest.json").read_text())
    [log] = told["written_back"]
    assert (log["file"], log["corrected"], log["left_as_the_tool_had_them"]) == (str(path), 3, 1)
    assert log["sha256"] == told["inputs"][0]["sha256"]
    assert {file["name"] for file in told["files"]} == {f"m/{path.name}", f"m/results_{STAMP}.json"}


def test_a_response_whose_text_is_another_now_is_left_alone(store: Store, tmp_path: Path) -> None:
    path = lm_eval(tmp_path / "m", documents())
    ingest(store, "lm_eval", path)
    grade_all(store)
    with store.cursor() as cursor:
        cursor.execute("UPDATE responses SET text = 'another' WHERE text LIKE '%{5}%'")
    export(store, "write_back", tmp_path, output=tmp_path / "back")
    assert lines(tmp_path / "back" / "m" / path.name)[1] == documents()[1]


def test_only_the_chosen_runs_are_written(store: Store, tmp_path: Path) -> None:
    for model in ("a", "b"):
        ingest(store, "lm_eval", lm_eval(tmp_path / model, documents(), model_name=model))
    grade_all(store)
    export(store, "write_back", tmp_path, chosen=Selection(models=("b",)), output=tmp_path / "back")
    assert sorted(path.name for path in (tmp_path / "back").iterdir()) == ["b", "manifest.json"]
