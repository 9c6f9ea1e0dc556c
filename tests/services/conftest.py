"""What the services' tests share: an empty store, and small files as people would bring them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.store import Store, open_store

GSM8K = [
    ("Ann has 2 eggs and buys 3. How many?", "5"),
    ("Bob has 9 and eats 1. How many?", "8"),
    ("Cy has 7. How many?", "7"),
]

# To each problem what two invented models say, and what the grader should make of it.
ANSWERS = {
    "ada": [r"\boxed{5}", r"\boxed{3}", "I do not know."],
    "boole": [r"So \boxed{5}.", r"\boxed{8} or \boxed{9}", r"\boxed{7}"],
}


@pytest.fixture(scope="session")
def kept_store() -> Iterator[Store]:
    """One for the whole session: to empty a store is ten times as fast as to make one."""
    with open_store(":memory:") as opened:
        yield opened


@pytest.fixture
def store(kept_store: Store) -> Store:
    """An empty store."""
    with kept_store.cursor() as cursor:
        for (table,) in cursor.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall():
            if table != "schema_versions":
                cursor.execute(f"DELETE FROM {table}")
    return kept_store


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the files that every test may read and none may write."""
    return tmp_path_factory.mktemp("base")


def lines(path: Path, *rows: Any) -> Path:
    """Write rows as JSON Lines, text as it stands."""
    path.parent.mkdir(exist_ok=True)
    texts = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    return path


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """`write("in.jsonl", row, row)` makes a file of a test's own."""
    return lambda name, *rows: lines(tmp_path / "in" / name, *rows)


@pytest.fixture(scope="session")
def benchmark(base: Path) -> Path:
    rows = ({"question": question, "answer": f"Count.\n#### {answer}"} for question, answer in GSM8K)
    return lines(base / "in" / "gsm8k.jsonl", *rows)


@pytest.fixture(scope="session")
def outputs(base: Path) -> Path:
    """Two models in one plain table, two samples of each answer."""
    rows = [
        {"benchmark": "gsm8k", "problem": problem, "model": model, "sample": sample, "response": text}
        for model, texts in ANSWERS.items()
        for (problem, _), text in zip(GSM8K, texts, strict=True)
        for sample in (0, 1)
    ]
    return lines(base / "in" / "outputs.jsonl", *rows)


def load(store: Store, benchmark: Path, outputs: Path) -> Store:
    ingest(store, "gsm8k", benchmark)
    ingest(store, "responses", outputs)
    return store


@pytest.fixture
def loaded(store: Store, benchmark: Path, outputs: Path) -> Store:
    """The benchmark and the outputs, not graded."""
    return load(store, benchmark, outputs)


@pytest.fixture
def graded(loaded: Store) -> Store:
    """The same, graded."""
    grade_all(loaded)
    return loaded


@pytest.fixture(scope="session")
def shelf(benchmark: Path, outputs: Path) -> Iterator[Store]:
    """The same for tests that only read it."""
    with open_store(":memory:") as opened:
        grade_all(load(opened, benchmark, outputs))
        yield opened
