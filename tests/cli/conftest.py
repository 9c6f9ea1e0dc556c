"""What the tests of the commands share: an empty folder with files to import, and a command line to be typed."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review_app import cli

ROWS = [
    {"problem": f"{number} + 1?", "reference": str(number + 1), "model": "ada", "response": text}
    for number, text in enumerate([r"\boxed{1}", r"\boxed{9}", "I do not know."])
]


class Result:
    """What a command left: its exit code, standard output and standard error."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, " ".join(err.split())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with files to import, and nothing said by the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REVIEW_APP_DB", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    (tmp_path / "good.jsonl").write_text(lines)
    (tmp_path / "half.jsonl").write_text(lines.replace("ada", "boole") + "{broken\n")
    (tmp_path / "bad.jsonl").write_text("{broken\n")
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "strange.csv").write_text("a,b\n1,2\n")
    return tmp_path


@pytest.fixture
def command(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command line in this process."""

    def run(*arguments: str, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["review-app", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code: Any = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        caught = capsys.readouterr()
        return Result(code, caught.out, caught.err)

    return run
