"""Scenario: the databases that are measured, built once a run through the real commands.

The scenario is a team's ordinary work: three benchmarks and eight runs of real result files, 5,838 responses.
They are read in place from the folder `shared/data` beside the project and never copied into it.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from benchmarks.commands import ROOT, run
from benchmarks.figures import Absent

DATA = ROOT.parent / "shared" / "data"
SAMPLE = ROOT / "data" / "sample"

GSM8K = "benchmarks/gsm8k_test.jsonl"
BENCHMARK_FILES = (GSM8K, "benchmarks/math_test.jsonl", "benchmarks/math500_test.jsonl")
PERCENT4 = (
    "outputs/percent4/eval_result_32b.json",
    "outputs/percent4/eval_result_yi_15_34b_chat.json",
)
MATH_500 = "test_qwen25-math-cot_-1_seed0_t0.0_s0_e-1.jsonl"
OTHER_OUTPUTS = (
    "outputs/opencompass/qwen2.5-72b-instruct-hf/math.json",
    f"outputs/qwen25_math_eval/gemma-2-27b-it/{MATH_500}",
    f"outputs/qwen25_math_eval/Qwen2.5-14B-Instruct/{MATH_500}",
    f"outputs/qwen25_math_eval/Qwen2.5-Math-7B/{MATH_500}",
    "outputs/qwen25_math_eval/math_cot_100.jsonl",
    "outputs/lm_eval/gpt-4o/samples_math-500_2025-02-25T20-28-08.942593.jsonl",
)


def real(*names: str) -> list[Path]:
    """The real files of these names. Raises Absent for the first that is not there."""
    return present([DATA / name for name in names])


def present(paths: list[Path]) -> list[Path]:
    """The same paths. Raises Absent for the first that is no file."""
    for path in paths:
        if not path.is_file():
            raise Absent(f"{path} is not there")
    return paths


@cache
def with_gsm8k(room: Path) -> Path:
    """A database that holds GSM8K's problems and no run."""
    files, database = real(GSM8K), room / "gsm8k.duckdb"
    run("import", "auto", *files, "--db", database)
    return database


@cache
def ungraded(room: Path) -> Path:
    """The whole scenario, imported and not graded."""
    files, database = real(*BENCHMARK_FILES, *PERCENT4, *OTHER_OUTPUTS), room / "ungraded.duckdb"
    run("import", "auto", *files, "--db", database)
    return database


@cache
def graded(room: Path) -> Path:
    """The whole scenario, graded: what reviewers work on."""
    database = copied(ungraded(room), room / "graded.duckdb")
    run("grade", "--db", database)
    return database


@cache
def sample(room: Path) -> Path:
    """The sample that the project brings along, graded: there on every machine."""
    files = present([SAMPLE / "math.jsonl", SAMPLE / "gsm8k.jsonl"])
    database = room / "sample.duckdb"
    for name, path in zip(("math", "gsm8k"), files, strict=True):
        run("import", name, path, "--benchmark", f"sample-{name}", "--db", database)
    run("import", "responses", *sorted((SAMPLE / "outputs").glob("*.jsonl")), "--db", database)
    run("grade", "--db", database)
    return database


def copied(database: Path, target: Path) -> Path:
    """A copy to work on; nobody holds the original open, so its one file is all there is."""
    return Path(shutil.copyfile(database, target))
