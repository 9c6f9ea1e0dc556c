from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from review_app.errors import ExportError
from review_app.exporters import EXPORTERS, cells, place, table, usereval, xlsx

# The formats that hold one row a response.
TABLES = ("csv", "jsonl", "parquet", "xlsx")
ANY = pytest.mark.parametrize("name", TABLES)

HOSTILE = [
    pytest.param("=1+1", id="a formula"),
    pytest.param("+1", id="a plus"),
    pytest.param("-5", id="a negative number"),
    pytest.param("@SUM(A1)", id="an old formula"),
    pytest.param("#N/A", id="a spreadsheet's error"),
    pytest.param('say "hi", then\nleave; a\tb', id="quotes, commas, line break, tab"),
    pytest.param("a\r\nb\rc", id="carriage returns"),
    pytest.param("鸡有 3 只，兔有 5 只", id="Chinese"),
    pytest.param("🐔 and 👩‍🏫", id="emoji beyond the basic plane"),
    pytest.param("\\frac{1}{2} $x$ <b>&amp;</b>", id="LaTeX and markup"),
    pytest.param("  spaces kept  ", id="spaces at both ends"),
    pytest.param("bell \x07 and escape \x1b[0m", id="control characters"),
    pytest.param("_x0041_ is no A", id="looks like a workbook's escape"),
    pytest.param("007", id="a number with zeros in front"),
    pytest.param("1e5", id="a number in exponent form"),
    pytest.param("None", id="a word that looks like nothing"),
    pytest.param("\ufeffmark", id="a byte order mark"),
    pytest.param("\ufffe\uffff", id="characters XML has no room for"),
]

ROWS = [
    {"level": 3, "subject": "Algebra", "sample": 2},
    {"level": None, "subject": None, "automatic": "uncertain", "answer": None, "case_id": None},
    {
        "level": 5,
        "subject": "Geometry",
        "automatic": "incorrect",
        "outcome": "correct",
        "status": "overridden",
        "decision": "correct",
        "annotator": "安娜",
        "decided_at": "2025-03-01 09:30:00.25",
        "note": "read twice",
        "tool_outcome": "incorrect",
    },
]


def read(name, path):
    """What was written, read back with the usual reader of the format, in the types of the table."""
    if name == "parquet":
        return pd.read_parquet(path)
    if name == "csv":
        found = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8")
    elif name == "jsonl":
        found = pd.DataFrame([json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]])
    else:
        found = sheet(path, "responses")
    kinds = {column: table.KINDS.get(column, "str") for column in found.columns}
    if name in ("csv", "jsonl"):
        found["decided_at"] = pd.to_datetime(found["decided_at"], utc=True, format="ISO8601").dt.tz_localize(None)
    return found.astype(kinds)


def expected(frame):
    """The frame as it is exported: columns in their order under their names, in their types."""
    kinds = {column: table.KINDS.get(column, "str") for column in table.COLUMNS}
    return frame[list(table.COLUMNS)].astype(kinds).rename(columns=table.COLUMNS)


def sheet(path, title):
    """A sheet as a frame, its escapes undone."""
    header, *rows = openpyxl.load_workbook(path)[title].values
    restored = [[cells.unescape(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return pd.DataFrame(restored, columns=list(header), dtype=object)


def leftovers(folder):
    """Names of everything in a folder, hidden files included."""
    return sorted(os.listdir(folder))


@ANY
def test_what_was_written_reads_back_the_same(write, outcomes_frame, tmp_path, name):
    frame = outcomes_frame(ROWS)
    path = tmp_path / f"out{EXPORTERS[name].suffix}"
    written = write(name, frame, path)
    assert written[0] == path
    assert leftovers(tmp_path) == sorted(file.name for file in written)
    pd.testing.assert_frame_equal(read(name, path), expected(frame), check_index_type=False)


@ANY
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_reads_back_the_same(write, outcomes_frame, tmp_path, name, text):
    path = tmp_path / f"out{EXPORTERS[name].suffix}"
    write(name, outcomes_frame([{"answer": text, "note": text}]), path)
    found = read(name, path)
    assert (found["answer"].item(), found["note"].item()) == (text, text)


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "+1", "-5", "@A1", "#N/A", "=", "#REF!"])
def test_no_cell_of_a_workbook_is_a_formula_or_an_error(write, outcomes_frame, tmp_path, text):
    write("xlsx", outcomes_frame([{"answer": text, "model": text}]), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    answer = book["responses"].cell(2, list(table.COLUMNS).index("answer") + 1)
    assert (answer.value, answer.quotePrefix) == (text, text[0] in "=+-@")


def test_long_text_is_cut_with_a_mark_and_counted(write, outcomes_frame, tmp_path):
    fits, long, wide = "x" * 32_767, "y" * 40_000, "🐔" * 20_000
    write("xlsx", outcomes_frame([{"answer": fits, "note": long, "evidence": wide}]), tmp_path / "out.xlsx")
    found = sheet(tmp_path / "out.xlsx", "responses").iloc[0]
    assert found["answer"] == fits
    assert found["note"].startswith("y" * 32_000)
    assert found["note"].endswith("y… [cut: 40,000 characters in all]")
    assert found["evidence"].endswith("🐔… [cut: 20,000 characters in all]")
    assert max(cells.units(text) for text in found if isinstance(text, str)) <= cells.MOST_UNITS
    notes = sheet(tmp_path / "out.xlsx", "notes").set_index("what")["meaning"]
    assert notes["cells cut"].startswith("2 (")


def test_escapes_do_not_make_a_cell_longer_than_allowed():
    text, cut = cells.fitted("\x00" * 32_767)
    assert cut
    assert cells.units(text) <= cells.MOST_UNITS
    assert text.startswith("_x0000_" * 4_000)


def test_a_sheet_that_would_be_too_long_is_refused_with_a_way_out(write, outcomes_frame, tmp_path, monkeypatch):
    assert xlsx.MOST_ROWS + 1 == 2**20
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    with pytest.raises(ExportError, match=r"out\.xlsx: 3 responses are more than the 2 .* parquet or csv"):
        write("xlsx", outcomes_frame(ROWS), tmp_path / "out.xlsx")
    assert leftovers(tmp_path) == []


def test_jsonl_is_readable_text_with_nulls_and_whole_numbers(write, outcomes_frame, tmp_path):
    write("jsonl", outcomes_frame([*ROWS, {"answer": "鸡\n\u2028兔"}]), tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text("utf-8").split("\n")
    assert len(lines) == 5
    assert '"level": 3,' in lines[0]
    assert '"subject": null' in lines[1]
    assert '"decided_at": "2025-03-01T09:30:00.250000Z"' in lines[2]
    assert "鸡" in lines[3]


def test_csv_lines_end_as_the_standard_says(write, outcomes_frame, tmp_path):
    write("csv", outcomes_frame([{"answer": 'a "b"\nc'}]), tmp_path / "out.csv")
    raw = (tmp_path / "out.csv").read_bytes()
    assert raw.startswith(b"problem,benchmark,")
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\r\n") == 2
    assert b',"a ""b""\nc",' in raw


@ANY
def test_scores_by_level_and_subject_go_with_the_responses(write, outcomes_frame, tmp_path, name):
    frame = outcomes_frame([*ROWS, {"benchmark": "gsm8k", "model": "=m"}, {"benchmark": "gsm8k", "model": "=m"}])
    path = tmp_path / f"out{EXPORTERS[name].suffix}"
    written = write(name, frame, path)
    readers = {
        "csv": pd.read_csv,
        "jsonl": lambda file: pd.read_json(file, lines=True),
        "parquet": pd.read_parquet,
        "xlsx": lambda file: sheet(file, "summary"),
    }
    assert len(written) == (1 if name == "xlsx" else 2)
    found = readers[name](written[-1])
    assert found.columns.tolist() == list(table.summary(frame).columns)
    assert found["n"].tolist() == table.summary(frame)["n"].tolist()
    assert found["corrected_high"].tolist() == pytest.approx(table.summary(frame)["corrected_high"].tolist())


def test_the_summary_has_the_hand_computed_rows(outcomes_frame):
    rows = [
        *ROWS,
        {"benchmark": "gsm8k", "model": "g"},
        {"benchmark": "gsm8k", "model": "g", "automatic": "uncertain"},
    ]
    found = table.summary(outcomes_frame(rows))
    said = found[["benchmark", "model", "scope", "level", "subject", "n", "corrected_low", "corrected_high"]]
    known = said.astype(object).where(said.notna(), None)
    assert [tuple(row) for row in known.itertuples(index=False)] == [
        ("gsm8k", "g", "all", None, None, 2, 0.5, 1),
        ("math", "m1", "all", None, None, 3, pytest.approx(2 / 3), 1),
        ("math", "m1", "level", 3, None, 1, 1, 1),
        ("math", "m1", "level", 5, None, 1, 1, 1),
        ("math", "m1", "level", None, None, 1, 0, 1),
        ("math", "m1", "subject", None, "Algebra", 1, 1, 1),
        ("math", "m1", "subject", None, "Geometry", 1, 1, 1),
        ("math", "m1", "subject", None, None, 1, 0, 1),
        ("math", "m1", "level and subject", 3, "Algebra", 1, 1, 1),
        ("math", "m1", "level and subject", 5, "Geometry", 1, 1, 1),
        ("math", "m1", "level and subject", None, None, 1, 0, 1),
    ]


def test_the_summary_of_counts_is_that_of_the_responses(outcomes_frame):
    frame = outcomes_frame([*ROWS, *ROWS[:2]])
    columns = ["benchmark", "model", "level", "subject", "automatic", "outcome", "amended_outcome", "tool_outcome"]
    counted = frame[columns].value_counts(dropna=False).rename("responses").reset_index()
    assert counted["responses"].max() == 2
    pd.testing.assert_frame_equal(table.summary(counted), table.summary(frame), check_dtype=False)


def test_corrected_references_are_columns_of_both_tables(write, outcomes_frame, tmp_path):
    frame = outcomes_frame([{}, {"amended_reference": "7", "amended_outcome": "incorrect"}])
    told = read("parquet", write("parquet", frame, tmp_path / "out.parquet")[0])[
        ["amended_reference", "amended_outcome"]
    ]
    assert told.iloc[1].tolist() == ["7", "incorrect"]
    assert told["amended_reference"].isna().tolist() == [True, False]
    row = table.summary(frame).iloc[0]
    assert (row["corrected_low"], row["amended_low"], row["amended_high"]) == (1, 0.5, 0.5)
    assert {"amended_low", "amended_high"} <= set(table.MEANINGS)


def test_the_table_has_every_column_of_the_frame(outcomes_frame):
    assert set(table.COLUMNS) == set(outcomes_frame([]).columns)
    assert len(set(table.COLUMNS.values())) == len(table.COLUMNS)


@ANY
def test_the_same_content_makes_the_same_bytes(write, outcomes_frame, tmp_path, name):
    frame = outcomes_frame([*ROWS, {"benchmark": "mathusereval", "subject": "初等数学"}])
    first = write(name, frame, tmp_path / f"a{EXPORTERS[name].suffix}")
    second = write(name, frame, tmp_path / f"b{EXPORTERS[name].suffix}")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_responses_stand_in_a_stable_order_whatever_that_of_the_store(write, outcomes_frame, tmp_path):
    rows = [{"benchmark": b, "problem_id": p, "model": m, "sample": n}
            for b in ("a", "b") for p in ("p", "q") for m in ("x", "y") for n in (0, 1, 10)]  # fmt: skip
    forward = write("csv", outcomes_frame(rows), tmp_path / "a.csv")[0]
    told = pd.read_csv(forward)[["benchmark", "problem", "model", "sample"]]
    assert told.values.tolist() == [list(row.values()) for row in rows]
    shuffled = outcomes_frame(rows).sample(frac=1, random_state=1)
    assert write("csv", shuffled, tmp_path / "b.csv")[0].read_bytes() == forward.read_bytes()


def test_averages_of_mathusereval_by_category_and_subcategory_are_the_hand_computed_ones():
    rows = [
        ("mathusereval", "初等数学", "calculation", "correct", 3),
        ("mathusereval", "初等数学", "equation", "incorrect", 1),
        ("mathusereval", "高等数学", "calculus", "correct", 4),
        ("gsm8k", None, None, "correct", 9),
    ]
    cells = pd.DataFrame(rows, columns=["benchmark", "subject", "subcategory", "outcome", "responses"])
    cells = cells.assign(model="m", automatic=cells["outcome"], tool_outcome=None)
    found = usereval.table(cells)
    told = found[["category", "subcategory", "n", "corrected_low"]]
    assert told.astype(object).where(told.notna(), None).values.tolist() == [
        [None, None, 8, pytest.approx(7 / 8)],
        ["初等数学", None, 4, pytest.approx(3 / 4)],
        ["初等数学", "calculation", 3, 1],
        ["初等数学", "equation", 1, 0],
        ["高等数学", None, 4, 1],
        ["高等数学", "calculus", 4, 1],
    ]
    assert usereval.table(cells[cells["benchmark"] == "gsm8k"]).empty


@ANY
def test_a_folder_is_not_overwritten(write, outcomes_frame, tmp_path, name):
    (tmp_path / "out").mkdir()
    with pytest.raises(ExportError, match="out: this is a folder; name a file in it"):
        write(name, outcomes_frame(ROWS), tmp_path / "out")
    assert leftovers(tmp_path) == ["out"]


@ANY
def test_a_path_through_a_file_cannot_be_written(write, outcomes_frame, tmp_path, name):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match=r"file/out: cannot be written \(.+\); choose a folder"):
        write(name, outcomes_frame(ROWS), tmp_path / "file" / "out")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@ANY
def test_a_folder_without_permission_cannot_be_written(write, outcomes_frame, tmp_path, name):
    tmp_path.chmod(0o500)
    with pytest.raises(ExportError, match="Permission denied"):
        write(name, outcomes_frame(ROWS), tmp_path / "out")


@ANY
def test_missing_folders_are_made_and_an_old_file_is_replaced_whole(write, outcomes_frame, tmp_path, name):
    path = tmp_path / "a" / "b" / f"out{EXPORTERS[name].suffix}"
    write(name, outcomes_frame(ROWS * 20), path)
    write(name, outcomes_frame(ROWS), path)
    assert len(read(name, path)) == len(ROWS)


@ANY
def test_a_file_is_as_readable_as_any_other_new_file(write, outcomes_frame, tmp_path, name):
    (tmp_path / "plain").write_text("x")
    path = write(name, outcomes_frame(ROWS), tmp_path / "out")[0]
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(OSError(28, "No space left on device"), ExportError, id="the disk is full"),
        pytest.param(KeyboardInterrupt(), KeyboardInterrupt, id="somebody stops it"),
    ],
)
def test_a_failure_half_way_leaves_the_old_files_and_no_others(tmp_path, error, expected):
    first, second = tmp_path / "out.csv", tmp_path / "out.summary.csv"
    first.write_text("old")

    def half(path: Path) -> None:
        path.write_text("half")
        raise error

    with pytest.raises(expected):
        place.deliver({first: lambda path: path.write_text("new"), second: half})
    assert first.read_text() == "old"
    assert leftovers(tmp_path) == ["out.csv"]


def test_the_registry_costs_no_heavy_import():
    heavy = "('pandas', 'numpy', 'pyarrow', 'openpyxl', 'inspect_ai')"
    code = f"import sys, review_app.exporters; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
