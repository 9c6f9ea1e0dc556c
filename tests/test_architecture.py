"""The house keeps its shape: layers, weights, sizes and first lines."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "review_app"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAX_LINES = 300

HEAVY = ("gradio", "duckdb", "pandas", "plotly", "sympy", "openai", "pyarrow", "rich", "openpyxl", "huggingface_hub")

# What importing a package may load of the heavy libraries; the command line loads none of them for --help.
WEIGHTS: dict[str, set[str]] = {
    "review_app.cli": set(),
    "review_app.domain": set(),
    "review_app.errors": set(),
    "review_app.settings": set(),
    "review_app.metrics": set(),
    "review_app.importers": set(),
    "review_app.grading": set(),
    "review_app.queue": set(),
    "review_app.llm": set(),
    "review_app.prompts": set(),
    "review_app.sandbox": set(),
    "review_app.charts": set(),
    "review_app.exporters": set(),
    "review_app.store": {"duckdb"},
    "review_app.services.check": set(),
    "review_app.services.ingest": {"duckdb"},
    "review_app.services.grade": {"duckdb"},
    "review_app.services.review": {"duckdb"},
    "review_app.services.export": {"duckdb"},
    "review_app.services.report": {"duckdb"},
    "review_app.services.rerun": {"duckdb"},
    "review_app.ui.catalog": set(),
    "review_app.services.status": {"duckdb"},
    "review_app.services.generate": {"duckdb"},
    "review_app.services.collect_auto": {"duckdb"},
    "review_app.services.collected_files": {"duckdb"},
}

# Imports one module after the other, the light ones first, and says which heavy libraries each brought along.
PROBE = """
import importlib, json, sys
names, heavy = json.loads(sys.argv[1])
found = {}
for name in names:
    importlib.import_module(name)
    found[name] = [library for library in heavy if library in sys.modules]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def loaded() -> dict[str, set[str]]:
    order = sorted(WEIGHTS, key=lambda name: len(WEIGHTS[name]))
    result = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps([order, HEAVY])], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return {name: set(libraries) for name, libraries in json.loads(result.stdout).items()}


@pytest.mark.parametrize("name", WEIGHTS)
def test_importing_a_module_loads_no_library_it_need_not(name: str, loaded: dict[str, set[str]]) -> None:
    assert loaded[name] <= WEIGHTS[name]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_says_first_what_it_is_and_is_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(('"""', 'r"""')), "the first line is the docstring"
    assert ast.get_docstring(ast.parse(text)), "it says something"
    assert len(text.splitlines()) <= MAX_LINES, "split it"


def test_imports_go_down_only() -> None:
    """Every contract of [tool.importlinter] holds."""
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([program, "--no-cache"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.returncode == 0, result.stdout
    assert " 0 broken" in result.stdout


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    assert [path.name for path in MODULES if path.stem in {"utils", "helpers", "common", "misc"}] == []
