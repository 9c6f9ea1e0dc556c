"""Intake: what an importer yields is staged beside the tables, matched to known problems, and taken in whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import duckdb

from review_app.domain import Problem, Reject, Response, Run, text_key
from review_app.errors import BadRecord
from review_app.store import matching
from review_app.store.database import Store, append, atomic, dict_rows, now

# A batch is written when it holds this many rows or characters: bounds the memory whatever the file's size.
BATCH_ROWS = 5_000
BATCH_CHARACTERS = 16_000_000

# As many rejects as are handed back to be shown; all of them stay in the table `rejects`.
SHOWN_REJECTS = 1_000

STAGE = """
CREATE TEMP TABLE stage_problems (
    id VARCHAR, benchmark VARCHAR, split VARCHAR, text_key VARCHAR, statement VARCHAR, reference VARCHAR,
    solution VARCHAR, level INTEGER, subject VARCHAR, extra VARCHAR);
CREATE TEMP TABLE stage_runs (
    id VARCHAR, model VARCHAR, tool VARCHAR, source VARCHAR, params VARCHAR, created_at TIMESTAMP);
CREATE TEMP TABLE stage_responses (seq BIGINT, run_id VARCHAR, problem_id VARCHAR, sample INTEGER, text VARCHAR);
CREATE TEMP TABLE stage_graded (
    run_id VARCHAR, problem_id VARCHAR, sample INTEGER, grader VARCHAR, outcome VARCHAR, answer VARCHAR, rating DOUBLE);
CREATE TEMP TABLE stage_rejects (file VARCHAR, place VARCHAR, reason VARCHAR, raw VARCHAR);
"""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """The file being taken in: its name as the user gave it, its format, the SHA-256 of its bytes, and
    whether it is a benchmark's own file."""

    id: str
    file: str
    format: str
    sha256: str | None
    benchmark: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a file: counts of new and already known rows, and what was rejected."""

    file: str
    format: str
    problems_new: int
    problems_known: int
    responses_new: int
    responses_known: int
    rejected: int
    models: tuple[str, ...] = ()
    benchmarks: tuple[str, ...] = ()
    rejects: tuple[Reject, ...] = field(default=(), repr=False)

    @property
    def useful(self) -> bool:
        """Whether the file held anything that the store has now."""
        return bool(self.problems_new or self.problems_known or self.responses_new or self.responses_known)


class Stage:
    """The waiting room of one import: temporary tables of one cursor, gone with it."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.cursor = cursor
        self._problems: dict[str, Problem] = {}
        self._responses: list[Response] = []
        self._rejects: list[Reject] = []
        self._characters = 0
        self._staged = 0
        cursor.execute(STAGE)

    def add(self, record: Problem | Run | Response | Reject) -> None:
        """Keep one record; a full batch goes to the temporary tables."""
        if isinstance(record, Response):
            self._responses.append(record)
            self._characters += len(record.text)
        elif isinstance(record, Problem):
            self._problems[record.id] = record
            self._characters += len(record.statement) + len(record.solution)
        elif isinstance(record, Run):
            append(self.cursor, "stage_runs", run_columns(record))
        else:
            self._rejects.append(record)
        rows = max(len(self._responses), len(self._problems), len(self._rejects))
        if rows >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Write the batch."""
        append(self.cursor, "stage_problems", problem_columns(self._problems.values()))
        append(self.cursor, "stage_responses", response_columns(self._responses, self._staged))
        append(self.cursor, "stage_graded", graded_columns(self._responses))
        append(self.cursor, "stage_rejects", reject_columns(self._rejects))
        self._staged += len(self._responses)
        self._problems, self._responses, self._rejects, self._characters = {}, [], [], 0


@contextmanager
def staging(store: Store) -> Iterator[Stage]:
    """A stage that leaves no trace unless `take_in` is called on it."""
    with store.cursor() as cursor:
        yield Stage(cursor)


def take_in(stage: Stage, source: Source, *, strict: bool = False) -> Intake:
    """Match the staged rows to known problems and move them into the tables, all or nothing.

    Under `strict` one row that cannot be used keeps all of them out: BadRecord.
    """
    stage.flush()
    cursor = stage.cursor
    matching.resolve(cursor, own_problems=source.benchmark)
    if strict:
        refuse_rejects(cursor)
    with atomic(cursor):
        before = counts(cursor)
        move(cursor, source.id)
        after = counts(cursor)
        report = summarise(cursor, source, before, after)
        append(cursor, "imports", import_columns(source, report))
    return report


def refuse_rejects(cursor: duckdb.DuckDBPyConnection) -> None:
    """Raise BadRecord for the first row that was left out, if there is any."""
    first = cursor.execute("SELECT file, place, reason FROM stage_rejects LIMIT 1").fetchone()
    if first:
        raise BadRecord("{}:{}: {}; mend it or leave out --strict".format(*first))


def move(cursor: duckdb.DuckDBPyConnection, import_id: str) -> None:
    """From the stage into the tables; what is there already stays as it is, empty fields of problems are filled."""
    cursor.execute("""
        INSERT INTO problems SELECT DISTINCT ON (id) * FROM stage_problems
        WHERE id IN (SELECT id FROM accepted_problems) ON CONFLICT DO NOTHING""")
    cursor.execute("""
        UPDATE problems SET
            reference = CASE WHEN problems.reference = '' THEN new.reference ELSE problems.reference END,
            solution = CASE WHEN problems.solution = '' THEN new.solution ELSE problems.solution END,
            level = coalesce(problems.level, new.level), subject = coalesce(problems.subject, new.subject)
        FROM (SELECT DISTINCT ON (id) * FROM stage_problems) AS new
        WHERE new.id = problems.id AND (
            (problems.reference = '' AND new.reference <> '') OR (problems.solution = '' AND new.solution <> '')
            OR (problems.level IS NULL AND new.level IS NOT NULL)
            OR (problems.subject IS NULL AND new.subject IS NOT NULL))""")
    cursor.execute(
        """
        INSERT INTO runs SELECT DISTINCT ON (id) *, $import_id FROM stage_runs
        WHERE id IN (SELECT run_id FROM resolved) ON CONFLICT DO NOTHING""",
        {"import_id": import_id},
    )
    cursor.execute(
        """
        INSERT INTO responses SELECT id, run_id, problem_id, sample, text, $import_id FROM resolved
        WHERE first ON CONFLICT DO NOTHING""",
        {"import_id": import_id},
    )
    cursor.execute("""
        INSERT INTO tool_verdicts
        SELECT DISTINCT ON (resolved.id, grader) resolved.id, grader, outcome, answer, rating
        FROM stage_graded JOIN resolved ON resolved.run_id = stage_graded.run_id
            AND resolved.log_problem_id = stage_graded.problem_id AND resolved.sample = stage_graded.sample
        WHERE first ON CONFLICT DO NOTHING""")
    cursor.execute(
        "INSERT INTO rejects SELECT $import_id, file, place, reason, raw FROM stage_rejects",
        {"import_id": import_id},
    )


def counts(cursor: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many problems and responses the store holds."""
    row = cursor.execute("SELECT (SELECT count(*) FROM problems), (SELECT count(*) FROM responses)").fetchone()
    return (row[0], row[1]) if row else (0, 0)


def summarise(
    cursor: duckdb.DuckDBPyConnection, source: Source, before: tuple[int, int], after: tuple[int, int]
) -> Intake:
    """Count what happened and name what was rejected."""
    cursor.execute("""
        SELECT (SELECT count(DISTINCT id) FROM accepted_problems) AS problems,
               (SELECT count(*) FROM resolved WHERE first) AS responses,
               (SELECT count(*) FROM stage_rejects) AS rejected,
               (SELECT list(DISTINCT model ORDER BY model) FROM stage_runs) AS models,
               (SELECT list(DISTINCT benchmark ORDER BY benchmark) FROM problems
                WHERE id IN (SELECT id FROM accepted_problems)) AS benchmarks""")
    found = dict_rows(cursor)[0]
    cursor.execute(f"SELECT file, place, reason, raw FROM stage_rejects LIMIT {SHOWN_REJECTS}")
    problems_new, responses_new = after[0] - before[0], after[1] - before[1]
    return Intake(
        file=source.file,
        format=source.format,
        problems_new=problems_new,
        problems_known=found["problems"] - problems_new,
        responses_new=responses_new,
        responses_known=found["responses"] - responses_new,
        rejected=found["rejected"],
        models=tuple(found["models"] or ()),
        benchmarks=tuple(found["benchmarks"] or ()),
        rejects=tuple(Reject(**row) for row in dict_rows(cursor)),
    )


def import_columns(source: Source, report: Intake) -> dict[str, list[Any]]:
    """The row that records this import."""
    numbers = ("problems_new", "problems_known", "responses_new", "responses_known", "rejected")
    summary = {name: getattr(report, name) for name in numbers} | {"models": list(report.models)}
    return {
        "id": [source.id],
        "file": [source.file],
        "format": [source.format],
        "sha256": [source.sha256],
        "report": [json.dumps(summary)],
        "imported_at": [now()],
    }


def problem_columns(problems: Iterable[Problem]) -> dict[str, list[Any]]:
    """Problems as columns of the stage."""
    rows = list(problems)
    plain = ("id", "benchmark", "split", "statement", "reference", "solution", "level", "subject")
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in plain}
    columns["text_key"] = [text_key(row.statement) for row in rows]
    columns["extra"] = [json.dumps(dict(row.extra), ensure_ascii=False) for row in rows]
    return columns


def run_columns(run: Run) -> dict[str, list[Any]]:
    """One run as columns of the stage."""
    return {
        "id": [run.id],
        "model": [run.model],
        "tool": [run.tool],
        "source": [run.source],
        "params": [json.dumps(dict(run.params), ensure_ascii=False, default=str)],
        "created_at": [run.created_at],
    }


def response_columns(responses: list[Response], staged: int) -> dict[str, list[Any]]:
    """Responses as columns of the stage, numbered in the order of the file."""
    return {
        "seq": list(range(staged, staged + len(responses))),
        "run_id": [row.run_id for row in responses],
        "problem_id": [row.problem_id for row in responses],
        "sample": [row.sample for row in responses],
        "text": [row.text for row in responses],
    }


def graded_columns(responses: list[Response]) -> dict[str, list[Any]]:
    """What the tools said, as columns of the stage."""
    said = [(row, verdict) for row in responses for verdict in row.graded]
    return {
        "run_id": [row.run_id for row, _ in said],
        "problem_id": [row.problem_id for row, _ in said],
        "sample": [row.sample for row, _ in said],
        "grader": [verdict.grader for _, verdict in said],
        "outcome": [str(verdict.outcome) for _, verdict in said],
        "answer": [verdict.answer for _, verdict in said],
        "rating": [verdict.rating for _, verdict in said],
    }


def reject_columns(rejects: list[Reject]) -> dict[str, list[Any]]:
    """Rejects as columns of the stage."""
    return {name: [getattr(row, name) for row in rejects] for name in ("file", "place", "reason", "raw")}
