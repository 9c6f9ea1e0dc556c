from __future__ import annotations

import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from review_app.errors import ExportError, InputError
from review_app.services.check import NEEDED, check, check_file, line

Write = Callable[..., Path]

FIELDS = ["id", "verdict", "rule", "evidence", "expected", "found", "method", "seconds"]


def checked(path: Path) -> list[dict[str, Any]]:
    out = io.StringIO()
    tally = check(path, out)
    rows = [json.loads(text) for text in out.getvalue().split("\n")[:-1]]
    assert tally.total() == len(rows)
    return rows


def test_verdicts_come_in_input_order_with_every_field(write: Write) -> None:
    rows = [
        {"id": f"q{number}", "problem": "How many?", "reference": "8", "response": rf"\boxed{{{number}}}"}
        for number in range(7, 10)
    ]
    found = checked(write("in.jsonl", *rows))
    assert [list(row) for row in found] == [FIELDS] * 3
    assert [(row["id"], row["verdict"], row["found"]) for row in found] == [
        ("q7", "incorrect", "7"), ("q8", "correct", "8"), ("q9", "incorrect", "9"),
    ]  # fmt: skip
    assert all(0 <= row["seconds"] < 5 for row in found)


@pytest.mark.parametrize(
    ("row", "expected", "verdict"),
    [
        pytest.param({"reference": "8"}, "8", "correct", id="a short reference"),
        pytest.param({"answer": "8"}, "8", "correct", id="a short answer"),
        pytest.param({"answer": 8}, "8", "correct", id="a number"),
        pytest.param({"reference": 8.5}, "8.5", "incorrect", id="a decimal number"),
        pytest.param({"answer": "4 + 4 = 8\n#### 8"}, "8", "correct", id="GSM8K's worked answer"),
        pytest.param({"solution": r"so $\boxed{8}$"}, "8", "correct", id="MATH's worked solution"),
        pytest.param({"reference": r"so $\boxed{8}$"}, "8", "correct", id="a worked solution named reference"),
        pytest.param(
            {"reference": "9", "solution": r"\boxed{9}"}, "9", "incorrect", id="both, and the answer is another"
        ),
        pytest.param({"reference": ""}, "", "uncertain", id="an empty reference leaves doubt"),
        pytest.param({"solution": "it is clear"}, "", "uncertain", id="a solution without answer leaves doubt"),
        pytest.param({"reference": "8", "problem": None, "id": None}, "8", "correct", id="null beside it"),
    ],
)
def test_the_reference_is_found_under_each_of_its_names(
    row: dict[str, Any], expected: str, verdict: str, write: Write
) -> None:
    [found] = checked(write("in.jsonl", row | {"response": r"\boxed{8}"}))
    assert (found["expected"], found["verdict"]) == (expected, verdict)


@pytest.mark.parametrize(
    ("bad", "name", "says"),
    [
        pytest.param({"id": "b", "reference": "1"}, "b", NEEDED, id="no response"),
        pytest.param({"id": "b", "response": "1"}, "b", NEEDED, id="no reference"),
        pytest.param({"id": "b", "reference": "1", "response": None}, "b", NEEDED, id="a null response"),
        pytest.param({"id": "b", "reference": None, "response": "1"}, "b", NEEDED, id="a null reference"),
        pytest.param({"id": "b", "reference": ["1"], "response": "1"}, "b", NEEDED, id="a list as reference"),
        pytest.param("{broken", "2", "not valid JSON", id="broken JSON"),
        pytest.param("[1]", "2", "not an object but a list", id="no object"),
    ],
)
def test_a_bad_row_is_one_error_in_its_place(bad: Any, name: str, says: str, write: Write) -> None:
    good = {"id": "good", "reference": "1", "response": r"\boxed{1}"}
    found = checked(write("in.jsonl", good, bad, good))
    assert [row.get("verdict") for row in found] == ["correct", None, "correct"]
    assert list(found[1]) == ["id", "error"]
    assert found[1]["id"] == name
    assert says in found[1]["error"]


def test_a_row_without_id_gets_its_place(write: Write) -> None:
    rows = [{"reference": "1", "response": r"\boxed{1}"}] * 2
    assert [row["id"] for row in checked(write("in.jsonl", *rows))] == ["1", "2"]


@pytest.mark.parametrize(
    ("id", "response", "found"),
    [
        pytest.param("half \ud800", "\\boxed{\ud800}", "\ufffd", id="half a surrogate pair"),
        pytest.param({"deep": [1.5]}, r"\boxed{1}", "1", id="an id that is no text"),
        pytest.param("\u2028\n", r"\boxed{1}", "1", id="line ends in an id"),
        pytest.param("nul", "\\boxed{a\x00b}", "a\x00b", id="NUL"),
    ],
)
def test_any_row_is_one_line_of_output(id: Any, response: str, found: str, write: Write, tmp_path: Path) -> None:
    text = json.dumps({"id": id, "reference": "1", "response": response})
    target = tmp_path / "out.jsonl"
    check_file(write("in.jsonl", text, text), target)
    rows = [json.loads(row) for row in target.read_bytes().split(b"\n")[:-1]]
    assert [row["found"].replace("\x00", "\ufffd") for row in rows] == [found.replace("\x00", "\ufffd")] * 2


def test_numbers_that_only_a_table_has_are_written_too() -> None:
    assert json.loads(line({"id": Decimal("1.5")})) == {"id": "1.5"}


def test_an_array_is_read_as_well_as_lines(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    rows = [{"id": 1.5, "reference": "1", "response": r"\boxed{1}"}, {"id": 2, "reference": "1", "response": "?"}]
    path.write_text(json.dumps(rows, indent=1))
    assert [row["verdict"] for row in checked(path)] == ["correct", "uncertain"]


def test_a_table_is_read_as_well_as_lines(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("id,reference,response\na,1,\\boxed{1}\n")
    assert [(row["id"], row["verdict"]) for row in checked(path)] == [("a", "correct")]


def test_output_is_replaced_when_all_is_done(write: Write, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old")
    tally = check_file(write("in.jsonl", {"reference": "1", "response": r"\boxed{1}"}, "{"), target)
    assert tally == {"correct": 1, "error": 1}
    assert len(target.read_text().splitlines()) == 2
    assert [path.name for path in tmp_path.glob("*out*")] == ["out.jsonl"]


@pytest.mark.parametrize("content", [None, "", b"\x00\xff" * 5_000])
def test_output_stays_as_it_was_where_the_input_is_unusable(content: str | bytes | None, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    target.write_text("old")
    if content is not None:
        source.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError, match=r"in\.jsonl"):
        check_file(source, target)
    assert target.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} <= {"in.jsonl", "out.jsonl"}


def test_output_may_be_the_input(write: Write) -> None:
    path = write("both.jsonl", {"reference": "1", "response": r"\boxed{1}"})
    check_file(path, path)
    assert json.loads(path.read_text())["verdict"] == "correct"


@pytest.mark.parametrize("place", ["missing/out.jsonl", "folder"])
def test_a_place_that_cannot_be_written_is_an_error(place: str, write: Write, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ExportError, match=r"cannot be written .*choose another --output"):
        check_file(write("in.jsonl", {"reference": "1", "response": "1"}), tmp_path / place)
    assert list((tmp_path / "folder").iterdir()) == []
    assert not list(tmp_path.glob(".*"))
