"""Logs with one line a problem: percent4 and Qwen2.5-Math's evaluation."""

from __future__ import annotations

from typing import Any

import pytest

from review_app.domain import Outcome, ToolVerdict, run_id

GSM = {"is_correct": True, "question": "3 + 4?", "answer": "#### 7", "pred_answer": "答案是 \\boxed{7}"}
MATH = {
    "is_correct": False,
    "problem": "$1+1$?",
    "level": "Level 1",
    "type": "Algebra",
    "solution": "$\\boxed{2}$",
    "predict_answer": "3",
}
QWEN = {
    "idx": 0,
    "question": "$1+1$?",
    "gt": "2",
    "gt_cot": "…",
    "level": 1,
    "solution": "$\\boxed{2}$",
    "answer": "2",
    "code": ["It is 2.", "It is 3."],
    "pred": ["2", "3"],
    "report": [None, None],
    "score": [True, False],
}


def test_percent4_takes_the_model_from_the_file_and_the_verdict_from_the_row(write: Any, take: Any) -> None:
    taken = take("percent4", write("eval_result_32b.json", GSM))
    (run,), (response,), (problem,) = taken.runs, taken.responses, taken.problems
    assert (run.model, run.tool, run.source) == ("eval_result_32b", "percent4", "folder/eval_result_32b.json")
    assert run.id == run_id(run.model, run.tool, run.source)
    assert (response.text, response.sample) == ("答案是 \\boxed{7}", 0)
    assert response.graded == (ToolVerdict("is_correct", Outcome.CORRECT),)
    assert (problem.benchmark, problem.reference, problem.solution) == ("gsm8k", "", "#### 7")


def test_percent4_reads_its_math_shape_too(write: Any, take: Any) -> None:
    taken = take("percent4", write("math_eval.json", MATH), model="m")
    assert taken.runs[0].model == "m"
    assert taken.responses[0].graded[0].outcome is Outcome.INCORRECT
    problem = taken.problems[0]
    assert (problem.benchmark, problem.level, problem.subject) == ("math", 1, "Algebra")


def test_percent4_keeps_the_text_of_a_failed_call(write: Any, take: Any) -> None:
    taken = take("percent4", write("m.json", GSM | {"pred_answer": "ERROR", "is_correct": False}))
    assert taken.responses[0].text == "ERROR"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(GSM | {"pred_answer": None}, "'pred_answer' is null", id="null answer"),
        pytest.param(GSM | {"is_correct": "yes"}, "'is_correct' is text", id="a verdict in words"),
        pytest.param({"is_correct": True}, "no column 'question'", id="no question"),
        pytest.param('{"is_correct": tru', "not valid JSON", id="broken off"),
        pytest.param(MATH | {"solution": None}, "'solution' is null", id="null solution"),
    ],
)
def test_percent4_rejects_what_it_cannot_use(write: Any, take: Any, row: Any, reason: str) -> None:
    taken = take("percent4", write("m.json", row, GSM))
    assert len(taken.responses) == 1
    assert reason in taken.rejects[0].reason


def test_a_problem_that_stands_twice_in_a_log_gets_two_samples(write: Any, take: Any) -> None:
    taken = take("percent4", write("m.json", GSM, GSM | {"pred_answer": "8"}))
    assert [(response.sample, response.text) for response in taken.responses] == [
        (0, GSM["pred_answer"]),
        (1, "8"),
    ]


def test_qwen_gives_one_sample_for_each_code_with_its_score_and_pred(write: Any, take: Any) -> None:
    taken = take("qwen25_math_eval", write("test.jsonl", QWEN))
    assert taken.runs[0].model == "folder"
    assert [response.sample for response in taken.responses] == [0, 1]
    assert [response.graded for response in taken.responses] == [
        (ToolVerdict("score", Outcome.CORRECT, "2"),),
        (ToolVerdict("score", Outcome.INCORRECT, "3"),),
    ]
    assert (taken.problems[0].benchmark, taken.problems[0].reference) == ("math500", "2")


@pytest.mark.parametrize(
    ("folder", "change", "model", "benchmark"),
    [
        pytest.param("m/gsm8k", {"answer": "x\n#### 2", "level": None}, "m", "gsm8k", id="GSM8K's worked answer"),
        pytest.param("m/math", {"level": "Level 4"}, "m", "math", id="MATH's levels are text"),
        pytest.param("m/aime24", {"level": None}, "m", "custom", id="'math' in the file's name is the prompt's"),
        pytest.param("m", {"level": 4}, "m", "math500", id="MATH-500's are numbers"),
    ],
)
def test_qwen_guesses_the_benchmark_by_the_rows_shape(
    write: Any, take: Any, folder: str, change: dict[str, Any], model: str, benchmark: str
) -> None:
    taken = take("qwen25_math_eval", write(f"{folder}/test_qwen25-math-cot_-1.jsonl", QWEN | change))
    assert (taken.runs[0].model, taken.problems[0].benchmark) == (model, benchmark)


@pytest.mark.parametrize(
    ("change", "texts", "reason"),
    [
        pytest.param({"code": None}, [], "'code' is null", id="null code"),
        pytest.param({"code": [None, "b"]}, [(1, "b")], "'code' holds null", id="one null sample costs only itself"),
        pytest.param({"question": 5}, [], "'question' is a number", id="a number for text"),
    ],
)
def test_qwen_rejects_what_it_cannot_use(
    write: Any, take: Any, change: dict[str, Any], texts: list[tuple[int, str]], reason: str
) -> None:
    taken = take("qwen25_math_eval", write("test.jsonl", QWEN | change))
    assert [(response.sample, response.text) for response in taken.responses] == texts
    assert reason in taken.rejects[0].reason


def test_qwen_without_scores_has_no_verdicts(write: Any, take: Any) -> None:
    taken = take("qwen25_math_eval", write("test.jsonl", QWEN | {"score": [True], "pred": None}))
    assert [response.graded for response in taken.responses] == [
        (ToolVerdict("score", Outcome.CORRECT, None),),
        (),
    ]


def test_what_a_database_cannot_hold_is_replaced_in_texts(write: Any, take: Any) -> None:
    row = '{"question": "3 + 4?", "answer": "#### 7", "pred_answer": "\\ud800 and \\u0000", "is_correct": true}'
    taken = take("percent4", write("m.json", row))
    assert taken.responses[0].text == "\ufffd and \ufffd"
