"""Generations: what models' endpoints answered, stored as it comes, each answer and its response in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import duckdb

from review_app.domain import Problem, Run
from review_app.store.database import Row, Store, append, atomic, now
from review_app.store.steps import Step, append_steps

# What brought the responses, where else the importer's name stands.
FORMAT = "generate"

FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Generation:
    """One answer to a sample of a problem, or that there was none. `text` is None for an answer that is asked again,
    whose text is `discarded`, where there was none, and for a `step` on the way to an answer."""

    problem_id: str
    sample: int
    finish: str
    text: str | None = None
    discarded: str | None = None
    reasoning: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = False
    cost: float | None = None
    seconds: float = 0.0
    tries: int = 0
    served: str = ""
    detail: str = ""
    step: Step | None = None


KEPT = tuple(name for name in Generation.__dataclass_fields__ if name not in {"text", "step"})


def splits(store: Store) -> list[Row]:
    """What can be asked: each `benchmark` and `split`, and how many `problems` it has."""
    return store.rows("""
        SELECT benchmark, split, count(*) AS problems FROM problems
        GROUP BY benchmark, split ORDER BY benchmark, split""")


def problems(store: Store, benchmark: str, split: str, limit: int | None) -> list[Problem]:
    """The problems of a split, or the first so many: always the same ones, from all over the benchmark, for ids are
    digests of the problems' texts."""
    rows = store.rows(
        """
        SELECT id, benchmark, split, statement, reference, solution, level, subject FROM problems
        WHERE benchmark = $benchmark AND split = $split ORDER BY id LIMIT coalesce($limit, 9223372036854775807)""",
        {"benchmark": benchmark, "split": split, "limit": limit},
    )
    return [Problem(**row) for row in rows]


def begin(store: Store, run: Run) -> None:
    """Make the run known; one that is known already stays as it is."""
    with store.transaction() as cursor:
        if cursor.execute("SELECT 1 FROM runs WHERE id = $id", {"id": run.id}).fetchone():
            return
        moment = now()
        import_id = note_import(cursor, run, 0, moment)
        params = json.dumps(dict(run.params), ensure_ascii=False)
        cursor.execute(
            "INSERT INTO runs VALUES ($id, $model, $tool, $source, $params, $created, $import)",
            {"id": run.id, "model": run.model, "tool": run.tool, "source": run.source, "params": params,
             "created": moment, "import": import_id},
        )  # fmt: skip


def save(store: Store, run: Run, generations: Sequence[Generation]) -> None:
    """Append them and the responses and steps they give, all or nothing; a response that is there already stays."""
    answered, moment = [row for row in generations if row.text is not None], now()
    written = [(row.problem_id, row.sample, row.step) for row in generations if row.step]
    with store.cursor() as cursor, atomic(cursor):
        columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in generations] for name in KEPT}
        columns["round"] = [row.step and row.step.round for row in generations]
        count = len(generations)
        append(cursor, "generations", columns | {"run_id": [run.id] * count, "generated_at": [moment] * count})
        if answered:
            add_responses(cursor, run, answered, moment)
        if written:
            append_steps(cursor, run.id, written, moment)


def add_responses(
    cursor: duckdb.DuckDBPyConnection, run: Run, answered: Sequence[Generation], moment: datetime
) -> None:
    """The responses, with an import of their own: so each is there from the moment on that it came."""
    cursor.execute(
        """
        INSERT INTO responses
        SELECT response_id($run, problem, sample), $run, problem, sample, text, $import
        FROM (SELECT unnest($problems) AS problem, unnest($samples)::INTEGER AS sample, unnest($texts) AS text)
        ON CONFLICT DO NOTHING""",
        {
            "run": run.id,
            "problems": [row.problem_id for row in answered],
            "samples": [row.sample for row in answered],
            "texts": [row.text for row in answered],
            "import": note_import(cursor, run, len(answered), moment),
        },
    )


def note_import(cursor: duckdb.DuckDBPyConnection, run: Run, responses: int, moment: datetime) -> str:
    """Record that so many responses came at a moment; the id of that."""
    found = uuid4().hex[:12]
    report = json.dumps({"responses_new": responses, "models": [run.model]}, ensure_ascii=False)
    values: dict[str, list[Any]] = {
        "id": [found],
        "file": [run.source],
        "format": [FORMAT],
        "sha256": [None],
        "report": [report],
    }
    append(cursor, "imports", {**values, "imported_at": [moment]})
    return found


def answered(store: Store, run_id: str) -> set[tuple[str, int]]:
    """(problem id, sample) of each response that the run has."""
    rows = store.rows("SELECT problem_id, sample FROM responses WHERE run_id = $run", {"run": run_id})
    return {(row["problem_id"], row["sample"]) for row in rows}


def responses_of(store: Store, run_ids: Sequence[str]) -> dict[str, int]:
    """How many responses each run has."""
    rows = store.rows(
        "SELECT run_id, count(*) AS n FROM responses WHERE run_id IN (SELECT unnest($runs)) GROUP BY run_id",
        {"runs": list(run_ids)},
    )
    return {row["run_id"]: row["n"] for row in rows}


def discarded(store: Store, run_id: str) -> dict[tuple[str, int], int]:
    """How many answers to each (problem id, sample) were paid for and are to be asked again."""
    rows = store.rows(
        """
        SELECT problem_id, sample, count(*) AS n FROM generations
        WHERE run_id = $run AND discarded IS NOT NULL GROUP BY problem_id, sample""",
        {"run": run_id},
    )
    return {(row["problem_id"], row["sample"]): row["n"] for row in rows}


def spent(store: Store, run_id: str) -> Row:
    """What the run took so far: `prompt_tokens`, `completion_tokens`, `cost` (None where no answer had a price)."""
    found = store.row(
        """
        SELECT coalesce(sum(prompt_tokens), 0)::BIGINT AS prompt_tokens,
            coalesce(sum(completion_tokens), 0)::BIGINT AS completion_tokens, sum(cost) AS cost
        FROM generations WHERE run_id = $run""",
        {"run": run_id},
    )
    return found or {}


def endings(store: Store, run_id: str) -> dict[str, int]:
    """How many responses of the run ended how."""
    rows = store.rows(
        """
        SELECT finish, count(*) AS n FROM generations
        WHERE run_id = $run AND discarded IS NULL AND round IS NULL AND finish <> $failed
        GROUP BY finish ORDER BY finish""",
        {"run": run_id, "failed": FAILED},
    )
    return {row["finish"]: row["n"] for row in rows}


def verdicts(store: Store, run_id: str) -> dict[str, int]:
    """How many responses of the run the grader calls what."""
    rows = store.rows("SELECT automatic, count(*) AS n FROM outcomes WHERE run_id = $run GROUP BY ALL", {"run": run_id})
    return {row["automatic"]: row["n"] for row in rows}
