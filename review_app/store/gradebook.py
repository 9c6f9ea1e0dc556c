"""The gradebook: which responses and cases still want the grader, and what it said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from review_app.domain import Answer, Case, Problem, Strength, Verdict
from review_app.store.database import Row, Store, append, atomic, now

# Responses are read and written in batches of this size, so a million of them fit in bounded memory.
BATCH = 2_000

# What is new to a grader: nobody's word is there, or the newest is of another version. For NULL: nobody's is there.
NEW_RESPONSES = """
SELECT responses.id, responses.problem_id, responses.text FROM responses
ANTI JOIN (SELECT response_id FROM extractions GROUP BY response_id
           HAVING $grader IS NULL OR max_by(grader, seq) = $grader) AS done ON done.response_id = responses.id
"""

# A case that its responses have left for others is not judged anew: its newest extraction is of another version.
NEW_CASES = """
SELECT extraction.case_id, extraction.answer, extraction.start, extraction.finish, extraction.method,
    extraction.strength, extraction.doubt,
    problems.id, problems.benchmark, problems.split, problems.statement, problems.reference, problems.solution,
    problems.level, problems.subject
FROM (SELECT case_id, unnest(max_by({answer: answer, start: start, finish: finish, method: method,
        strength: strength, doubt: doubt, grader: grader}, seq))
      FROM extractions GROUP BY case_id) AS extraction
ANTI JOIN (SELECT case_id FROM verdicts GROUP BY case_id
           HAVING $grader IS NULL OR max_by(grader, seq) = $grader) AS done ON done.case_id = extraction.case_id
JOIN cases ON cases.id = extraction.case_id
JOIN problems ON problems.id = cases.problem_id
WHERE $grader IS NULL OR extraction.grader = $grader
"""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the grader cut out of one response, and the case the response belongs to by it."""

    response_id: str
    case: Case
    answer: Answer


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case without a verdict, with all that the grader needs."""

    id: str
    problem: Problem
    answer: Answer


def new_responses(store: Store, grader: str | None) -> Iterator[list[tuple[str, str, str]]]:
    """Batches of (response id, problem id, text) whose newest extraction is not by `grader`; for None: without any."""
    for batch in store.batches(NEW_RESPONSES, {"grader": grader}, BATCH):
        yield [(row["id"], row["problem_id"], row["text"]) for row in batch]


def new_cases(store: Store, grader: str | None) -> Iterator[list[OpenCase]]:
    """Batches of cases whose newest verdict is not by `grader`; for None: without any."""
    for batch in store.batches(NEW_CASES, {"grader": grader}, BATCH):
        yield [open_case(row) for row in batch]


def waiting(store: Store, grader: str | None) -> tuple[int, int]:
    """How many responses and cases `new_responses` and `new_cases` would give now."""
    counted = [
        store.value(f"SELECT count(*) FROM ({query})", {"grader": grader}) for query in (NEW_RESPONSES, NEW_CASES)
    ]
    return counted[0], counted[1]


def open_case(row: Row) -> OpenCase:
    """A row of NEW_CASES as records."""
    problem = Problem(
        id=row["id"],
        benchmark=row["benchmark"],
        split=row["split"],
        statement=row["statement"],
        reference=row["reference"],
        solution=row["solution"],
        level=row["level"],
        subject=row["subject"],
    )
    answer = Answer(
        text=row["answer"],
        start=row["start"],
        end=row["finish"],
        method=row["method"],
        strength=Strength(row["strength"]),
        doubt=row["doubt"],
    )
    return OpenCase(row["case_id"], problem, answer)


def save_extractions(store: Store, extractions: Iterable[Extraction], grader: str) -> None:
    """Append extractions and the cases they open; a case that is known stays as it is."""
    rows = list(extractions)
    cases = {row.case.id: row.case for row in rows}
    with store.cursor() as cursor, atomic(cursor):
        cursor.execute(
            "INSERT INTO cases SELECT unnest($id), unnest($problem), unnest($key) ON CONFLICT DO NOTHING",
            {
                "id": list(cases),
                "problem": [case.problem_id for case in cases.values()],
                "key": [case.key for case in cases.values()],
            },
        )
        append(
            cursor,
            "extractions",
            {
                "response_id": [row.response_id for row in rows],
                "case_id": [row.case.id for row in rows],
                "answer": [row.answer.text for row in rows],
                "start": [row.answer.start for row in rows],
                "finish": [row.answer.end for row in rows],
                "method": [row.answer.method for row in rows],
                "strength": [str(row.answer.strength) for row in rows],
                "doubt": [row.answer.doubt for row in rows],
                "grader": [grader] * len(rows),
                "extracted_at": [now()] * len(rows),
            },
        )


def save_verdicts(store: Store, verdicts: Iterable[tuple[str, Verdict]]) -> None:
    """Append (case id, verdict) pairs."""
    rows = list(verdicts)
    said = [verdict for _, verdict in rows]
    columns = {
        name: [getattr(verdict, name) for verdict in said]
        for name in ("rule", "evidence", "expected", "found", "grader", "seconds")
    }
    store.append(
        "verdicts",
        {
            "case_id": [case for case, _ in rows],
            "outcome": [str(verdict.outcome) for verdict in said],
            "graded_at": [now()] * len(rows),
            **columns,
        },
    )
