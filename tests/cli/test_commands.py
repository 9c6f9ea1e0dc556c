from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review_app import __version__
from review_app.cli import loading
from review_app.exporters import EXPORTERS
from review_app.store import Store, open_store

# `command("grade")` gives its exit code, standard output and standard error as `code`, `out`, `err`.
Command = Callable[..., Any]

ROW = {"problem": "0 + 1?", "reference": "1", "model": "ada", "response": r"\boxed{1}"}


@pytest.fixture
def filled(command: Command) -> Command:
    """The same, with good.jsonl imported and graded in db.duckdb."""
    assert command("import", "responses", "good.jsonl", "--db", "db.duckdb").code == 0
    assert command("grade", "--db", "db.duckdb").code == 0
    return command


def held(name: str = "db.duckdb") -> dict[str, int]:
    with open_store(name, create=False) as store:
        return {table: store.value(f"SELECT count(*) FROM {table}") for table in ("problems", "responses", "verdicts")}


def process(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", "from review_app.cli import main; main()", *arguments]
    return subprocess.run(line, capture_output=True, text=True, cwd=cwd, timeout=60, check=False)


def test_a_new_user_gets_from_a_file_to_an_export(command: Command, here: Path) -> None:
    imported = command("import", "auto", "good.jsonl")
    assert imported.code == 0
    assert (
        "good.jsonl: responses of ada on custom: 3 new problems (0 known), 3 new responses (0 known), 0 rejected\n"
        in imported.out
    )
    assert command("grade").out == "3 responses graded, 3 new cases: 1 correct, 1 incorrect, 1 uncertain\n"
    status = command("status").out
    assert "3 problems, 1 runs, 3 responses in 3 cases" in status
    assert "33.33" in status
    paths = [Path(line) for line in command("export", "csv").out.splitlines()]
    assert [path.parent for path in paths] == [Path("exports")] * 3
    assert len(paths[0].read_text().splitlines()) == 4
    assert (here / "data" / "review.duckdb").is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param("import auto missing.jsonl", "missing.jsonl", id="a missing file"),
        pytest.param("import auto empty.jsonl", "empty.jsonl: the file is empty", id="an empty file"),
        pytest.param("import auto strange.csv", "Supported: gsm8k", id="columns nobody knows"),
        pytest.param("import nonsense good.jsonl", "no such format", id="an unknown format"),
        pytest.param("import opencompass", "only benchmarks can be downloaded", id="no file where one is needed"),
        pytest.param("import responses good.jsonl --map response", "write column=field", id="a map that is no pair"),
        pytest.param(
            "import responses half.jsonl --strict", "half.jsonl:4: not valid JSON", id="a bad line under --strict"
        ),
        pytest.param(f"import auto {'x' * 300}", "name too long", id="a name that no file can have"),
        pytest.param("grade", "no database there; import a file first", id="grading without a database"),
        pytest.param("status", "no database there", id="status without a database"),
        pytest.param("export csv", "no database there", id="an export without a database"),
        pytest.param("backup copy.duckdb", "no database there", id="a backup without a database"),
        pytest.param("status --db good.jsonl", "is no database of review_app", id="a database that is none"),
        pytest.param("import auto good.jsonl --db .", "is a folder", id="a folder as database"),
        pytest.param("check missing.jsonl", "missing.jsonl", id="a missing file to check"),
        pytest.param("check empty.jsonl", "empty.jsonl", id="an empty file to check"),
        pytest.param("check good.jsonl -o no/such/out.jsonl", "cannot be written", id="nowhere to write"),
    ],
)
def test_where_nothing_can_be_done_the_exit_code_is_1_and_one_message_says_why(
    arguments: str, says: str, command: Command
) -> None:
    result = command(*arguments.split())
    assert (result.code, result.out) == (1, "")
    assert says.lower() in result.err.lower()
    assert result.err.startswith("error ")
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "arguments",
    ["nonsense", "import", "serve --port x", "export", "grade --nonsense", "check"],
)
def test_a_command_that_is_not_understood_leaves_with_2(arguments: str, command: Command) -> None:
    result = command(*arguments.split())
    assert result.code == 2
    assert "Usage" in result.err


def test_a_file_with_nothing_usable_leaves_with_1_and_names_the_lines(command: Command) -> None:
    result = command("import", "responses", "bad.jsonl")
    assert result.code == 1
    assert "nothing usable, 1 rejected" in result.out
    assert "bad.jsonl:1: not valid JSON" in result.out


def test_a_bad_line_is_named_and_the_others_are_imported(command: Command) -> None:
    result = command("import", "responses", "half.jsonl", "--db", "db.duckdb")
    assert result.code == 0
    assert "  half.jsonl:4: not valid JSON" in result.out
    assert held()["responses"] == 3


@pytest.mark.parametrize("order", [["good.jsonl", "empty.jsonl"], ["missing.jsonl", "good.jsonl"]])
def test_of_two_files_the_good_one_is_imported_and_the_bad_one_gives_exit_code_1(
    order: list[str], command: Command
) -> None:
    result = command("import", "auto", *order, "--db", "db.duckdb")
    assert result.code == 1
    assert "3 new responses" in result.out
    assert result.err.startswith("error ")
    assert held()["responses"] == 3


def test_importing_and_grading_twice_change_nothing(filled: Command) -> None:
    before = held()
    again = filled("import", "auto", "good.jsonl", "--db", "db.duckdb")
    assert (again.code, "0 new responses (3 known)" in again.out) == (0, True)
    assert filled("grade", "--db", "db.duckdb").out == "0 responses graded, 0 new cases\n"
    assert held() == before


def test_many_rejects_are_counted_but_not_all_printed(command: Command, here: Path) -> None:
    (here / "worse.jsonl").write_text("{broken\n" * 1_500)
    result = command("import", "responses", "worse.jsonl")
    assert result.out.count("not valid JSON") == loading.PRINTED_REJECTS
    assert "1,490 more; all are kept in the table `rejects`" in result.out


def test_what_a_file_says_is_never_taken_for_markup(command: Command, here: Path) -> None:
    (here / "x.jsonl").write_text(json.dumps(ROW | {"model": "[red]ada[/red]"}) + "\n")
    assert "of [red]ada[/red] on" in command("import", "responses", "x.jsonl").out
    assert "[red]ada[/red]" in command("status").out


def test_the_environment_names_the_database_and_a_flag_beats_it(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEW_APP_DB", "sub/env.duckdb")
    assert command("import", "auto", "good.jsonl").code == 0
    assert held("sub/env.duckdb")["responses"] == 3
    assert command("import", "auto", "half.jsonl", "--db", "flag.duckdb").code == 0
    assert held("sub/env.duckdb")["responses"] == 3
    assert held("flag.duckdb")["responses"] == 3


def test_an_export_of_one_model_goes_where_it_is_told(filled: Command) -> None:
    filled("import", "auto", "half.jsonl", "--db", "db.duckdb")
    result = filled("export", "jsonl", "--run", "ada", "-o", "out/mine.jsonl", "--db", "db.duckdb")
    assert (result.code, result.out.splitlines()[0]) == (0, "out/mine.jsonl")
    rows = [json.loads(line) for line in Path("out/mine.jsonl").read_text().splitlines()]
    assert [row["model"] for row in rows] == ["ada"] * 3
    unknown = filled("export", "jsonl", "--run", "euler", "--db", "db.duckdb")
    assert (unknown.code, unknown.out) == (1, "")
    assert "euler: no such run or model" in unknown.err


def test_an_export_names_runs_after_its_format_and_heeds_cap_and_seed(filled: Command) -> None:
    filled("grade", "--db", "db.duckdb")
    result = filled("export", "sft", "ada", "--cap", "1", "--seed", "3", "-o", "set.jsonl", "--db", "db.duckdb")
    assert result.out.splitlines() == ["set.jsonl", "set.manifest.json"]
    told = json.loads(Path("set.manifest.json").read_text())
    assert (told["options"], told["runs"][0]["model"]) == ({"cap": 1, "seed": 3}, "ada")


def test_an_export_is_made_again_from_its_manifest(filled: Command) -> None:
    filled("grade", "--db", "db.duckdb")
    filled("export", "csv", "-o", "a/x.csv", "--db", "db.duckdb")
    again = filled("rerun", "a/x.manifest.json", "-o", "b/x.csv", "--db", "db.duckdb")
    assert (again.code, again.out.splitlines()[0], again.err) == (0, "b/x.csv", "the same bytes as in the manifest")
    told = json.loads(Path("a/x.manifest.json").read_text())
    told["files"][0]["sha256"] = "0" * 64
    Path("a/x.manifest.json").write_text(json.dumps(told))
    other = filled("rerun", "a/x.manifest.json", "-o", "b/x.csv", "--db", "db.duckdb")
    assert (other.code, other.err) == (1, "other bytes than in the manifest: x.csv")


def test_a_report_goes_where_it_is_told_in_the_language_asked_for(filled: Command) -> None:
    filled("grade", "--db", "db.duckdb")
    result = filled(
        "report", "ada", "-o", "out/r.html", "--benchmark", "custom", "--language", "zh", "--db", "db.duckdb"
    )
    assert (result.code, result.out) == (0, "out/r.html\n")
    assert "修正得分" in Path("out/r.html").read_text(encoding="utf-8")
    assert "fr: no such language; there are en, zh" in filled("report", "--language", "fr", "--db", "db.duckdb").err
    assert "nothing: no such benchmark" in filled("report", "--benchmark", "nothing", "--db", "db.duckdb").err
    assert "widen the filters" in filled("report", "--as-of", "2001-01-01", "--db", "db.duckdb").err


def test_the_help_of_export_says_what_each_format_is(command: Command) -> None:
    told = " ".join(command("export", "--help").out.split())
    assert all(f"{name}: {' '.join(row.about.split()[:4])}" in told for name, row in EXPORTERS.items())


def test_a_backup_is_a_database_to_go_on_with(filled: Command) -> None:
    assert filled("backup", "copy.duckdb", "--db", "db.duckdb").code == 0
    assert held("copy.duckdb") == held()
    again = filled("backup", "copy.duckdb", "--db", "db.duckdb")
    assert (again.code, "the file exists" in again.err) == (1, True)


def test_check_writes_verdicts_and_counts_them(command: Command) -> None:
    result = command("check", "half.jsonl", "-o", "out.jsonl")
    assert (result.code, result.out) == (0, "")
    assert result.err == "4 rows: 1 correct, 1 error, 1 incorrect, 1 uncertain"
    verdicts = [json.loads(line).get("verdict") for line in Path("out.jsonl").read_text().splitlines()]
    assert verdicts == ["correct", "incorrect", "uncertain", None]
    assert [path.name for path in Path().glob("*out.jsonl*")] == ["out.jsonl"]


def test_check_writes_to_standard_output_without_a_file(command: Command) -> None:
    result = command("check", "good.jsonl")
    assert result.code == 0
    assert [json.loads(line)["id"] for line in result.out.splitlines()] == ["1", "2", "3"]


def test_check_of_rows_that_are_all_unusable_leaves_with_1(command: Command) -> None:
    result = command("check", "bad.jsonl")
    assert result.code == 1
    assert result.err == "1 rows: 1 error"


def test_the_formats_are_listed(command: Command) -> None:
    from review_app.importers import IMPORTERS

    listed = [line.split()[0] for line in command("formats").out.splitlines()]
    assert listed == list(IMPORTERS)


def test_the_version_is_told(command: Command) -> None:
    assert command("--version").out == f"{__version__}\n"


def test_serve_without_a_loopback_address_is_refused(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    import types

    from review_app.errors import ServeError

    def refuse(store: Store, settings: Any, ready: object) -> None:
        raise ServeError(f"{settings.host}:{settings.port} with {settings.database}")

    stub = types.ModuleType("review_app.ui.server")
    stub.serve = refuse  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "review_app.ui.server", stub)
    result = command("serve", "--host", "0.0.0.0", "--port", "1", "--db", "db.duckdb")  # noqa: S104
    assert (result.code, result.err) == (1, "error 0.0.0.0:1 with db.duckdb")


def test_help_names_every_command_of_the_tool(here: Path) -> None:
    result = process("--help", cwd=here)
    assert (result.returncode, result.stderr) == (0, "")
    names = ("demo", "import", "formats", "grade", "check", "serve", "report", "export", "rerun", "backup", "status",
             "user")  # fmt: skip
    for name in names:
        assert f"\n  {name} " in result.stdout
    assert list(here.glob("data*")) == [], "help touches nothing"


def test_a_database_in_use_by_another_process_is_told_with_the_way_out(here: Path) -> None:
    import os

    with open_store(here / "db.duckdb"):
        result = process("import", "auto", "good.jsonl", "--db", "db.duckdb", cwd=here)
    assert (result.returncode, result.stdout) == (1, "")
    assert f"process {os.getpid()} has it open" in result.stderr
    assert "Traceback" not in result.stderr
