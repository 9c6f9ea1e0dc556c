"""Files in every layout, and files nobody should have to read."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from review_app.domain import Reject
from review_app.errors import InputError
from review_app.importers import Input, fingerprint, lines, records
from review_app.importers.source import Row

ROWS = [{"a": "x", "n": 1}, {"a": "ÿ", "n": 2}]


def read(path: Path) -> list[Row | Reject]:
    return list(records.rows(Input(path)))


def values(path: Path) -> list[object]:
    return [row.value if isinstance(row, Row) else row.reason for row in read(path)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("x.jsonl", '{"a": "x", "n": 1}\n{"a": "ÿ", "n": 2}\n', id="JSON Lines"),
        pytest.param("x.jsonl", '{"a": "x", "n": 1}\n\n  {"a": "ÿ", "n": 2}', id="empty lines, no last line end"),
        pytest.param(
            "x.json",
            '{"a": "x", "n": 1}\r\n{"a": "ÿ", "n": 2}\r\n',
            id="JSON Lines named .json, Windows line ends",
        ),
        pytest.param("x.json", "\ufeff" + '{"a": "x", "n": 1}\n{"a": "ÿ", "n": 2}\n', id="JSON Lines with BOM"),
        pytest.param("x.json", json.dumps(ROWS), id="an array on one line"),
        pytest.param("x.json", json.dumps(ROWS, indent=2), id="an indented array"),
        pytest.param("x.jsonl", json.dumps(ROWS, indent=2), id="an indented array named .jsonl"),
        pytest.param("x.json", "\ufeff" + json.dumps(ROWS, indent=2, ensure_ascii=False), id="an array with BOM"),
        pytest.param("x.json", "\n".join(json.dumps(row, indent=1) for row in ROWS), id="indented objects in a row"),
        pytest.param("x.json", '[\n{"a": "x", "n": 1},\n{"a": "ÿ", "n": 2}\n]', id="an array, a row a line"),
    ],
)
def test_one_content_in_any_json_layout_gives_the_same_rows(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    assert values(path) == ROWS


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param("x.csv", "a,b\n1,2\n", [{"a": "1", "b": "2"}], id="commas"),
        pytest.param("x.csv", "\ufeffa;b\n1;2,5\n", [{"a": "1", "b": "2,5"}], id="semicolons and BOM"),
        pytest.param("x.tsv", "a\tb\n1\t2\n", [{"a": "1", "b": "2"}], id="tabs"),
        pytest.param(
            "x.csv",
            'a,b\n"1\n2","x ""y"""\n\n3,4\n',
            [{"a": "1\n2", "b": 'x "y"'}, {"a": "3", "b": "4"}],
            id="quotes",
        ),
        pytest.param("x.csv", "a,b\n1\n", [{"a": "1"}], id="a short row lacks its last columns"),
        pytest.param("x.csv", "a\n1,2\n", ["2 cells under 1 column names; a quote may be missing"], id="a long row"),
    ],
)
def test_csv_is_read_as_spreadsheets_write_it(tmp_path: Path, name: str, text: str, expected: object) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    assert values(path) == expected


def test_csv_rows_are_placed_by_the_line_they_begin_on(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('a\n"1\n2"\n3\n', encoding="utf-8")
    assert [row.place for row in read(path)] == ["2", "4"]


def test_parquet_gives_the_same_rows_over_batches(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(ROWS * 100), path)
    rows = read(path)
    assert [row.value for row in rows if isinstance(row, Row)] == ROWS * 100
    assert rows[-1].place == "row 200"


def test_a_damaged_parquet_file_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1" + b"\x00" * 100)
    with pytest.raises(InputError, match="damaged Parquet"):
        read(path)


def test_gzip_is_unpacked_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": "x", "n": 1}\n'))
    assert values(path) == ROWS[:1]


def test_a_gzip_that_breaks_off_gives_what_came_before_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.gz"
    whole = gzip.compress(b"".join(b'{"n": %d}\n' % (n * n * 7919) for n in range(60_000)))
    path.write_bytes(whole[: len(whole) - 1000])
    rows = read(path)
    assert len(rows) > 40_000
    assert isinstance(rows[-1], Reject)
    assert "breaks off" in rows[-1].reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(b'{"a": 1', "not valid JSON", id="broken off"),
        pytest.param(b"[1, 2]", "not an object but a list", id="a list"),
        pytest.param(b"null", "not an object but null", id="null"),
        pytest.param(b"[" * 5000, "nested too deeply", id="nested without end"),
        pytest.param(b"1" * 5000, "not valid JSON", id="a number of 5000 digits"),
        pytest.param(b"\xff\xfe", "not valid JSON", id="bytes that are no text"),
    ],
)
def test_a_bad_line_costs_only_itself(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"n": 1}\n' + line + b'\n{"n": 3}\n')
    good, bad, after = read(path)
    assert isinstance(good, Row)
    assert isinstance(after, Row)
    assert after.place == "3"
    assert isinstance(bad, Reject)
    assert (bad.file, bad.place) == (str(path), "2")
    assert reason in bad.reason
    assert 0 < len(bad.raw) <= 200


def test_a_bad_first_line_does_not_change_the_layout(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"n": tru\n{"n": 2}\n{"n": 3}\n', encoding="utf-8")
    assert [type(row) for row in read(path)] == [Reject, Row, Row]


def test_bytes_that_are_not_utf8_become_one_replacement_character_each(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"a": "ok", "b": "x\xffy"}\n')
    assert values(path) == [{"a": "ok", "b": "x\ufffdy"}]
    array = tmp_path / "x.json"
    array.write_bytes(b'[{"a": "x\xffy"}]')
    assert values(array) == [{"a": "x\ufffdy"}]


def test_a_line_that_is_too_long_is_skipped_and_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 1000)
    monkeypatch.setattr(lines, "PIECE_BYTES", 64)
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"n": 1}\n{"n": "' + b"x" * 5000 + b'"}\n{"n": 3}\n')
    _, bad, after = read(path)
    assert isinstance(bad, Reject)
    assert "longer than" in bad.reason
    assert isinstance(after, Row)
    assert (after.place, after.value) == ("3", {"n": 3})


def test_a_response_of_a_megabyte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"a": "x" * 1_500_000}) + "\n" + json.dumps({"a": "y"}) + "\n", encoding="utf-8")
    assert [len(row.value["a"]) for row in read(path) if isinstance(row, Row)] == [1_500_000, 1]


def test_an_array_that_is_damaged_gives_what_came_before_and_says_where(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"n": 1},\n {"n": 2},\n {"n": NaN}]', encoding="utf-8")
    *good, bad = read(path)
    assert [row.value for row in good if isinstance(row, Row)] == [{"n": 1}, {"n": 2}]
    assert isinstance(bad, Reject)
    assert bad.place == "after 2"
    assert "damaged" in bad.reason


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("x.jsonl", b"", "is empty", id="no bytes"),
        pytest.param("x.jsonl", b"\xef\xbb\xbf \n\n", "is empty", id="only white space"),
        pytest.param("x.json", bytes(range(256)) * 20, "not UTF-8 text", id="binary"),
        pytest.param("x.json", '{"a": "数学"}'.encode("utf-16"), "not UTF-8 text", id="UTF-16"),
        pytest.param("x.csv", "题目,答案\n几何,三角形的内角和\n".encode("gb18030"), "not UTF-8 text", id="GB 18030"),
        pytest.param("x.eval", b"PK\x03\x04" + b"x" * 50, "a zip archive", id="zip"),
        pytest.param("x.zst", b"\x28\xb5\x2f\xfd" + b"x" * 50, "zstd", id="zstd"),
        pytest.param("x.gz", b"\x1f\x8b" + b"x" * 50, "cannot be read", id="gzip in name only"),
    ],
)
def test_a_file_nobody_can_use_is_refused_with_its_reason(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as raised:
        read(path)
    assert str(path) in str(raised.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="a folder"):
        read(tmp_path)
    with pytest.raises(InputError, match="check the path"):
        fingerprint(tmp_path / "none.jsonl")


@pytest.mark.parametrize("name", [pytest.param("x.jsonl", id="plain"), pytest.param("x.jsonl.gz", id="gzip")])
def test_progress_adds_up_to_the_bytes_on_disk(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    content = b'{"n": 1}\n' * 100_000
    path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    told: list[int] = []
    assert sum(1 for _ in records.rows(Input(path, advance=told.append))) == 100_000
    assert sum(told) == path.stat().st_size


def test_a_fingerprint_is_the_sha256_and_a_folder_has_none(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    assert fingerprint(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fingerprint(tmp_path) is None


def test_no_more_of_a_line_than_the_limit_is_ever_asked_for() -> None:
    asked: list[int] = []

    class Spy(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            asked.append(-1 if size is None else size)
            return super().readline(size)

    assert [line.number for line in lines.lines(Spy(b"x" * 100 + b"\ny\n"), limit=10)] == [1, 2]
    assert min(asked) > 0
    assert max(asked) <= max(11, lines.PIECE_BYTES)


def test_a_run_is_named_alike_from_wherever_its_file_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model" / "below").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "model")
    assert Input(Path("x.jsonl")).source == "model/x.jsonl"
    monkeypatch.chdir(tmp_path / "model" / "below")
    assert Input(Path("../x.jsonl")).source == "model/x.jsonl"
