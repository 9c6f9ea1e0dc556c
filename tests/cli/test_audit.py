from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review_app import cli
from review_app.store import open_store


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run a command line on a graded file of ten problems; (exit code, output)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REVIEW_APP_DB", "db.duckdb")
    monkeypatch.setenv("COLUMNS", "120")
    rows = [
        {"problem": f"{n} + 1?", "reference": str(n + 1), "model": "ada", "response": rf"\boxed{{{n + 1 + n % 2}}}"}
        for n in range(10)
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["review-app", *arguments])
        code: Any = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        caught = capsys.readouterr()
        return code, " ".join((caught.out + caught.err).split())

    assert run("import", "responses", "rows.jsonl")[0] == 0
    assert run("grade")[0] == 0
    return run


def drawn() -> list[str]:
    with open_store("db.duckdb", create=False) as store:
        return [row["case_id"] for row in store.rows("SELECT case_id FROM audit_items ORDER BY case_id")]


def test_a_sample_is_drawn_into_the_file_and_reported(filled):
    assert "`review-app audit --sample 200` draws some" in filled("audit")[1]
    code, said = filled("audit", "--sample", "6", "--seed", "1")
    assert code == 0
    assert "6 automatic verdicts drawn from 2 strata (3 said correct, 3 said incorrect)" in said
    assert len(drawn()) == 6
    code, said = filled("audit")
    assert code == 0
    assert "0 of 0 decided, 6 drawn" in said
    assert re.search(r"correct . custom · same_\w+ . 3 . 0 . 0", said)


def test_asking_for_more_than_there_is_takes_all_and_says_so(filled):
    said = filled("audit", "--sample", "200", "--benchmark", "custom", "--run", "ada")[1]
    assert "10 automatic verdicts drawn" in said
    assert "fewer than the 200 asked for" in said
    code, said = filled("audit", "--sample", "200")
    assert (code, "decided or drawn already" in said) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param("--sample 0", "Invalid value", id="a sample of nothing"),
        pytest.param("--sample 5 --benchmark nope", "there are: custom", id="an unknown benchmark"),
        pytest.param("--sample 5 --run nope", "no such run or model", id="an unknown run"),
        pytest.param("--db none.duckdb", "no database there", id="no database"),
    ],
)
def test_what_cannot_be_done_is_told_and_draws_nothing(filled, arguments, says):
    code, said = filled("audit", *arguments.split())
    assert code != 0
    assert says in said
    assert drawn() == []
