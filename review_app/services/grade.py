"""Grade: cut the answer out of every new response, put it into its case, give every new case a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from review_app import grading
from review_app.store import Store, gradebook, outcomes

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Graded:
    """How many responses were cut and cases judged, and the verdicts by outcome."""

    responses: int
    cases: int
    outcomes: dict[str, int]


def pending_work(store: Store) -> int:
    """How many responses the grader has not seen yet."""
    return int(outcomes.totals(store)["ungraded"])


def grade_all(store: Store, advance: Advance | None = None) -> Graded:
    """Grade what has no verdict yet; what is graded stays. `advance` is told how many responses were done.

    Stopping it at any moment loses nothing: each batch is committed, and the next call goes on from there.
    """
    responses = 0
    for batch in gradebook.new_responses(store, None):
        found = [extraction(*row) for row in batch]
        gradebook.save_extractions(store, found, grading.GRADER)
        responses += len(found)
        if advance:
            advance(len(found))
    tally: Counter[str] = Counter()
    for cases in gradebook.new_cases(store, None):
        verdicts = [(case.id, grading.grade_answer(case.problem, case.answer)) for case in cases]
        gradebook.save_verdicts(store, verdicts)
        tally.update(str(verdict.outcome) for _, verdict in verdicts)
    return Graded(responses, tally.total(), dict(tally))


def extraction(response_id: str, problem_id: str, text: str) -> gradebook.Extraction:
    """The answer of one response and the case it belongs to."""
    answer = grading.extract(text)
    return gradebook.Extraction(response_id, grading.case_of(problem_id, answer, text), answer)
