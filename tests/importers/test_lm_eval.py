"""lm-eval's samples in the forms its versions write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Outcome, ToolVerdict

C, X = Outcome.CORRECT, Outcome.INCORRECT
GSM_DOC = {"question": "3 + 4?", "answer": "so\n#### 7"}
MATH_DOC = {
    "problem": "$1+1$?",
    "solution": "$\\boxed{2}$",
    "answer": "2",
    "level": "Level 3",
    "type": "Algebra",
}


def row(doc_id: int, doc: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
    basis = {"doc_id": doc_id, "doc": doc, "target": doc["answer"], "arguments": {}, "resps": [[text]]}
    return basis | {"filtered_resps": [text], "exact_match": 1.0} | more


STRICT = {
    "filter": "strict-match",
    "metrics": ["exact_match"],
    "filtered_resps": ["[invalid]"],
    "exact_match": 0.0,
}
FLEXIBLE = {
    "filter": "flexible-extract",
    "metrics": ["exact_match"],
    "filtered_resps": ["7"],
    "exact_match": 1.0,
}


def test_the_filters_rows_of_one_document_are_one_sample(write: Any, take: Any) -> None:
    other = GSM_DOC | {"question": "4 + 4?"}
    path = write(
        "samples_gsm8k_2025-02-25T20-28-08.942593.jsonl",
        row(0, GSM_DOC, "it is 7", **STRICT),
        row(1, other, "eight", **STRICT),
        row(0, GSM_DOC, "it is 7", **FLEXIBLE),
        row(1, other, "eight", **FLEXIBLE),
    )
    taken = take("lm_eval", path)
    assert [(response.text, response.sample) for response in taken.responses] == [
        ("it is 7", 0),
        ("eight", 0),
    ]
    assert taken.responses[0].graded == (
        ToolVerdict("exact_match[strict-match]", X, "[invalid]"),
        ToolVerdict("exact_match[flexible-extract]", C, "7"),
    )
    assert taken.problems[0].benchmark == "gsm8k"
    assert taken.problems[0].solution == GSM_DOC["answer"]


def test_filters_without_names_are_called_by_their_order(write: Any, take: Any) -> None:
    path = write("samples_gsm8k_x.jsonl", row(3, GSM_DOC, "7"), row(3, GSM_DOC, "7", exact_match=0.0))
    assert [v.grader for v in take("lm_eval", path).responses[0].graded] == [
        "exact_match[1]",
        "exact_match[2]",
    ]


def test_minerva_rows_keep_level_subject_and_both_metrics(write: Any, take: Any) -> None:
    more = {"filter": "none", "metrics": ["exact_match", "math_verify"], "exact_match": 0, "math_verify": 1}
    path = write("samples_minerva_math_num_theory_2025-02-25T20-28-08.9.jsonl", row(0, MATH_DOC, "2", **more))
    taken = take("lm_eval", path)
    problem = taken.problems[0]
    assert (problem.benchmark, problem.level, problem.subject, problem.reference) == (
        "math",
        3,
        "Algebra",
        "2",
    )
    assert taken.responses[0].graded == (
        ToolVerdict("exact_match[none]", X, None),
        ToolVerdict("math_verify[none]", C, None),
    )


def test_the_subject_comes_from_the_task_where_the_document_lacks_it(write: Any, take: Any) -> None:
    doc = {name: value for name, value in MATH_DOC.items() if name != "type"}
    path = write("samples_leaderboard_math_counting_and_prob_hard_2025-02-25T20-28-08.9.jsonl", row(0, doc, "2"))
    assert take("lm_eval", path).problems[0].subject == "Counting & Probability"


def test_repeats_are_samples_without_a_verdict_of_their_own(write: Any, take: Any) -> None:
    more = {"resps": [["a", "b", "c"]], "filter": "maj@3", "metrics": ["exact_match"]}
    taken = take("lm_eval", write("samples_gsm8k_x.jsonl", row(0, GSM_DOC, "a", **more)))
    assert [(r.text, r.sample, r.graded) for r in taken.responses] == [
        ("a", 0, ()),
        ("b", 1, ()),
        ("c", 2, ()),
    ]


def test_two_documents_with_one_text_are_two_samples(write: Any, take: Any) -> None:
    taken = take("lm_eval", write("samples_gsm8k_x.jsonl", row(0, GSM_DOC, "a"), row(9, GSM_DOC, "b")))
    assert [(response.sample, response.text) for response in taken.responses] == [(0, "a"), (1, "b")]


def test_the_indented_array_of_old_versions_is_read(tmp_path: Path, take: Any) -> None:
    path = tmp_path / "gsm8k.jsonl"
    old = row(0, GSM_DOC, "7") | {"arguments": [["prompt", {}]]}
    path.write_text(json.dumps([old], indent=2), encoding="utf-8")
    assert take("lm_eval", path).responses[0].graded == (ToolVerdict("exact_match[1]", C, None),)


@pytest.mark.parametrize(
    ("results", "model"),
    [
        pytest.param({"model_name": "org/m"}, "org/m", id="named"),
        pytest.param({"config": {"model_args": "dtype=auto,pretrained=org/n,x=1"}}, "org/n", id="in the arguments"),
        pytest.param({"config": {"model_args": None}}, "folder", id="nowhere"),
        pytest.param(None, "folder", id="no results beside it"),
    ],
)
def test_the_model_is_named_by_the_results_beside_the_samples(write: Any, take: Any, results: Any, model: str) -> None:
    if results:
        write("results_2025-02-25T20-28-08.9.json", results)
    path = write("samples_gsm8k_2025-02-25T20-28-08.9.jsonl", row(0, GSM_DOC, "7"))
    assert take("lm_eval", path).runs[0].model == model


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        pytest.param(row(1, GSM_DOC, "a") | {"doc": None}, "'doc' is null", id="no document"),
        pytest.param(row(1, GSM_DOC, "a") | {"doc_id": None}, "'doc_id' is null", id="no id"),
        pytest.param(row(1, GSM_DOC, "a") | {"resps": [["a"], ["b"]]}, "2 requests", id="multiple choice"),
        pytest.param(row(1, GSM_DOC, "a") | {"resps": [[[-1.5, False]]]}, "'resps' is a list", id="log-likelihoods"),
        pytest.param(row(1, {"input": "x", "answer": "y"}, "a"), "no column 'question'", id="another benchmark"),
        pytest.param("{", "not valid JSON", id="broken off"),
    ],
)
def test_what_cannot_be_used_is_rejected_once(write: Any, take: Any, bad: Any, reason: str) -> None:
    taken = take("lm_eval", write("samples_gsm8k_x.jsonl", bad, row(0, GSM_DOC, "7")))
    assert len(taken.responses) == 1
    ((place, said),) = taken.reasons
    assert place == "1"
    assert reason in said


def test_a_response_knows_its_document_whatever_the_order_of_the_rows(write: Any, take: Any) -> None:
    other = GSM_DOC | {"question": "4 + 4?"}
    many = {"resps": [["b", "c"]]}
    path = write("samples_gsm8k_x.jsonl", row(12, GSM_DOC, "a"), row(3, other, "b", **many))
    assert [(r.text, r.place) for r in take("lm_eval", path).responses] == [("a", "12"), ("b", "3/0"), ("c", "3/1")]
