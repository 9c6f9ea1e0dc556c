"""Steps: the programs that models wrote on the way to their answers, with what came of them, appended as they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from review_app.store.database import Row, Store, now


@dataclass(frozen=True, slots=True)
class Step:
    """What a model wrote in one round (1 is the first), and the program in it."""

    round: int
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a program: `ended` says how (the sandbox's words), `seconds` after how long."""

    output: str
    error: str
    ended: str
    seconds: float


# The rounds so far of one question; a program whose result is None was not run to its end.
Steps = tuple[tuple[Step, Result | None], ...]


def append_steps(
    cursor: duckdb.DuckDBPyConnection, run_id: str, steps: Sequence[tuple[str, int, Step]], moment: datetime
) -> None:
    """Steps as (problem id, sample, step), in the caller's transaction."""
    cursor.execute(
        """
        INSERT INTO steps (run_id, problem_id, sample, response_id, round, text, code, written_at)
        SELECT $run, problem, sample, response_id($run, problem, sample), round, text, code, $moment
        FROM (SELECT unnest($problems) AS problem, unnest($samples)::INTEGER AS sample, unnest($rounds) AS round,
            unnest($texts) AS text, unnest($codes) AS code)""",
        {
            "run": run_id,
            "moment": moment,
            "problems": [problem for problem, _, _ in steps],
            "samples": [sample for _, sample, _ in steps],
            "rounds": [step.round for _, _, step in steps],
            "texts": [step.text for _, _, step in steps],
            "codes": [step.code for _, _, step in steps],
        },
    )


def add_result(store: Store, run_id: str, problem_id: str, sample: int, round: int, result: Result) -> None:
    """What came of the program of a step."""
    with store.transaction() as cursor:
        cursor.execute(
            """
            INSERT INTO step_results (response_id, round, output, error, ended, seconds, ran_at)
            VALUES (response_id($run, $problem, $sample::INTEGER), $round, $output, $error, $ended, $seconds, $moment)
            """,
            {"run": run_id, "problem": problem_id, "sample": sample, "round": round, "output": result.output,
             "error": result.error, "ended": result.ended, "seconds": result.seconds, "moment": now()},
        )  # fmt: skip


def unfinished(store: Store, run_id: str) -> dict[tuple[str, int], Steps]:
    """The steps to each (problem id, sample) of a run that has no response yet, in their order."""
    rows = store.rows(
        """
        SELECT * FROM program_steps WHERE run_id = $run AND response_id NOT IN (SELECT id FROM responses)
        ORDER BY problem_id, sample, round""",
        {"run": run_id},
    )
    found: dict[tuple[str, int], Steps] = {}
    for row in rows:
        key = (row["problem_id"], row["sample"])
        found[key] = (*found.get(key, ()), (step_of(row), result_of(row)))
    return found


def of_responses(store: Store, ids: Sequence[str]) -> dict[str, list[Row]]:
    """The steps of responses, by the response's id: `round`, `text`, `code`, `output`, `error`, `ended`, `seconds`."""
    rows = store.rows(
        """
        SELECT response_id, round, text, code, output, error, ended, seconds FROM program_steps
        WHERE response_id IN (SELECT unnest($ids)) ORDER BY response_id, round""",
        {"ids": list(ids)},
    )
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["response_id"], []).append(row)
    return found


def step_of(row: Row) -> Step:
    """What the model wrote."""
    return Step(row["round"], row["text"], row["code"])


def result_of(row: Row) -> Result | None:
    """What came of it, if it came to its end."""
    return Result(row["output"], row["error"], row["ended"], row["seconds"]) if row["ended"] else None
