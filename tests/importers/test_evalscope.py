"""evalscope's reviews in the forms its versions write."""

from __future__ import annotations

from typing import Any

import pytest

from review_app.domain import Outcome, ToolVerdict
from review_app.importers import recognise

PROMPT = "What is $1+1$?\nPlease reason step by step, and put your final answer within \\boxed{}."


def review(index: int, said: str = "It is 2.", prompt: str = PROMPT, **score: Any) -> dict[str, Any]:
    value = {"value": {"acc": 1.0}, "extracted_prediction": "2", "prediction": said, "main_score_name": None} | score
    turns = [{"role": "user", "content": prompt}, {"role": "assistant", "content": said}]
    about = {"sample_id": index, "sample_metadata": {"reasoning": "add"}}
    return {"index": index, "target": "2", "messages": turns, "sample_score": {"score": value, **about}}


def test_a_review_gives_problem_response_verdict_and_key(write: Any, take: Any) -> None:
    path = write("gsm8k_main.jsonl", review(7), review(3, prompt="And $2+2$?"))
    assert recognise(path) == "evalscope"
    taken = take("evalscope", path)
    first = taken.responses[0]
    assert (first.text, first.place, first.graded) == ("It is 2.", "7", (ToolVerdict("acc", Outcome.CORRECT, "2"),))
    problem = taken.problems[0]
    assert (problem.statement, problem.reference, problem.solution) == ("What is $1+1$?", "2", "add")
    assert (problem.benchmark, taken.runs[0].model, taken.runs[0].tool) == ("gsm8k", "folder", "evalscope")


def test_the_level_is_in_the_name_and_the_subject_in_the_id(write: Any, take: Any) -> None:
    row = review(0)
    row["sample_score"]["sample_metadata"] = {"question_id": "test/precalculus/807.json", "solution": "s"}
    problem = take("evalscope", write("math_500_Level 3.jsonl", row)).problems[0]
    assert (problem.benchmark, problem.level, problem.subject, problem.solution) == ("math500", 3, "Precalculus", "s")


def test_repeats_are_samples_of_one_problem_with_keys_of_their_own(write: Any, take: Any) -> None:
    taken = take("evalscope", write("gsm8k_main.jsonl", review(1, "b"), review(0, "a")))
    assert [(r.sample, r.text, r.place) for r in taken.responses] == [(0, "b", "1"), (1, "a", "0")]


def test_earlier_versions_have_the_prompt_in_input(write: Any, take: Any) -> None:
    row = review(0) | {"input": PROMPT}
    del row["messages"]
    taken = take("evalscope", write("x.jsonl", row))
    assert (taken.problems[0].statement, taken.responses[0].text) == ("What is $1+1$?", "It is 2.")


def test_content_in_parts_is_read(write: Any, take: Any) -> None:
    row = review(0)
    row["messages"][1]["content"] = [{"type": "reasoning", "reasoning": "hm"}, {"type": "text", "text": "It is 2."}]
    assert take("evalscope", write("x.jsonl", row)).responses[0].text == "It is 2."


@pytest.mark.parametrize(
    ("score", "graded"),
    [
        pytest.param({"value": {"acc": 0.0}}, (ToolVerdict("acc", Outcome.INCORRECT, "2"),), id="wrong"),
        pytest.param({"value": {"acc": 0.5}}, (), id="neither right nor wrong"),
        pytest.param({"value": {}}, (), id="no figure"),
        pytest.param(
            {"value": {"a": 0.0, "b": 1.0}, "main_score_name": "b"},
            (ToolVerdict("b", Outcome.CORRECT, "2"),),
            id="the figure that counts is named",
        ),
    ],
)
def test_the_figure_that_counts_is_the_verdict(write: Any, take: Any, score: Any, graded: Any) -> None:
    assert take("evalscope", write("x.jsonl", review(0, **score))).responses[0].graded == graded


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"index": None}, "'index' is null", id="no key"),
        pytest.param({"sample_score": {}}, "no column 'score'", id="no score"),
        pytest.param({"messages": []}, "no turn of a person", id="no problem"),
    ],
)
def test_a_bad_row_is_rejected_and_the_others_are_read(write: Any, take: Any, change: Any, reason: str) -> None:
    taken = take("evalscope", write("x.jsonl", review(0), review(1) | change))
    assert len(taken.responses) == 1
    assert reason in taken.rejects[0].reason


def test_predictions_are_refused_with_the_file_to_take_instead(write: Any) -> None:
    with pytest.raises(Exception, match="import the file of that name in its folder reviews"):
        recognise(write("gsm8k_main.jsonl", {"index": 1, "model": "m", "model_output": {}, "messages": []}))
