"""Answers: one problem with all that was answered to it, and one case among the others of its problem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from review_app.errors import NotFound
from review_app.services.browse import pages
from review_app.services.evidence import Card, read_cards, statement_uses_dollars, with_steps
from review_app.services.history import Event, events
from review_app.store import Store, answers, evidence
from review_app.store.database import Row

# Responses of one page: their formulas are typeset at once.
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Answered:
    """A problem, its cases, and one page (1-based) of its `total` responses."""

    problem: Row
    cases: list[Row]
    responses: list[Row]
    page: int

    @property
    def total(self) -> int:
        """How many responses there are on all pages."""
        return sum(row["responses"] for row in self.cases)

    @property
    def pages(self) -> int:
        """How many pages they fill."""
        return pages(self.total, PAGE_SIZE)

    @property
    def dollars(self) -> bool:
        """Whether `$…$` is mathematics in the problem's own text."""
        return statement_uses_dollars(self.problem["benchmark"])

    def case_of(self, response: Row) -> Row:
        """The row of the case that a response belongs to."""
        return next(row for row in self.cases if row["case_id"] == response["case_id"])


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything about one case. `card` is None, and `cases` lacks the case, where no response gives it any more."""

    case: Row
    card: Card | None
    cases: list[Row]
    events: list[Event]

    @property
    def place(self) -> int | None:
        """Its place (0-based) among the answers to the problem, those given most often first."""
        ids = [row["case_id"] for row in self.cases]
        return ids.index(self.case["case_id"]) if self.case["case_id"] in ids else None

    def beside(self, step: int) -> str | None:
        """The case so many places further; None past the ends, or where it has no place itself."""
        at = None if self.place is None else self.place + step
        return self.cases[at]["case_id"] if at is not None and 0 <= at < len(self.cases) else None


def answered(store: Store, problem_id: str, page: int = 1) -> Answered:
    """A problem and a page of its responses; a number out of range gives the nearest page. Raises NotFound."""
    problem = answers.problem(store, problem_id)
    if problem is None:
        raise NotFound("problem {problem}: there is none here; it may belong to another database", problem=problem_id)
    cases = answers.cases(store, problem_id)
    last = pages(sum(row["responses"] for row in cases), PAGE_SIZE)
    shown = min(max(page, 1), last)
    rows = answers.responses(store, problem_id, skip=(shown - 1) * PAGE_SIZE, size=PAGE_SIZE)
    return Answered(problem, cases, with_steps(store, rows), shown)


def case_file(store: Store, case_id: str, now: datetime) -> CaseFile:
    """A case with its evidence, its neighbours and its history until `now`. Raises NotFound."""
    found = evidence.cases(store, [case_id])
    if not found:
        raise NotFound("case {case}: there is none here; it may belong to another database", case=case_id)
    [case] = found
    graded = [row for row in answers.cases(store, case["problem_id"]) if row["case_id"] is not None]
    return CaseFile(case, read_cards(store, [case_id]).get(case_id), graded, events(store, case_id, now))
