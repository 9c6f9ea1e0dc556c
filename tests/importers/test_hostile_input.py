"""Nothing a file holds may raise anything but ReviewError, get lost, or fill the memory."""

from __future__ import annotations

import doctest
import importlib
import json
import pkgutil
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_app import importers
from review_app.domain import Problem, Record, Reject, Response, Run
from review_app.errors import ReviewError
from review_app.importers import IMPORTERS, Input, recognise
from review_app.importers.source import Row

NAMES = (
    *(
        "question",
        "problem",
        "answer",
        "solution",
        "level",
        "type",
        "subject",
        "unique_id",
        "question_id",
        "source",
    ),
    *(
        "reference",
        "category",
        "is_correct",
        "pred_answer",
        "predict_answer",
        "doc_id",
        "doc",
        "resps",
        "filter",
    ),
    *(
        "filtered_resps",
        "metrics",
        "exact_match",
        "code",
        "pred",
        "score",
        "response",
        "model",
        "sample",
        "split",
    ),
    *(
        "benchmark",
        "problem_id",
        "details",
        "accuracy",
        "prediction",
        "origin_prompt",
        "gold",
        "prompt",
        "target",
    ),
)

ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("#### 7") | st.just("\ud800\x00")
ANYTHING = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=12)

# Where one line gives at most one response and no line is a piece of another.
BY_LINE = ("gsm8k", "math", "math500", "mathusereval", "percent4", "responses")


def read(name: str, content: bytes, suffix: str) -> list[Record]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"input{suffix}"
        path.write_bytes(content)
        with suppress(ReviewError):
            recognise(path)
        with suppress(ReviewError):
            return list(IMPORTERS[name].read(Input(path)))
    return []


def check(records: list[Record]) -> None:
    fields = {
        Problem: ("statement", "reference", "solution", "subject", "benchmark", "split", "id"),
        Run: ("model", "source"),
        Response: ("text", "problem_id"),
        Reject: ("place", "reason", "raw"),
    }
    for record in records:
        for field in fields[type(record)]:
            text = getattr(record, field) or ""
            assert "\x00" not in text
            text.encode("utf-8")


@pytest.mark.parametrize("name", IMPORTERS)
@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=200), suffix=st.sampled_from([".json", ".jsonl", ".csv", ".parquet", ".gz"]))
def test_arbitrary_bytes_raise_nothing_but_review_errors(name: str, content: bytes, suffix: str) -> None:
    check(read(name, content, suffix))


@pytest.mark.parametrize("name", IMPORTERS)
@settings(max_examples=60, deadline=None)
@given(value=OBJECTS | st.lists(OBJECTS, max_size=4) | ANYTHING, indent=st.sampled_from([None, 1]))
def test_an_arbitrary_json_file_raises_nothing_but_review_errors(name: str, value: Any, indent: int | None) -> None:
    check(read(name, json.dumps(value, indent=indent).encode(), ".json"))


@pytest.mark.parametrize("name", BY_LINE)
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(OBJECTS | ATOMS | st.binary(max_size=20), max_size=6))
def test_every_line_is_read_or_rejected(name: str, rows: list[Any]) -> None:
    lines = [b'{"first": 1}', b'{"second": 2}']
    for row in rows:
        line = row if isinstance(row, bytes) else json.dumps(row).encode()
        lines.append(line.replace(b"\n", b" "))
    found = read(name, b"\n".join(lines) + b"\n", ".jsonl")
    check(found)
    if not found:
        return  # refused as a whole: more binary than text
    filled = [line for line in lines if line.decode("utf-8", errors="replace").strip()]
    same = len({line for line in filled}) < len(filled)
    counted = sum(isinstance(record, Reject | Problem) for record in found)
    assert counted == len(filled) or (same and counted < len(filled)) or name == "responses"
    if name == "responses":
        rejected = sum(isinstance(record, Reject) for record in found)
        responses = sum(isinstance(record, Response) for record in found)
        assert rejected + responses == len(filled) or same


def test_a_reject_of_a_monstrous_row_stays_small() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    reject = Row("f", "1", {"a" * 10: deep, "b": "x" * 10**6}).reject("why", "sample 3")
    assert (reject.place, reject.reason) == ("1 sample 3", "why")
    assert len(reject.raw) <= 200


class Peak:
    """The most memory Python held while the block ran, in bytes."""

    def __enter__(self) -> Peak:
        tracemalloc.start()
        self.bytes = 0
        return self

    def __exit__(self, *_: object) -> None:
        self.bytes = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()


def gsm8k_lines(count: int) -> Iterator[str]:
    return (json.dumps({"question": f"{n} + 1?", "answer": "x" * 100 + f"\n#### {n + 1}"}) + "\n" for n in range(count))


@pytest.mark.parametrize("array", [pytest.param(False, id="JSON Lines"), pytest.param(True, id="an array")])
def test_a_file_of_any_length_is_read_in_a_few_megabytes(tmp_path: Path, array: bool) -> None:
    path = tmp_path / "long.json"
    count = 30_000 if array else 100_000
    with path.open("w", encoding="utf-8") as stream:
        stream.write("[" if array else "")
        for number, line in enumerate(gsm8k_lines(count)):
            stream.write(("," if array and number else "") + line)
        stream.write("]" if array else "")
    assert path.stat().st_size > 4_000_000
    recognise(path)
    with Peak() as peak:
        found = sum(isinstance(record, Problem) for record in IMPORTERS["gsm8k"].read(Input(path)))
    assert found == count
    assert peak.bytes < 3_000_000


def test_twenty_thousand_samples_of_few_problems_take_a_few_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for number in range(20_000):
            stream.write(json.dumps({"problem": f"{number % 100}?", "response": "y" * 200}) + "\n")
    with Peak() as peak:
        found = sum(isinstance(record, Response) for record in IMPORTERS["responses"].read(Input(path)))
    assert found == 20_000
    assert peak.bytes < 3_000_000


def test_the_examples_in_the_docstrings_are_true() -> None:
    attempted = 0
    for module in pkgutil.iter_modules(importers.__path__, f"{importers.__name__}."):
        result = doctest.testmod(importlib.import_module(module.name))
        assert result.failed == 0, module.name
        attempted += result.attempted
    assert attempted > 10
