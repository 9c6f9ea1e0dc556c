from __future__ import annotations

from datetime import datetime

import pytest

from review_app.domain import Decision, Outcome, Selection
from review_app.services.team_report import team_report
from review_app.store import Store, reviews

NOON = datetime(2025, 3, 1, 12)


@pytest.fixture
def judged(graded: Store) -> Store:
    """Ada and Bob on every case, of another mind on one; Cy alone on one; a known answer for one."""
    cases = [row["case_id"] for row in graded.rows("SELECT case_id FROM case_states ORDER BY rule, case_id")]
    said = [("Root", cases[0], "correct", "gold")]
    said += [("Ada", case, "correct", "opinion") for case in cases]
    said += [("Bob", case, "incorrect" if case == cases[0] else "correct", "opinion") for case in cases]
    reviews.add_decisions(
        graded,
        [
            Decision(f"d{number}", case, name, Outcome(outcome), NOON, seconds=6.0, kind=kind)
            for number, (name, case, outcome, kind) in enumerate(said)
        ],
    )
    return graded


def test_the_report_puts_the_figures_together(judged):
    cases = judged.value("SELECT count(*) FROM cases")
    found = team_report(judged, Selection())
    assert [(one.name, one.decisions, one.gold.value) for one in found.annotators] == [
        ("Ada", cases, 1),
        ("Bob", cases, 0),
    ]
    assert found.agreement.cases == found.agreement.pairs == cases
    assert found.agreement.percent.value == pytest.approx(1 - 1 / cases)
    assert [(pair.first, pair.second, pair.percent.n) for pair in found.pairs] == [("Ada", "Bob", cases)]
    assert {name: one.cases for name, one in found.by_benchmark.items()} == {"gsm8k": cases}
    assert sum(one.cases for one in found.by_rule.values()) == cases
    assert found.annotators[0].per_hour == 600


def test_groups_without_a_second_opinion_are_left_out(graded):
    case = graded.value("SELECT id FROM cases LIMIT 1")
    reviews.add_decisions(graded, [Decision("d", case, "Ada", Outcome.CORRECT, NOON)])
    found = team_report(graded, Selection())
    assert (found.by_benchmark, found.by_rule, found.pairs) == ({}, {}, [])
    assert len(found.annotators) == 1


def test_a_selection_narrows_everything(judged):
    found = team_report(judged, Selection(benchmarks=("no such",)))
    assert (found.annotators, found.pairs, found.agreement.cases) == ([], [], 0)


def test_an_empty_store_has_an_empty_report(store):
    found = team_report(store, Selection())
    assert (found.annotators, found.agreement.cases, found.anchoring.effect.n) == ([], 0, 0)
