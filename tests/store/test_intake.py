from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from review_app.domain import Outcome, Problem, Reject, Response, Run, ToolVerdict, problem_id
from review_app.store import Store, intake

Make = Callable[..., Any]

TABLES = ("problems", "runs", "responses", "tool_verdicts")


def contents(store: Store) -> dict[str, list[Any]]:
    """Everything that an import may change, in a stable order."""
    return {table: sorted(map(str, store.rows(f"SELECT * FROM {table}"))) for table in TABLES}


def a_log(problem: Make, run: Make, samples: int = 2) -> list[Any]:
    one, two, by = problem("1 + 1?"), problem("2 + 2?", "4"), run()
    verdict = ToolVerdict("exact", Outcome.CORRECT, "2")
    answers = [
        Response(by.id, asked.id, sample, f"It is {sample}.", (verdict,))
        for asked in (one, two)
        for sample in range(samples)
    ]
    return [one, two, by, *answers]


def test_what_a_log_holds_is_taken_in_and_counted(store: Store, problem: Make, run: Make, take: Make) -> None:
    report = take(store, *a_log(problem, run), Reject("out/a.jsonl", "7", "no response", "{"))
    assert (report.problems_new, report.problems_known) == (2, 0)
    assert (report.responses_new, report.responses_known) == (4, 0)
    assert (report.models, report.benchmarks) == (("ada",), ("math",))
    assert report.rejects == (Reject("out/a.jsonl", "7", "no response", "{"),)
    assert report.useful
    rows = store.rows(
        "SELECT model, sample, tool_outcome, tool_answer, status FROM outcomes ORDER BY problem_id, sample"
    )
    assert rows == [
        {"model": "ada", "sample": sample, "tool_outcome": "correct", "tool_answer": "2", "status": "pending"}
        for sample in (0, 1, 0, 1)
    ]


def test_importing_twice_changes_nothing(store: Store, problem: Make, run: Make, take: Make) -> None:
    take(store, *a_log(problem, run))
    before = contents(store)
    again = take(store, *a_log(problem, run))
    assert contents(store) == before
    assert (again.problems_new, again.problems_known, again.responses_new, again.responses_known) == (0, 2, 0, 4)
    assert again.useful
    assert again.rejected == 0


def test_every_import_is_recorded_with_its_report(store: Store, problem: Make, run: Make, take: Make) -> None:
    for _ in range(2):
        take(store, *a_log(problem, run))
    reports = [json.loads(row["report"]) for row in store.rows("SELECT report FROM imports ORDER BY imported_at")]
    assert [report["responses_new"] for report in reports] == [4, 0]
    assert [report["models"] for report in reports] == [["ada"], ["ada"]]


EMPTY = {"reference": "", "solution": "", "level": None, "subject": None}


@pytest.mark.parametrize(
    ("there", "comes", "stays"),
    [
        pytest.param({"level": None}, {"level": 3}, {"level": 3}, id="an empty level is filled"),
        pytest.param(
            {"subject": None}, {"subject": "Algebra"}, {"subject": "Algebra"}, id="an empty subject is filled"
        ),
        pytest.param({"solution": ""}, {"solution": "a sum"}, {"solution": "a sum"}, id="an empty solution is filled"),
        pytest.param({"reference": ""}, {"reference": "2"}, {"reference": "2"}, id="an empty reference is filled"),
        pytest.param({"level": 3}, {"level": 5}, {"level": 3}, id="a level is never changed"),
        pytest.param({"level": 3}, {"level": None}, {"level": 3}, id="a level is never emptied"),
        pytest.param({"subject": "Algebra"}, {"subject": "Geometry"}, {"subject": "Algebra"}, id="nor is a subject"),
        pytest.param({"reference": "2"}, {"reference": "3"}, {"reference": "2"}, id="nor is a reference"),
        pytest.param({"solution": "a sum"}, {"solution": ""}, {"solution": "a sum"}, id="nor is a solution"),
        pytest.param(
            {"reference": "2", "level": 3},
            {"reference": "3", "level": 5, "subject": "Algebra"},
            {"reference": "2", "level": 3, "subject": "Algebra"},
            id="what is filled stays while what is empty is filled",
        ),
    ],
)
def test_a_problem_that_is_known_gets_only_what_it_lacks(
    there: dict[str, Any], comes: dict[str, Any], stays: dict[str, Any], store: Store, take: Make
) -> None:
    named = {"id": "math/test/1", "benchmark": "math", "split": "test", "statement": "1 + 1?"}
    take(store, Problem(**named, **(EMPTY | there)), benchmark=True)
    take(store, Problem(**named, **(EMPTY | comes)), benchmark=True)
    assert store.rows("SELECT reference, solution, level, subject FROM problems") == [EMPTY | stays]


def test_a_filled_problem_keeps_its_responses_and_can_be_filled_again(
    store: Store, problem: Make, run: Make, take: Make
) -> None:
    take(store, *a_log(problem, run))
    for more in ({"level": 2}, {"subject": "Algebra"}, {"solution": "a sum"}):
        take(store, problem("1 + 1?", **more), benchmark=True)
    assert store.rows("SELECT DISTINCT level, subject FROM outcomes WHERE statement = '1 + 1?'") == [
        {"level": 2, "subject": "Algebra"}
    ]


@pytest.mark.parametrize(
    ("texts", "kept", "reported"),
    [
        pytest.param(["a", "a"], "a", 0, id="the same row twice is one row"),
        pytest.param(["a", "b"], "a", 1, id="of two texts the first is kept"),
        pytest.param(["b", "a"], "b", 1, id="first means first in the file"),
        pytest.param(["a", "b", "c"], "a", 2, id="every further text is reported"),
    ],
)
def test_a_sample_that_a_file_gives_twice_is_reported(
    texts: list[str], kept: str, reported: int, store: Store, problem: Make, run: Make, take: Make
) -> None:
    asked, by = problem("1 + 1?"), run()
    report = take(store, asked, by, *(Response(by.id, asked.id, 0, text) for text in texts))
    assert store.rows("SELECT text FROM responses") == [{"text": kept}]
    assert report.rejected == reported
    assert all("twice with different texts: the first was kept" in row.reason for row in report.rejects)
    assert {row.raw for row in report.rejects} == set(texts[1:]) - {kept}


def test_a_sample_that_changed_since_is_reported_and_the_stored_one_kept(
    store: Store, problem: Make, run: Make, take: Make
) -> None:
    asked, by = problem("1 + 1?"), run()
    take(store, asked, by, Response(by.id, asked.id, 0, "old"))
    report = take(store, asked, by, Response(by.id, asked.id, 0, "new"), Response(by.id, asked.id, 1, "more"))
    assert [row["text"] for row in store.rows("SELECT text FROM responses ORDER BY sample")] == ["old", "more"]
    assert report.responses_new == 1
    [reject] = report.rejects
    assert (reject.file, reject.place, reject.raw) == ("out/a.jsonl", f"problem {asked.id} sample 0", "new")
    assert "already has another text" in reject.reason


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("before\x00after", id="NUL"),
        pytest.param("👩‍🔬 = 𝟚, 答案是", id="emoji and Chinese"),
        pytest.param("'; DROP TABLE responses; --", id="SQL"),
        pytest.param("$1 $text {} %s ?", id="placeholders"),
        pytest.param("\u2028\r\n\t\x7f\ufeff", id="line separators and a BOM"),
        pytest.param("x" * 1_000_000, id="1 MB"),
    ],
)
def test_any_text_comes_back_as_it_was(text: str, store: Store, problem: Make, run: Make, take: Make) -> None:
    asked, by = problem(f"1 + 1? {text}", solution=text, extra={"note": text}), run(model=f"ada {text[:50]}")
    take(store, asked, by, Response(by.id, asked.id, 0, text, (ToolVerdict("exact", Outcome.CORRECT, text),)))
    assert store.value("SELECT text FROM responses") == text
    found = store.row("SELECT statement, solution, extra->>'note' AS note FROM problems")
    assert found == {"statement": f"1 + 1? {text}", "solution": text, "note": text}
    assert store.value("SELECT tool_answer FROM outcomes") == text


def test_batches_do_not_change_what_is_taken_in(
    store: Store, problem: Make, run: Make, take: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_ROWS", 3)
    by = run()
    asked = [problem(f"{number}?") for number in range(10)]
    rows = [Response(by.id, one.id, sample, f"{one.id} {sample}") for one in asked for sample in range(3)]
    again = Response(by.id, asked[0].id, 0, "a later text")
    report = take(store, *asked, by, *rows, again)
    assert (report.problems_new, report.responses_new, report.rejected) == (10, 30, 1)
    assert store.value("SELECT count(*) FROM responses WHERE text = problem_id || ' ' || sample") == 30


def test_nothing_is_taken_in_when_an_importer_raises_midway(
    store: Store, problem: Make, run: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_ROWS", 2)

    def importing() -> None:
        with intake.staging(store) as stage:
            for record in a_log(problem, run):
                stage.add(record)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        importing()
    assert all(rows == [] for rows in contents(store).values())
    assert store.rows("SELECT * FROM imports") == []


def test_nothing_is_taken_in_when_moving_fails_midway(
    store: Store, problem: Make, run: Make, take: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(intake, "import_columns", fail)
    with pytest.raises(ZeroDivisionError):
        take(store, *a_log(problem, run))
    assert all(rows == [] for rows in contents(store).values())


def test_all_rejects_are_kept_and_the_first_handed_back(
    store: Store, take: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SHOWN_REJECTS", 5)
    report = take(store, *(Reject("a.jsonl", str(number), "bad") for number in range(12)))
    assert (report.rejected, len(report.rejects), report.useful) == (12, 5, False)
    assert store.value("SELECT count(*) FROM rejects") == 12


def test_a_run_without_a_usable_response_is_not_listed(store: Store, problem: Make, run: Make, take: Make) -> None:
    by = run()
    unknown = problem("Who knows?", "")
    take(store, unknown, by, Response(by.id, unknown.id, 0, "me"))
    assert store.value("SELECT count(*) FROM runs") == 0


def test_two_models_of_one_file_are_two_runs(store: Store, problem: Make, take: Make) -> None:
    asked = problem("1 + 1?")
    runs = [Run(f"r{model}", model, "tool", "out/a.jsonl") for model in ("ada", "boole")]
    take(store, asked, *runs, *(Response(run.id, asked.id, 0, run.model) for run in runs))
    assert store.rows("SELECT model, sample FROM outcomes ORDER BY model") == [
        {"model": "ada", "sample": 0},
        {"model": "boole", "sample": 0},
    ]


def test_a_log_may_name_a_known_problem_by_its_id_alone(store: Store, problem: Make, run: Make, take: Make) -> None:
    asked, by = problem("1 + 1?"), run()
    take(store, asked, benchmark=True)
    unknown = problem_id("math", "test", "never seen")
    report = take(store, by, Response(by.id, asked.id, 0, "2"), Response(by.id, unknown, 0, "3"))
    assert store.rows("SELECT statement, sample FROM outcomes") == [{"statement": "1 + 1?", "sample": 0}]
    assert [(row.place, row.raw) for row in report.rejects] == [(f"problem {unknown}", "")]
