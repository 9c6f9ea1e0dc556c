"""Records and tables name the same things alike; where they differ, the difference is written down here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from review_app import domain
from review_app.exporters import table
from review_app.store import Store, open_store, outcomes
from review_app.store.collected import Draft, Ruling, Turn, Version
from review_app.store.generations import Generation
from review_app.store.gradebook import Extraction
from review_app.store.judgments import Judge, Judgment


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened


def columns(store: Store, name: str) -> set[str]:
    return {row["n"] for row in store.rows(f"SELECT name AS n FROM pragma_table_info('{name}')")}


@pytest.mark.parametrize(
    ("record", "name", "only_table", "only_record"),
    [
        pytest.param(domain.Problem, "problems", {"text_key"}, set(), id="problems: the key is made of the statement"),
        pytest.param(domain.Run, "runs", {"import_id"}, set(), id="runs: which import brought it"),
        pytest.param(
            domain.Response,
            "responses",
            {"id", "import_id"},
            {"graded", "place"},
            id="responses: tools' verdicts are rows",
        ),
        pytest.param(domain.ToolVerdict, "tool_verdicts", {"response_id"}, set(), id="tool_verdicts: of a response"),
        pytest.param(domain.Case, "cases", set(), set(), id="cases"),
        pytest.param(
            domain.Verdict, "verdicts", {"seq", "case_id", "graded_at"}, set(), id="verdicts: of a case, when"
        ),
        pytest.param(domain.Decision, "decisions", {"seq"}, set(), id="decisions: in which order"),
        pytest.param(domain.Reject, "rejects", {"import_id"}, set(), id="rejects: of which import"),
        pytest.param(
            domain.Answer,
            "extractions",
            {"seq", "response_id", "case_id", "answer", "finish", "grader", "extracted_at"},
            {"text", "end"},
            id="extractions: `text` is `answer`, `end` is a word of SQL",
        ),
        pytest.param(
            Generation,
            "generations",
            {"seq", "run_id", "generated_at", "round"},
            {"text", "step"},
            id="generations: the text is that of the response, of a step the round is kept",
        ),
        pytest.param(
            Judgment,
            "judgments",
            {"seq", "id", "judged_at", *(field.name for field in fields(Judge))},
            set(),
            id="judgments: who judges is a record of its own",
        ),
        pytest.param(Draft, "drafts", {"seq", "made_by", "made_at"}, set(), id="drafts: who brought it, when"),
        pytest.param(Turn, "draft_replies", {"seq", "made_by", "made_at"}, set(), id="draft_replies: who asked, when"),
        pytest.param(
            Version,
            "draft_versions",
            {"seq", "made_by", "made_at"},
            {"after"},
            id="draft_versions: in order, so what came before is known",
        ),
        pytest.param(Ruling, "draft_rulings", {"seq", "made_by", "made_at"}, set(), id="draft_rulings: who, when"),
    ],
)
def test_a_record_has_the_fields_of_its_table(
    record: Any, name: str, only_table: set[str], only_record: set[str], store: Store
) -> None:
    held, named = columns(store, name), {field.name for field in fields(record)}
    assert held - named == only_table
    assert named - held == only_record


def test_an_extraction_holds_what_its_table_refers_to(store: Store) -> None:
    assert {field.name for field in fields(Extraction)} == {"response_id", "case", "answer"}


@pytest.mark.parametrize(
    ("name", "column", "values"),
    [
        pytest.param("verdicts", "outcome", domain.Outcome, id="what the grader may say"),
        pytest.param("decisions", "outcome", domain.Outcome, id="what people may say"),
        pytest.param("tool_verdicts", "outcome", domain.Outcome, id="what tools may say"),
        pytest.param("extractions", "strength", domain.Strength, id="how sure a cut may be"),
    ],
)
def test_a_table_takes_the_values_of_its_enumeration_and_no_other(
    name: str, column: str, values: Any, store: Store
) -> None:
    [row] = store.rows(
        """SELECT constraint_text AS said FROM duckdb_constraints()
           WHERE table_name = $name AND constraint_type = 'CHECK'""",
        {"name": name},
    )
    assert column in row["said"]
    assert sorted(row["said"].split("'")[1::2]) == sorted(values)


def test_the_states_of_cases_know_every_status(store: Store) -> None:
    sql = store.value("SELECT macro_definition FROM duckdb_functions() WHERE function_name = 'case_states_at'")
    assert all(f"'{status}'" in sql for status in domain.Status)


def test_exports_hold_every_column_of_the_view(store: Store) -> None:
    assert columns(store, "outcomes") == set(table.COLUMNS)


def test_every_filter_is_a_column_of_the_view(store: Store) -> None:
    assert set(outcomes.COLUMNS.values()) <= columns(store, "outcomes")
    assert set(outcomes.COLUMNS) == {field.name for field in fields(outcomes.Selection)}
