from __future__ import annotations

import pytest

from review_app.metrics.audit import NOTHING_DECIDED, Item, report
from review_app.metrics.bounded import Bounded, bounded, margins
from review_app.metrics.estimate import NOTHING
from review_app.metrics.rectified import (
    CHECKED_RIGHT,
    PENDING,
    SAMPLED,
    UNCHECKED,
    WAITING,
    Known,
    rectified,
)
from review_app.metrics.score import score

OTHER = {"correct": "incorrect", "incorrect": "correct"}
NOBODY = Known(decided=0, correct=0, pending=0)
PLAIN = Bounded(0.9, 0.9, 0.82, 0.95)
POPULATION = {("correct", "math"): 900, ("incorrect", "math"): 100}


def checked(said: str, agree: str, cases: int, benchmark: str = "math") -> list[Item]:
    """Cases of one response drawn by chance from a stratum of so many: `r` right, `w` wrong, `.` undecided."""
    people = {"r": said, "w": OTHER[said], ".": None}
    return [
        Item(
            case_id=f"{said}{number}", batch="one", said=said, benchmark=benchmark, stratum=benchmark, responses=1,
            drawn=len(agree), stratum_cases=cases, stratum_responses=cases, selected=1, people=people[letter],
        )
        for number, letter in enumerate(agree)
    ]  # fmt: skip


ITEMS = [*checked("correct", "r" * 9 + "w", 900), *checked("incorrect", "r" * 8 + "ww", 100)]


def test_the_estimate_is_the_hand_computed_one():
    found = rectified(ITEMS, POPULATION, NOBODY, PLAIN)
    assert found.true.low == found.true.high == found.here.low == pytest.approx((900 * 0.9 + 100 * 0.2) / 1000)
    assert (found.n, found.checked, found.covered, found.reason) == (1000, 20, 1, "")


def test_without_problems_to_sample_it_has_the_audits_interval():
    found = rectified(ITEMS, POPULATION, NOBODY, Bounded(0.9, 0.9, 0.9, 0.9))
    right = report(ITEMS, POPULATION).right
    assert (found.here.interval_low, found.here.interval_high) == pytest.approx((right.low, right.high))
    assert found.true == found.here


def test_what_is_uncertain_of_problems_comes_on_top():
    found = rectified(ITEMS, POPULATION, NOBODY, PLAIN)
    low = ((found.here.low - found.here.interval_low) ** 2 + 0.08**2) ** 0.5
    assert found.true.low - found.true.interval_low == pytest.approx(low)
    assert found.true.interval_high == pytest.approx(min(1, found.here.high + margins(found.here, PLAIN)[1]))


def test_decisions_of_people_count_as_decided_and_open_cases_as_bounds():
    found = rectified(ITEMS, POPULATION, Known(decided=600, correct=150, pending=400), PLAIN)
    assert found.n == 2000
    assert found.here.low == pytest.approx((830 + 150) / 2000)
    assert found.here.high == pytest.approx((830 + 150 + 400) / 2000)
    alone = rectified(ITEMS, POPULATION, NOBODY, PLAIN).here
    assert found.here.low - found.here.interval_low == pytest.approx((alone.low - alone.interval_low) / 2)


def test_where_every_verdict_was_checked_nothing_is_uncertain_but_the_problems():
    items = [*checked("correct", "r" * 9 + "w", 10), *checked("incorrect", "w", 1)]
    found = rectified(items, {("correct", "math"): 10, ("incorrect", "math"): 1}, NOBODY, PLAIN)
    assert (found.here.interval_low, found.here.low, found.here.interval_high) == pytest.approx((10 / 11,) * 3)
    assert found.true.interval_low == pytest.approx(10 / 11 - 0.08)


def test_kinds_of_verdicts_that_nobody_checked_count_as_graded_and_are_told():
    population = {**POPULATION, ("correct", "gsm8k"): 800, ("incorrect", "gsm8k"): 200}
    found = rectified(ITEMS, population, NOBODY, PLAIN)
    assert found.covered == 0.5
    assert found.here.low == pytest.approx((830 + 800) / 2000)
    assert UNCHECKED in [one.text for one in found.assumptions]


@pytest.mark.parametrize(
    ("items", "known", "texts"),
    [
        pytest.param(ITEMS, NOBODY, [CHECKED_RIGHT, SAMPLED], id="only what matters"),
        pytest.param(
            [*ITEMS, *checked("correct", ".", 900)], NOBODY, [CHECKED_RIGHT, WAITING, SAMPLED], id="one waits"
        ),
        pytest.param(ITEMS, Known(0, 0, 3), [CHECKED_RIGHT, PENDING, SAMPLED], id="open cases"),
    ],
)
def test_it_says_what_it_assumes(items, known, texts):
    found = rectified(items, POPULATION, known, PLAIN).assumptions
    assert [one.text for one in found] == texts
    assert not any("{" in one.said() for one in found)


@pytest.mark.parametrize(
    ("items", "population", "reason"),
    [
        pytest.param([], POPULATION, NOTHING_DECIDED, id="nothing drawn"),
        pytest.param(checked("correct", "...", 900), POPULATION, NOTHING_DECIDED, id="nothing decided"),
        pytest.param([], {}, NOTHING, id="nothing at all"),
    ],
)
def test_without_a_checked_verdict_there_is_the_reason_beside_the_plain_score(items, population, reason):
    found = rectified(items, population, NOBODY, PLAIN)
    assert (found.true, found.here, found.plain, found.reason) == (None, None, PLAIN, reason)


def test_a_row_of_scores_is_a_bounded_share(tally):
    row = score(tally([{"problems": 6, "correct": 1}, {"problems": 3}, {"uncertain": 1}])).iloc[0]
    found = bounded(row)
    assert (found.low, found.high) == (0.6, 0.7)
    assert found.interval_low == row["corrected_interval_low"]
    assert found.holds(0.65)
    assert not found.holds(0.99)
