"""OpenCompass's results and predictions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Outcome, ToolVerdict
from review_app.errors import InputError
from review_app.importers import prompts

C, X = Outcome.CORRECT, Outcome.INCORRECT
TAIL = "\nPlease reason step by step, and put your final answer within \\boxed{}."


def turns(text: str) -> list[dict[str, str]]:
    return [{"role": "HUMAN", "prompt": text}]


def detail(statement: str, **change: Any) -> dict[str, Any]:
    basis = {"prompt": turns(statement + TAIL), "origin_prediction": "so 4", "predictions": "4"}
    return basis | {"references": "4", "correct": True} | change


def put(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
    return path


def test_details_of_old_versions_give_response_reference_and_verdict(tmp_path: Path, take: Any) -> None:
    details = {"0": detail("2 + 2?"), "1": detail("3 + 3?", correct=False, predictions="5"), "type": "GEN"}
    path = put(tmp_path / "qwen-72b" / "math.json", {"accuracy": 50.0, "details": details})
    taken = take("opencompass", path)
    assert taken.runs[0].model == "qwen-72b"
    assert [(p.statement, p.reference, p.benchmark) for p in taken.problems] == [
        ("2 + 2?", "4", "math"),
        ("3 + 3?", "4", "math"),
    ]
    graded = [response.graded for response in taken.responses]
    assert graded == [(ToolVerdict("correct", C, "4"),), (ToolVerdict("correct", X, "5"),)]
    assert not taken.rejects


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        pytest.param(detail("x", origin_prediction=None), "'origin_prediction' is null", id="null response"),
        pytest.param({"correct": True}, "no prompt", id="no prompt"),
        pytest.param(detail("x", prompt=[]), "no turn of a person", id="an empty prompt"),
        pytest.param(detail("x", prompt=3), "the prompt is a number", id="a number for a prompt"),
        pytest.param("text", "not an object but text", id="text for a detail"),
    ],
)
def test_a_bad_detail_is_rejected_by_its_key(tmp_path: Path, take: Any, entry: Any, reason: str) -> None:
    details = {"0": entry, "1": detail("2 + 2?")}
    taken = take("opencompass", put(tmp_path / "m" / "math.json", {"accuracy": 1, "details": details}))
    assert len(taken.responses) == 1
    ((place, said),) = taken.reasons
    assert place == "0"
    assert reason in said


def predictions(*statements: str, gold: str = "4") -> dict[str, Any]:
    rows = (
        {"origin_prompt": turns(text), "prediction": f"answer {n}", "gold": gold} for n, text in enumerate(statements)
    )
    return {str(number): row for number, row in enumerate(rows)}


def results(*marks: list[bool]) -> dict[str, Any]:
    rows = ({"example_abbr": f"math_test_{n}", "pred": ["p"] * len(m), "correct": m} for n, m in enumerate(marks))
    return {"accuracy": 50.0, "details": list(rows)}


def test_predictions_take_their_verdicts_from_the_results_run_by_run(tmp_path: Path, take: Any) -> None:
    path = put(tmp_path / "predictions" / "m" / "math.json", predictions("a?", "b?", "a?", "b?"))
    put(tmp_path / "results" / "m" / "math.json", results([True, False], [False, False]))
    taken = take("opencompass", path)
    found = [(r.sample, r.text, r.graded[0].outcome) for r in taken.responses]
    assert found == [(0, "answer 0", C), (0, "answer 1", X), (1, "answer 2", X), (1, "answer 3", X)]
    assert taken.responses[0].graded[0].answer == "p"


def test_results_without_texts_lead_to_their_predictions(tmp_path: Path, take: Any) -> None:
    put(tmp_path / "predictions" / "m" / "math.json", predictions("a?"))
    path = put(tmp_path / "results" / "m" / "math.json", results([True]))
    taken = take("opencompass", path)
    assert [response.text for response in taken.responses] == ["answer 0"]
    assert taken.runs[0].source == "m/math.json"


def test_results_without_texts_or_predictions_are_refused(tmp_path: Path, take: Any) -> None:
    path = put(tmp_path / "results" / "m" / "math.json", results([True]))
    with pytest.raises(InputError, match="import its file of predictions"):
        take("opencompass", path)


@pytest.mark.parametrize(
    ("asked", "marks", "counts"),
    [
        pytest.param("abc", ([True], [False]), "2 verdicts for 3 predictions", id="an example left out"),
        pytest.param("abab", ([True, False], [False]), "3 verdicts for 4 predictions", id="a run of one left out"),
        pytest.param("ab", ([True, True], [False, True]), "4 verdicts for 2 predictions", id="too many"),
    ],
)
def test_details_that_do_not_cover_the_predictions_are_not_trusted(
    tmp_path: Path, take: Any, asked: str, marks: tuple[list[bool], ...], counts: str
) -> None:
    path = put(tmp_path / "predictions" / "m" / "math.json", predictions(*asked))
    put(tmp_path / "results" / "m" / "math.json", results(*marks))
    taken = take("opencompass", path)
    assert [response.graded for response in taken.responses] == [()] * len(asked)
    assert taken.reasons == [("details", f"{counts}: their ids may be shifted, none was used")]


def test_several_sequences_of_one_prediction_are_its_samples(tmp_path: Path, take: Any) -> None:
    row = {"0": {"origin_prompt": "2 + 2?", "prediction": ["4", "5"], "gold": "so\n#### 4"}}
    taken = take("opencompass", put(tmp_path / "m" / "gsm8k_0.json", row))
    assert [(response.sample, response.text) for response in taken.responses] == [(0, "4"), (1, "5")]
    assert (taken.problems[0].benchmark, taken.problems[0].solution) == ("gsm8k", "so\n#### 4")


def test_a_gold_the_tool_left_out_leaves_the_reference_open(tmp_path: Path, take: Any) -> None:
    row = {"0": {"origin_prompt": "2 - 2?", "prediction": "0"}}
    assert take("opencompass", put(tmp_path / "m" / "math.json", row)).problems[0].reference == ""


@pytest.mark.parametrize(
    ("prompt", "problem"),
    [
        pytest.param(turns("1 + 1?" + TAIL + "\n"), "1 + 1?", id="the instruction after it"),
        pytest.param("Question: 1 + 1?\nLet's think step by step\nAnswer:", "1 + 1?", id="marked in plain text"),
        pytest.param("Problem:\n1 + 1?\nSolution:\n", "1 + 1?", id="the mark on its own line"),
        pytest.param(
            "Question: 5?\nAnswer: 5\n\nQuestion: 1 + 1?\nAnswer:", "1 + 1?", id="worked examples in one text"
        ),
        pytest.param(
            [*turns("9?"), {"role": "BOT", "prompt": "9"}, *turns("1 + 1?")],
            "1 + 1?",
            id="worked examples as turns",
        ),
        pytest.param([{"role": "user", "content": "1 + 1?"}], "1 + 1?", id="chat messages"),
        pytest.param(
            "1 + 1?\n请一步一步推理，并将最终答案放在 \\boxed{} 中。",
            "1 + 1?",
            id="the instruction in Chinese",
        ),
        pytest.param(
            "Solve the following math problem step by step. The last line is Answer: $ANSWER.\n\n1 + 1?\n\n"
            'Remember to put your answer on its own line after "Answer:", and you need no box.',
            "1 + 1?",
            id="instructions on both sides",
        ),
        pytest.param("What is the answer: 1 or 2?", "What is the answer: 1 or 2?", id="nothing to cut"),
        pytest.param("A problem: 1?\n\nFind $x$.", "A problem: 1?\n\nFind $x$.", id="a mark inside a line is text"),
    ],
)
def test_the_problem_is_cut_out_of_the_prompt(prompt: Any, problem: str) -> None:
    assert prompts.problem_in(prompt) == problem
