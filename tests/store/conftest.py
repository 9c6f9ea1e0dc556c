"""What the store's tests share: an empty store, records that differ in what a test is about, cases made to order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from review_app.domain import (
    Answer,
    Case,
    Decision,
    Outcome,
    Problem,
    Reject,
    Response,
    Run,
    Strength,
    Verdict,
    case_id,
    problem_id,
    run_id,
)
from review_app.store import Store, gradebook, intake, open_store, reviews

START = datetime(2025, 1, 1)


@pytest.fixture(scope="session")
def kept_store() -> Iterator[Store]:
    """One for the whole session: to empty a store is ten times as fast as to make one."""
    with open_store(":memory:") as opened:
        yield opened


@pytest.fixture
def store(kept_store: Store) -> Store:
    """An empty store."""
    with kept_store.cursor() as cursor:
        own = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
        for (table,) in cursor.execute(own).fetchall():
            if table != "schema_versions":
                cursor.execute(f"DELETE FROM {table}")
    return kept_store


@pytest.fixture(scope="session")
def problem() -> Callable[..., Problem]:
    """`problem("1 + 1?", "2")` is a problem of MATH; keywords change what else there is of it."""

    def made(statement: str, reference: str = "2", benchmark: str = "math", **more: Any) -> Problem:
        split = more.pop("split", "test")
        return Problem(problem_id(benchmark, split, statement), benchmark, split, statement, reference, **more)

    return made


@pytest.fixture(scope="session")
def run() -> Callable[..., Run]:
    def made(model: str = "ada", source: str = "out/a.jsonl") -> Run:
        return Run(run_id(model, "tool", source), model, "tool", source)

    return made


@pytest.fixture(scope="session")
def take() -> Callable[..., intake.Intake]:
    """Take records in as one file would be."""
    numbers = count()

    def taken(store: Store, *records: Problem | Run | Response | Reject, benchmark: bool = False) -> intake.Intake:
        source = intake.Source(f"i{next(numbers)}", "a.jsonl", "tool", None, benchmark)
        with intake.staging(store) as stage:
            for record in records:
                stage.add(record)
            return intake.take_in(stage, source)

    return taken


class Desk:
    """Cases made to order, and what people and graders say of them, one microsecond after the other."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._moments = (START + timedelta(microseconds=number) for number in count())
        self._numbers = count()

    def case(self, name: str, said: str | None = "uncertain", responses: int = 1, **more: Any) -> str:
        """A case on a problem `name` with so many responses, its verdict `said` (None for no verdict yet)."""
        return self.cases([name], said, responses, **more)[0]

    def cases(self, names: list[str], said: str | None = "uncertain", responses: int = 1, **more: Any) -> list[str]:
        """As many cases at once."""
        values = {
            "benchmark": "math",
            "split": "test",
            "reference": "2",
            "solution": "",
            "level": None,
            "subject": None,
        }
        model, rule = more.pop("model", "ada"), more.pop("rule", "no_rule")
        values |= more
        ids = [problem_id(values["benchmark"], "test", name) for name in names]
        run = run_id(model, "tool", "out/a.jsonl")
        self._insert("runs", [(run, model, "tool", "out/a.jsonl", "{}", None, "i")])
        self._insert(
            "problems",
            [
                (id, *(values[key] for key in ("benchmark", "split")), "key", name,
                 *(values[key] for key in ("reference", "solution", "level", "subject")), "{}")
                for id, name in zip(ids, names, strict=True)
            ],
        )  # fmt: skip
        texts = [
            (f"{id} {model} {sample}", run, id, sample, str(sample), "i") for id in ids for sample in range(responses)
        ]
        self._insert("responses", texts)
        answer = Answer("2", 0, 1, "box", Strength.SURE)
        cases = {id: Case(case_id(id, "answer 2"), id, "answer 2") for id in ids}
        found = [gradebook.Extraction(text[0], cases[text[2]], answer) for text in texts]
        gradebook.save_extractions(self.store, found, "1.0")
        if said:
            verdict = Verdict(Outcome(said), rule, "evidence", "2", "2", "1.0")
            gradebook.save_verdicts(self.store, [(case.id, verdict) for case in cases.values()])
        return [case.id for case in cases.values()]

    def _insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        """Past intake, which has tests of its own and takes its time."""
        with self.store.cursor() as cursor:
            values = ", ".join(f"unnest(${number})" for number in range(1, len(rows[0]) + 1))
            cursor.execute(f"INSERT OR IGNORE INTO {table} SELECT {values}", list(zip(*rows, strict=True)))

    def verdict(self, case: str, said: str, grader: str = "1.0", rule: str = "no_rule") -> None:
        verdict = Verdict(Outcome(said), rule, "evidence", "2", "2", grader)
        gradebook.save_verdicts(self.store, [(case, verdict)])

    def decide(self, annotator: str, outcome: str, *cases: str) -> list[str]:
        """Decide the cases in one go; the ids of the decisions."""
        moment = next(self._moments)
        decisions = [Decision(f"d{next(self._numbers)}", case, annotator, Outcome(outcome), moment) for case in cases]
        reviews.add_decisions(self.store, decisions)
        return [decision.id for decision in decisions]

    def state(self, case: str) -> tuple[str, str]:
        """(status, outcome), which all responses of the case must share."""
        rows = self.store.rows("SELECT DISTINCT status, outcome FROM outcomes WHERE case_id = $case", {"case": case})
        assert len(rows) == 1
        return rows[0]["status"], rows[0]["outcome"]


@pytest.fixture(scope="module")
def big_desk() -> Iterator[Desk]:
    """One for a whole module, whose tests must each work on cases of their own."""
    with open_store(":memory:") as opened:
        yield Desk(opened)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)
