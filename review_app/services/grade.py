"""Grade: cut the answer out of every new response, put it into its case, give every new case a verdict."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, tee

from review_app import grading
from review_app.domain import Verdict
from review_app.services.docket import grade_amended
from review_app.store import Store, gradebook, outcomes

# `advance(12)`: 12 more responses are cut; `judged(3, 40)`: 3 more cases have their verdicts, of 40 in all.
Advance = Callable[[int], None]
Judged = Callable[[int, int], None]

# Hard cases are slow: their verdicts are kept at least this often, so that a stop costs little.
KEEP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Graded:
    """How many responses were cut and cases judged, and the verdicts by outcome."""

    responses: int
    cases: int
    outcomes: dict[str, int]


def pending_work(store: Store, *, regrade: bool = False) -> int:
    """How many responses the grader has not seen yet; with `regrade`, this version of it."""
    return gradebook.waiting(store, grading.GRADER)[0] if regrade else int(outcomes.totals(store)["ungraded"])


def grade_all(
    store: Store,
    advance: Advance | None = None,
    judged: Judged | None = None,
    *,
    workers: int | None = None,
    regrade: bool = False,
) -> Graded:
    """Grade what has no verdict yet; with `regrade` also what has one of another version only, beside that.

    Cases of problems whose reference is corrected get verdicts by the corrected one too.

    Stopping it at any moment loses nothing: each batch is committed, and the next call goes on from there.
    """
    grader = grading.GRADER if regrade else None
    with grading.Pool(workers) as pool:
        responses = cut(store, pool, grader, advance)
        verdicts = judge(store, pool, grader, judged)
        grade_amended(store, pool, grader)
    return Graded(responses, verdicts.total(), dict(verdicts))


def cut(store: Store, pool: grading.Pool, grader: str | None, advance: Advance | None) -> int:
    """Cut the answers out of the responses that are new to `grader`; how many there were."""
    count = 0
    for batch in gradebook.new_responses(store, grader):
        answers = pool.answers(text for _, _, text in batch)
        found = [
            gradebook.Extraction(response, grading.case_of(problem, answer, text), answer)
            for (response, problem, text), answer in zip(batch, answers, strict=True)
        ]
        gradebook.save_extractions(store, found, grading.GRADER)
        count += len(found)
        if advance:
            advance(len(found))
    return count


def judge(store: Store, pool: grading.Pool, grader: str | None, judged: Judged | None) -> Counter[str]:
    """Give verdicts to the cases that are new to `grader`; how many of each outcome."""
    total = gradebook.waiting(store, grader)[1] if judged else 0
    cases, asked = tee(chain.from_iterable(gradebook.new_cases(store, grader)))
    said = pool.verdicts((case.problem, case.answer) for case in asked)
    tally: Counter[str] = Counter()
    for batch in kept_often(zip((case.id for case in cases), said, strict=True), gradebook.BATCH):
        gradebook.save_verdicts(store, batch)
        tally.update(str(verdict.outcome) for _, verdict in batch)
        if judged:
            judged(len(batch), total)
    return tally


def kept_often(verdicts: Iterable[tuple[str, Verdict]], size: int) -> Iterator[list[tuple[str, Verdict]]]:
    """Batches of `size`, or of what has come in KEEP_SECONDS."""
    batch: list[tuple[str, Verdict]] = []
    begun = time.monotonic()
    for verdict in verdicts:
        batch.append(verdict)
        if len(batch) >= size or time.monotonic() - begun > KEEP_SECONDS:
            yield batch
            batch, begun = [], time.monotonic()
    if batch:
        yield batch
