"""The real files beside the project, counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Outcome
from review_app.errors import UnknownFormat
from review_app.importers import recognise

pytestmark = pytest.mark.real_data

QWEN = "test_qwen25-math-cot_-1_seed0_t0.0_s0_e-1.jsonl"
GPT4O = "lm_eval/gpt-4o/samples_math-500_2025-02-25T20-28-08.942593.jsonl"


@pytest.mark.parametrize(
    ("file", "name", "problems", "benchmark"),
    [
        pytest.param("benchmarks/gsm8k_test.jsonl", "gsm8k", 1319, "gsm8k", id="GSM8K"),
        pytest.param("benchmarks/math_test.jsonl", "math", 5000, "math", id="MATH"),
        pytest.param("benchmarks/math500_test.jsonl", "math500", 500, "math500", id="MATH-500"),
        pytest.param("benchmarks/math-user-eval.jsonl", "mathusereval", 567, "mathusereval", id="MathUserEval"),
    ],
)
def test_every_problem_of_a_benchmark_is_read(
    data: Path, take: Any, file: str, name: str, problems: int, benchmark: str
) -> None:
    assert recognise(data / file) == name
    taken = take(name, data / file)
    assert len({problem.id for problem in taken.problems}) == len(taken.problems) == problems
    assert {problem.benchmark for problem in taken.problems} == {benchmark}
    assert all(problem.reference or problem.solution for problem in taken.problems)
    assert not taken.rejects


def test_math_has_seven_subjects_and_five_levels(data: Path, take: Any) -> None:
    problems = take("math", data / "benchmarks/math_test.jsonl").problems
    assert len({problem.subject for problem in problems}) == 7
    levels = Counter(problem.level for problem in problems)
    assert levels == {5: 1324, 4: 1214, 3: 1131, 2: 894, 1: 437}


@pytest.mark.parametrize(
    ("file", "name", "told"),
    [
        pytest.param(
            "percent4/eval_result_32b.json",
            "percent4",
            ("eval_result_32b", "gsm8k", 1319, 1040),
            id="percent4, 32b",
        ),
        pytest.param(
            "percent4/eval_result_yi_15_34b_chat.json",
            "percent4",
            ("eval_result_yi_15_34b_chat", "gsm8k", 1319, 1127),
            id="percent4, Yi",
        ),
        pytest.param(
            "opencompass/qwen2.5-72b-instruct-hf/math.json",
            "opencompass",
            ("qwen2.5-72b-instruct-hf", "math", 400, 333),
            id="OpenCompass: 83.25 %",
        ),
        pytest.param(
            f"qwen25_math_eval/Qwen2.5-14B-Instruct/{QWEN}",
            "qwen25_math_eval",
            ("Qwen2.5-14B-Instruct", "math500", 500, 402),
            id="Qwen: acc 80.4",
        ),
        pytest.param(
            f"qwen25_math_eval/Qwen2.5-Math-7B/{QWEN}",
            "qwen25_math_eval",
            ("Qwen2.5-Math-7B", "math500", 500, 262),
            id="Qwen: acc 52.4",
        ),
        pytest.param(
            f"qwen25_math_eval/gemma-2-27b-it/{QWEN}",
            "qwen25_math_eval",
            ("gemma-2-27b-it", "math500", 500, 286),
            id="Qwen: acc 57.2",
        ),
        pytest.param(
            "qwen25_math_eval/math_cot_100.jsonl",
            "qwen25_math_eval",
            ("qwen25_math_eval", "math", 800, 728),
            id="Qwen: eight samples a problem",
        ),
        pytest.param(GPT4O, "lm_eval", ("gpt-4o", "math500", 500, 0), id="lm-eval: all wrong, says the tool"),
        pytest.param(
            "mathusereval/gpt-4-1106-preview.jsonl",
            "mathusereval",
            ("gpt-4-1106-preview", "mathusereval", 567, 0),
            id="MathUserEval: no verdicts",
        ),
        pytest.param(
            "evalscope/qwen-plus/reviews/qwen-plus/gsm8k_main.jsonl",
            "evalscope",
            ("qwen-plus", "gsm8k", 10, 10),
            id="evalscope: four worked examples before each problem",
        ),
        pytest.param(
            "evalscope/qwen3-max/reviews/qwen3-max/gsm8k_main.jsonl",
            "evalscope",
            ("qwen3-max", "gsm8k", 10, 10),
            id="evalscope, another model",
        ),
        pytest.param("inspect/log_formats.eval", "inspect", ("ollama/llama3.1", "custom", 1, 0), id="Inspect, a zip"),
        pytest.param("inspect/log_formats.json", "inspect", ("ollama/llama3.1", "custom", 1, 0), id="Inspect, JSON"),
        pytest.param("inspect/log_read_sample.eval", "inspect", ("ollama/gemma3", "custom", 1, 1), id="Inspect, 2025"),
    ],
)
def test_every_response_of_a_log_is_read_with_the_tools_own_verdict(
    data: Path, take: Any, file: str, name: str, told: tuple[str, str, int, int]
) -> None:
    model, benchmark, responses, correct = told
    path = data / "outputs" / file
    assert recognise(path) == name
    taken = take(name, path)
    assert [run.model for run in taken.runs] == [model]
    assert {problem.benchmark for problem in taken.problems} == {benchmark}
    assert len({(r.problem_id, r.sample) for r in taken.responses}) == len(taken.responses) == responses
    assert sum(v.outcome is Outcome.CORRECT for r in taken.responses for v in r.graded) == correct
    assert not taken.rejects


@pytest.mark.parametrize(
    ("file", "name", "benchmark"),
    [
        pytest.param("percent4/eval_result_32b.json", "percent4", "gsm8k", id="percent4"),
        pytest.param(
            "opencompass/qwen2.5-72b-instruct-hf/math.json",
            "opencompass",
            "math",
            id="cut out of the prompt",
        ),
        pytest.param(f"qwen25_math_eval/gemma-2-27b-it/{QWEN}", "qwen25_math_eval", "math500", id="Qwen"),
        pytest.param(GPT4O, "lm_eval", "math500", id="lm-eval"),
        pytest.param("mathusereval/gpt-4-1106-preview.jsonl", "mathusereval", "mathusereval", id="MathUserEval"),
        pytest.param(
            "evalscope/qwen-plus/reviews/qwen-plus/gsm8k_main.jsonl", "evalscope", "gsm8k", id="after worked examples"
        ),
    ],
)
def test_a_logs_problems_are_the_benchmarks_own(data: Path, take: Any, file: str, name: str, benchmark: str) -> None:
    files = {"mathusereval": "math-user-eval.jsonl"}
    known = take(benchmark, data / "benchmarks" / files.get(benchmark, f"{benchmark}_test.jsonl")).problems
    ids = {problem.id for problem in known}
    assert {problem.id for problem in take(name, data / "outputs" / file).problems} <= ids


def test_opencompass_predictions_are_read_whatever_the_data_set(data: Path, take: Any) -> None:
    path = data / "outputs/opencompass/predictions_format.json"
    assert recognise(path) == "opencompass"
    taken = take("opencompass", path)
    assert (len(taken.responses), len(taken.rejects)) == (500, 0)


def test_the_truth_file_is_a_plain_table(data: Path, take: Any) -> None:
    path = data / "truth/dev.jsonl"
    assert recognise(path) == "responses"
    taken = take("responses", path)
    assert (len(taken.responses), len(taken.rejects)) == (9491, 0)


UNREAD = ("tora", "openai_gsm8k", "fasteval", "nemo_skills", "evalscope/*/predictions", "evalscope/*/reports")


def test_other_tools_files_are_refused_and_not_taken_for_something_else(data: Path) -> None:
    folders = [folder for tool in UNREAD for folder in (data / "outputs").glob(tool)]
    files = [file for folder in folders for file in folder.rglob("*.*") if file.is_file()]
    files += [*(data / "pairs").iterdir(), *(data / "outputs").rglob("*metrics.json")]
    files += [*(data / "outputs/lm_eval").rglob("results_*"), *(data / "outputs/lm_eval").glob("simple_*")]
    assert len(files) > 15
    for file in files:
        with pytest.raises(UnknownFormat) as raised:
            recognise(file)
        assert "review-app import" in str(raised.value)


@pytest.mark.parametrize(
    ("file", "columns", "responses"),
    [
        pytest.param(
            "openai_gsm8k/example_model_solutions.jsonl",
            {"problem": "question", "solution": "ground_truth", "response": "175b_finetuning.solution"},
            1319,
            id="OpenAI's solutions",
        ),
        pytest.param(
            "fasteval/WizardLM--WizardMath-70B-V1.0/math.json",
            {"problem": "question", "solution": "correct_answer", "response": "model_answer"},
            1000,
            id="FastEval",
        ),
        pytest.param(
            "tora/tora-70b-v1.0/gsm8k/test_tora_-1_seed0_t0.0_s0_e1319.jsonl",
            {"problem": "question", "reference": "gt", "response": "code.0"},
            1319,
            id="ToRA",
        ),
        pytest.param(
            "nemo_skills/output.jsonl",
            {"reference": "expected_answer", "response": "generation"},
            5,
            id="NeMo-Skills",
        ),
    ],
)
def test_the_map_a_refusal_advises_reads_the_file(
    data: Path, take: Any, file: str, columns: dict[str, str], responses: int
) -> None:
    with pytest.raises(UnknownFormat) as raised:
        recognise(data / "outputs" / file)
    assert all(f"--map {theirs}={ours}" in str(raised.value) for ours, theirs in columns.items())
    taken = take("responses", data / "outputs" / file, columns=columns)
    assert (len(taken.responses), len(taken.rejects)) == (responses, 0)
