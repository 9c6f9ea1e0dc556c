from __future__ import annotations

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from review_app.metrics.anchoring import NEVER_HIDDEN, NEVER_SHOWN, NONE_DIFFERED, NOT_BOTH, anchoring


def made(agree: int, differ: int, **more):
    """Decisions on cases that the grader called correct: so many that say the same, so many that don't."""
    return [{"automatic": "correct", "outcome": "correct", **more}] * agree + [
        {"automatic": "correct", "outcome": "incorrect", **more}
    ] * differ


def test_the_effect_is_shown_minus_blind_with_newcombes_interval(decisions):
    found = anchoring(decisions(made(9, 1) + made(7, 3, blind=True)))
    assert (found.shown.value, found.blind.value, found.effect.value) == pytest.approx((0.9, 0.7, 0.2))
    low, high = confint_proportions_2indep(9, 10, 7, 10, method="newcomb", compare="diff")
    assert (found.effect.low, found.effect.high) == pytest.approx((low, high))
    assert (found.shown.n, found.blind.n, found.effect.n) == (10, 10, 20)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"automatic": "uncertain", "outcome": "correct"}, id="the grader did not say"),
        pytest.param({"automatic": None, "outcome": "correct"}, id="no verdict at that time"),
        pytest.param({"automatic": "correct", "outcome": "uncertain"}, id="the person could not tell"),
        pytest.param({"automatic": "correct", "outcome": "correct", "withdrawn": True}, id="taken back"),
        pytest.param({"automatic": "correct", "outcome": "correct", "kind": "adjudication"}, id="an adjudication"),
        pytest.param({"automatic": "correct", "outcome": "correct", "kind": "gold"}, id="a known answer"),
    ],
)
def test_what_tells_nothing_is_left_out(decisions, row):
    assert anchoring(decisions([row])).shown.n == 0


def test_a_second_opinion_on_a_case_is_not_independent(decisions):
    first = {"case_id": "c", "automatic": "correct", "outcome": "incorrect", "blind": True}
    found = anchoring(decisions([first, {**first, "outcome": "correct", "blind": False}]))
    assert (found.blind.value, found.blind.n, found.shown.n) == (0, 1, 0)


@pytest.mark.parametrize(
    ("later", "share"),
    [
        pytest.param([], 0, id="stood by it"),
        pytest.param([("Ada", "correct", False)], 1, id="replaced by the grader's outcome once it was shown"),
        pytest.param([("Ada", "correct", True)], 0, id="replaced before it was shown"),
        pytest.param([("Bob", "correct", False)], 0, id="somebody else said so"),
        pytest.param([("Ada", "correct", False), ("Ada", "incorrect", False)], 0, id="went back to it"),
        pytest.param([("Ada", "incorrect", False)], 0, id="said the same again"),
    ],
)
def test_revised_is_giving_in_to_the_grader_after_it_was_shown(decisions, later, share):
    case = {"case_id": "c", "automatic": "correct"}
    rows = [{**case, "outcome": "incorrect", "blind": True}]
    rows += [{**case, "annotator": name, "outcome": said, "blind": blind} for name, said, blind in later]
    found = anchoring(decisions(rows))
    assert (found.revised.value, found.revised.n) == (share, 1)


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        pytest.param([], (NEVER_SHOWN, NEVER_HIDDEN, NOT_BOTH, NONE_DIFFERED), id="nothing"),
        pytest.param(made(2, 1), ("", NEVER_HIDDEN, NOT_BOTH, NONE_DIFFERED), id="never hidden"),
        pytest.param(made(2, 1, blind=True), (NEVER_SHOWN, "", NOT_BOTH, ""), id="never shown"),
        pytest.param(made(2, 0, blind=True), (NEVER_SHOWN, "", NOT_BOTH, NONE_DIFFERED), id="never differed"),
    ],
)
def test_what_cannot_be_told_has_a_reason(decisions, rows, reasons):
    found = anchoring(decisions(rows))
    assert (found.shown.reason, found.blind.reason, found.effect.reason, found.revised.reason) == reasons
