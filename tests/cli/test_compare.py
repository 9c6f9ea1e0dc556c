from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ANSWERS = {"euler": ["101", "102", "103", "7"], "gauss": ["7", "102", "7", "7"], "other": ["1"]}


@pytest.fixture
def compare(here: Path, command: Callable[..., Any]) -> Callable[..., Any]:
    """`review-app compare …` on a graded file of two runs on four problems, and one on another problem."""
    for model, answers in ANSWERS.items():
        rows = [
            {"problem": f"What is {model if len(answers) == 1 else number}?", "reference": str(100 + number),
             "model": model, "level": number, "response": rf"\boxed{{{said}}}"}
            for number, said in enumerate(answers, 1)
        ]  # fmt: skip
        (here / f"{model}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        assert command("import", "responses", f"{model}.jsonl", "--db", "db.duckdb").code == 0
    assert command("grade", "--db", "db.duckdb").code == 0
    return lambda *arguments: command("compare", *arguments, "--db", "db.duckdb")


def test_two_runs_are_compared_in_a_terminal_and_as_json(compare: Callable[..., Any]) -> None:
    """Euler is right on 3 of 4, Gauss on 1: p = 2 / 2², difference 0.5."""
    shown = compare("gauss", "euler", "--flips", "1")
    assert shown.code == 0
    told = " ".join(shown.out.split())
    for piece in ("baseline: gauss; score: corrected", "75.00 % (30.06 … 95.44 %)", "+50.00", "0.500",
                  "exact McNemar test", "2 problems differ; 1 shown"):  # fmt: skip
        assert piece in told, piece
    found = json.loads(compare("gauss", "euler", "--json").out)
    [one] = found["comparisons"]
    assert (found["baseline"]["name"], one["name"], one["refused"]) == ("gauss", "euler", None)
    assert (one["problems"], one["better"], one["worse"]) == (4, 2, 0)
    assert one["difference"]["value"] == 0.5
    assert (one["p_value"], one["test"]) == (pytest.approx(0.5), "mcnemar")
    assert [row["level"] for row in one["by_level"]] == [1, 2, 3, 4]
    assert one["by_subject"] == []
    assert {(row["level"], row["better"], row["score"]) for row in one["flips"]} == {(1, "run", 1), (3, "run", 1)}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param("gauss", "two or more different runs", id="one run"),
        pytest.param("gauss nobody", "nobody: no such run or model", id="an unknown run"),
        pytest.param("gauss euler --score best", "best: no such score", id="an unknown score"),
        pytest.param("gauss euler --as-of yesterday", "is no moment", id="no moment"),
        pytest.param("gauss euler --as-of 2020-01-01", "not compared: euler has no judged responses", id="before both"),
        pytest.param("gauss other", "these are different sets of problems", id="other problems"),
    ],
)
def test_what_cannot_be_compared_is_told_with_the_reason(compare: Callable[..., Any], arguments, says) -> None:
    result = compare(*arguments.split())
    assert result.code == 1
    assert says in " ".join((result.out + result.err).split())
