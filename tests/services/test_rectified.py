"""The estimate counts every response once: as an automatic verdict, as decided, or as open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from review_app.domain import Decision, Outcome, Selection
from review_app.metrics.audit import NOTHING_DECIDED
from review_app.metrics.rectified import PENDING
from review_app.services import audit
from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.services.rectified import CHANGED, estimate
from review_app.store import Store, open_store, reviews
from review_app.store.database import now

EVERYTHING = Selection()
PROBLEMS = 20

# In plain SQL what population, decided, correct and pending are.
COUNTS = """
WITH told AS (
    SELECT *, case_id IN (SELECT case_id FROM audit_items) AS drawn, decision IS NOT NULL AS decided FROM outcomes
), kinds AS (
    SELECT *, automatic <> 'uncertain' AND (drawn OR (NOT decided AND status <> 'disputed')) AS verdict FROM told
)
SELECT count(*) FILTER (WHERE verdict) AS population, count(*) FILTER (WHERE NOT verdict AND decided) AS decided,
    count(*) FILTER (WHERE NOT verdict AND NOT decided) AS pending FROM kinds
"""


@pytest.fixture(scope="module")
def big(tmp_path_factory) -> Iterator[Store]:
    """Twenty problems, two samples of two models: ada is wrong on every fifth, boole does not know every fourth."""
    rows = [
        {"problem": f"What is {n} + 1?", "reference": str(n + 1), "model": model, "sample": sample, "response": said}
        for n in range(PROBLEMS)
        for model, said in (
            ("ada", rf"\boxed{{{n + 1 + (n % 5 == 0)}}}"),
            ("boole", rf"\boxed{{{n + 1}}}" if n % 4 else "I do not know."),
        )
        for sample in (0, 1)
    ]
    written = tmp_path_factory.mktemp("in") / "sums.jsonl"
    written.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with open_store(":memory:") as opened:
        ingest(opened, "responses", written)
        grade_all(opened)
        yield opened


@pytest.fixture
def sums(big: Store) -> Store:
    with big.cursor() as cursor:
        for table in ("audit_items", "decisions", "withdrawals"):
            cursor.execute(f"DELETE FROM {table}")
    return big


def drawn(store: Store, size: int) -> list[str]:
    audit.draw(store, "Root", size, EVERYTHING, seed=3)
    return [row["case_id"] for row in store.rows("SELECT case_id FROM audit_items ORDER BY seq")]


def decide(store: Store, cases: list[str], agree: bool = True, by: str = "Ada") -> datetime:
    said = {row["case_id"]: row["automatic"] for row in store.rows("SELECT case_id, automatic FROM case_states")}
    other = {"correct": Outcome.INCORRECT, "incorrect": Outcome.CORRECT, "uncertain": Outcome.CORRECT}
    outcomes = [Outcome(said[case]) if agree else other[said[case]] for case in cases]
    made = [Decision(f"{by}{case}", case, by, said, now()) for case, said in zip(cases, outcomes, strict=True)]
    reviews.add_decisions(store, made)
    return made[-1].decided_at


def test_without_a_drawing_there_is_no_estimate(sums):
    assert estimate(sums, EVERYTHING) is None
    drawn(sums, 4)
    assert estimate(sums, Selection(models=("nobody",))) is None


def test_without_a_checked_verdict_there_is_the_reason(sums):
    drawn(sums, 4)
    found = estimate(sums, EVERYTHING)
    assert (found.true, found.reason, found.n) == (None, NOTHING_DECIDED, 4 * PROBLEMS)


def test_where_people_find_no_error_the_estimate_is_the_plain_score(sums):
    decide(sums, drawn(sums, 12))
    found = estimate(sums, EVERYTHING)
    assert (found.true.low, found.true.high) == pytest.approx((found.plain.low, found.plain.high))
    assert (found.checked, found.covered) == (12, 1)
    # What audits leave open comes on top of what the problems leave open.
    assert found.true.interval_low < found.plain.interval_low


def test_where_every_verdict_was_checked_it_is_what_people_say(sums):
    cases = drawn(sums, 1000)
    decide(sums, cases, agree=False)
    found = estimate(sums, EVERYTHING)
    right = sums.value("SELECT avg((outcome = 'correct')::INTEGER) FROM outcomes")
    assert found.here.low == pytest.approx(right)
    assert found.here.interval_low == pytest.approx(right)


@pytest.mark.parametrize("selection", [EVERYTHING, Selection(models=("boole",))], ids=["all", "one model"])
def test_every_response_is_counted_once_whatever_people_did(sums, selection):
    cases = drawn(sums, 10)
    decide(sums, cases[:5])
    decide(sums, cases[5:7], agree=False)
    decide(sums, cases[4:5], agree=False, by="Bob")  # disputed: nobody decided it
    others = "SELECT case_id FROM case_states WHERE case_id NOT IN (SELECT case_id FROM audit_items) ORDER BY case_id"
    free = [row["case_id"] for row in sums.rows(others)]
    decide(sums, free[:4], agree=False)
    decide(sums, free[3:4], agree=True, by="Bob")
    counts = sums.row(COUNTS.replace("FROM outcomes", "FROM outcomes WHERE model = 'boole'") if selection.models
                      else COUNTS)  # fmt: skip
    found = estimate(sums, selection)
    pending = next((one.values["pending"] for one in found.assumptions if one.text == PENDING), 0)
    assert found.n == counts["population"] + counts["decided"] + counts["pending"]
    assert pending == counts["pending"]
    assert found.here.high - found.here.low == pytest.approx(counts["pending"] / found.n)


def test_as_of_a_moment_nothing_later_counts(sums):
    cases = drawn(sums, 8)
    moment = decide(sums, cases[:4])
    then = estimate(sums, EVERYTHING)
    decide(sums, cases[4:], agree=False)
    assert estimate(sums, EVERYTHING, moment) == then
    assert estimate(sums, EVERYTHING).checked == 8
    assert estimate(sums, EVERYTHING, datetime(2020, 1, 1)) is None


def test_verdicts_that_changed_since_they_were_drawn_are_told(sums):
    cases = drawn(sums, 6)
    decide(sums, cases)
    with sums.cursor() as cursor:
        cursor.execute("UPDATE audit_items SET automatic = CASE automatic WHEN 'correct' THEN 'incorrect' "
                       "ELSE 'correct' END WHERE case_id = $case", {"case": cases[0]})  # fmt: skip
    told = {one.text: one.values for one in estimate(sums, EVERYTHING).assumptions}
    assert told[CHANGED] == {"changed": 1}
