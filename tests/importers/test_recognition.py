"""Which importer a file is for: sure, or refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_app.errors import InputError, UnknownFormat
from review_app.importers import IMPORTERS, recognise
from review_app.importers.source import Head, Layout

VALUES: dict[str, Any] = {
    "question": "?",
    "problem": "?",
    "answer": "#### 1",
    "solution": "1",
    "level": "Level 1",
    "type": "Algebra",
    "subject": "Algebra",
    "unique_id": "test/algebra/1.json",
    "question_id": 1,
    "source": "matheval",
    "reference": "1",
    "category": "x",
    "is_correct": True,
    "pred_answer": "1",
    "predict_answer": "1",
    "doc_id": 0,
    "doc": {},
    "resps": [["1"]],
    "filtered_resps": ["1"],
    "code": ["1"],
    "pred": ["1"],
    "score": [True],
    "response": "1",
    "model": "m",
}


SHAPES = [
    pytest.param("gsm8k", "question answer", id="GSM8K"),
    pytest.param("math", "problem level type solution", id="MATH"),
    pytest.param("math500", "problem solution answer subject level unique_id", id="MATH-500"),
    pytest.param("mathusereval", "question_id source question reference category", id="questions"),
    pytest.param("mathusereval", "question_id source question reference category answer", id="answers"),
    pytest.param("percent4", "is_correct question answer pred_answer", id="percent4 on GSM8K"),
    pytest.param("percent4", "problem level type solution predict_answer is_correct", id="percent4 on MATH"),
    pytest.param("lm_eval", "doc_id doc resps filtered_resps", id="lm-eval"),
    pytest.param("qwen25_math_eval", "question level solution answer code pred score", id="Qwen"),
    pytest.param("responses", "problem response model", id="a plain table"),
    pytest.param("responses", "problem level type solution response", id="a plain table with MATH's columns"),
]


@pytest.mark.parametrize(("name", "columns"), SHAPES)
def test_a_file_is_recognised_by_its_columns(write: Any, name: str, columns: str) -> None:
    path = write("x.json", {column: VALUES[column] for column in columns.split()})
    assert recognise(path) == name


@pytest.mark.parametrize(("name", "columns"), SHAPES)
@given(more=st.sets(st.sampled_from(["idx", "id", "split", "type", "subject", "model", "sample", "extra"])))
def test_harmless_further_columns_never_make_it_another_format(name: str, columns: str, more: set[str]) -> None:
    row = {column: VALUES.get(column, "x") for column in {*columns.split(), *more}}
    head = Head(Path("x.jsonl"), Layout.LINES, row)
    assert {found for found, importer in IMPORTERS.items() if importer.recognises(head)} <= {name}


def test_a_bad_first_line_does_not_hide_the_format(write: Any) -> None:
    good = {"question": "?", "answer": "#### 1"}
    assert recognise(write("x.jsonl", "{", good, good)) == "gsm8k"


def test_opencompass_is_recognised_by_its_shape(tmp_path: Path) -> None:
    path = tmp_path / "math.json"
    for value in (
        {"accuracy": 1.0, "details": {"0": {"prompt": "x"}}},
        {"accuracy": 1.0, "details": [{"example_abbr": "math_test_0"}]},
        {"0": {"origin_prompt": "x", "prediction": "y"}},
    ):
        path.write_text(json.dumps(value), encoding="utf-8")
        assert recognise(path) == "opencompass"


def test_the_original_math_folder_is_recognised_and_another_is_not(tmp_path: Path) -> None:
    (tmp_path / "MATH" / "test" / "algebra").mkdir(parents=True)
    assert recognise(tmp_path / "MATH") == "math"
    assert recognise(tmp_path / "MATH" / "test") == "math"
    with pytest.raises(UnknownFormat):
        recognise(tmp_path)


def test_an_unknown_file_is_refused_with_what_was_seen_and_what_to_do(write: Any) -> None:
    with pytest.raises(UnknownFormat) as raised:
        recognise(write("x.jsonl", {"colour": "red", "size": 3}))
    message = str(raised.value)
    assert "x.jsonl" in message
    assert "colour, size" in message
    assert "review-app import FORMAT FILE" in message
    assert all(name in message for name in IMPORTERS)


def test_a_file_that_suits_two_formats_is_refused_with_both_names(write: Any) -> None:
    row = {name: VALUES[name] for name in ("doc_id", "resps", "filtered_resps", "is_correct", "pred_answer")}
    with pytest.raises(UnknownFormat, match="percent4 and lm_eval"):
        recognise(write("x.jsonl", row | {"question": "?", "answer": "1"}))


def test_unusable_files_are_refused_before_any_guess(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        recognise(tmp_path / "none.jsonl")


def test_every_importer_is_described_in_a_sentence() -> None:
    for importer in IMPORTERS.values():
        assert importer.about.endswith(".")
        assert importer.kind in {"benchmark", "outputs"}
