"""Real responses with careful truth, and every reference of the two benchmarks against itself."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Outcome, Problem
from review_app.grading import grade, reference_of
from review_app.grading.parsed import parse

DATA = Path(__file__).resolve().parents[2] / "../shared/data"
TRUTH = DATA / "truth/dev.jsonl"
# Responses on whose truth two careful readers may differ: a verdict on more than these is overconfident.
AMBIGUOUS_DECIDED = 2
# The largest share of responses that may be left to people, by benchmark.
REVIEWED = {"gsm8k": 0.009, "math": 0.05}

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not TRUTH.exists(), reason="the real data is not beside the project"),
]


def read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def problem_of(row: dict[str, Any]) -> Problem:
    worked = "####" in row["reference"] or "boxed" in row["reference"]
    reference, solution = ("", row["reference"]) if worked else (row["reference"], "")
    return Problem(row["id"], row["benchmark"], "test", row["problem"], reference, solution)


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[dict[str, Any], Outcome]]:
    return [(row, grade(problem_of(row), row["response"]).outcome) for row in read(TRUTH)]


def test_no_verdict_on_a_real_response_is_wrong(verdicts: list[tuple[dict[str, Any], Outcome]]) -> None:
    decided = [(row, outcome) for row, outcome in verdicts if outcome is not Outcome.UNCERTAIN]
    assert [row["id"] for row, outcome in decided if row["truth"] not in (outcome.value, "ambiguous")] == []
    assert sum(row["truth"] == "ambiguous" for row, _ in decided) <= AMBIGUOUS_DECIDED


@pytest.mark.parametrize("benchmark", REVIEWED)
def test_few_responses_are_left_to_people(verdicts: list[tuple[dict[str, Any], Outcome]], benchmark: str) -> None:
    outcomes = [outcome for row, outcome in verdicts if row["benchmark"] == benchmark]
    assert outcomes.count(Outcome.UNCERTAIN) <= REVIEWED[benchmark] * len(outcomes)


@pytest.mark.parametrize(
    ("file", "statement", "solution"),
    [
        pytest.param("gsm8k_test.jsonl", "question", "answer", id="gsm8k"),
        pytest.param("math_test.jsonl", "problem", "solution", id="math"),
    ],
)
def test_every_reference_is_correct_against_itself(file: str, statement: str, solution: str) -> None:
    outcomes: Counter[str] = Counter()
    for row in read(DATA / "benchmarks" / file):
        problem = Problem("p", "b", "test", row[statement], "", row[solution])
        verdict = grade(problem, rf"\boxed{{{reference_of(problem).text}}}")
        outcomes[str(verdict.outcome)] += 1
        assert parse(reference_of(problem).text, "").reading is not None
    assert set(outcomes) == {"correct"}
