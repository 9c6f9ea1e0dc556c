from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from review_app.metrics.annotators import NO_COMMON_CASE, NO_KNOWN_ANSWER, annotators

NO_GOLD = pd.DataFrame(columns=["case_id", "annotator", "outcome", "since"])


def people(decisions, opinions, gold=NO_GOLD):
    """The annotators by name."""
    return {one.name: one for one in annotators(decisions, opinions, gold)}


def known(since: int = 0, **answers: str) -> pd.DataFrame:
    """Known answers that Root gave: `known(c0="correct")`."""
    return pd.DataFrame([(case, "Root", said, since) for case, said in answers.items()], columns=NO_GOLD.columns)


def test_decisions_are_counted_by_outcome_and_by_what_was_seen(decisions, opinions):
    frame = decisions([
        {"outcome": "correct", "blind": True}, {"outcome": "correct"}, {"outcome": "incorrect"},
        {"outcome": "uncertain"}, {"outcome": "incorrect", "withdrawn": True}, {"kind": "adjudication"},
        {"annotator": "Root", "kind": "gold"},
    ])  # fmt: skip
    found = people(frame, opinions({}))
    assert list(found) == ["Ada"], "to give known answers is not annotation"
    ada = found["Ada"]
    assert (ada.decisions, ada.correct, ada.incorrect, ada.uncertain) == (4, 2, 1, 1)
    assert (ada.blind, ada.shown, ada.adjudications) == (1, 3, 1)
    assert (ada.undone.value, ada.undone.n) == (pytest.approx(1 / 5), 5)
    assert (ada.first, ada.last) == (date(2025, 3, 1), date(2025, 3, 6))


@pytest.mark.parametrize(
    ("seconds", "median", "mean", "per_hour"),
    [
        pytest.param([4.0, 6.0, 20.0], 6, 10, 360, id="three timed decisions"),
        pytest.param([None, 8.0, None], 8, 8, 450, id="decisions without a time slow nobody down"),
        pytest.param([0.0, 8.0], 8, 8, 450, id="no time at all is no time known"),
        pytest.param([None, None], None, None, None, id="no time known"),
    ],
)
def test_pace_is_that_of_the_decisions_whose_time_is_known(decisions, opinions, seconds, median, mean, per_hour):
    ada = people(decisions([{"seconds": one} for one in seconds]), opinions({}))["Ada"]
    assert (ada.median_seconds, ada.mean_seconds, ada.per_hour) == (median, mean, per_hour)


def test_time_of_what_was_taken_back_does_not_count(decisions, opinions):
    frame = decisions([{"seconds": 5.0}, {"seconds": 500.0, "withdrawn": True}])
    assert people(frame, opinions({}))["Ada"].mean_seconds == 5


def test_agreement_with_others_is_over_all_others_on_common_cases(decisions, opinions):
    said = {"Ada": "cciu", "Bob": "cic.", "Cy": "c..c"}
    found = people(decisions([{"annotator": name} for name in said]), opinions(said))
    # Ada: case 0 agrees with both, cases 1 and 2 differ from Bob; on case 3 she could not tell.
    assert (found["Ada"].agreement.value, found["Ada"].agreement.n) == (pytest.approx(2 / 4), 3)
    assert (found["Cy"].agreement.value, found["Cy"].agreement.n) == (1, 1)
    assert found["Ada"].agreement.low < 0.5 < found["Ada"].agreement.high


def test_gold_accuracy_compares_what_holds_with_the_known_answer(decisions, opinions):
    said = {"Ada": "ccuc", "Bob": "...i"}
    found = people(
        decisions([{"annotator": name} for name in said]),
        opinions(said),
        known(c0="correct", c1="incorrect", c2="correct"),
    )
    assert (found["Ada"].gold.value, found["Ada"].gold.n) == (0.5, 2)
    # Wilson's interval of 1 of 2.
    assert (found["Ada"].gold.low, found["Ada"].gold.high) == pytest.approx((0.0945, 0.9055), abs=5e-5)
    assert (found["Bob"].gold.value, found["Bob"].gold.reason) == (None, NO_KNOWN_ANSWER)


def test_what_was_said_before_the_answer_was_known_is_not_measured(decisions, opinions):
    said = opinions({"Ada": "cc", "Bob": "i"})
    found = people(decisions([{}, {"annotator": "Bob"}]), said, known(since=1, c0="correct", c1="correct"))
    assert (found["Ada"].gold.value, found["Ada"].gold.n) == (1, 1), "her first opinion is older"
    assert (found["Bob"].gold.value, found["Bob"].gold.n) == (0, 1)


def test_nobody_is_measured_by_their_own_known_answers(decisions, opinions):
    gold = known(c0="correct").assign(annotator="Ada")
    found = people(decisions([{}]), opinions({"Ada": "c"}), gold)
    assert found["Ada"].gold.value is None


def test_who_is_alone_has_reasons_in_place_of_figures(decisions, opinions):
    ada = people(decisions([{}]), opinions({"Ada": "c"}))["Ada"]
    assert (ada.agreement.value, ada.agreement.reason) == (None, NO_COMMON_CASE)
    assert ada.gold.reason == NO_KNOWN_ANSWER


def test_who_took_everything_back_is_still_listed(decisions, opinions):
    ada = people(decisions([{"withdrawn": True}]), opinions({}))["Ada"]
    assert (ada.decisions, ada.undone.value, ada.first, ada.last, ada.per_hour) == (0, 1, None, None, None)


def test_who_only_settles_disputes_is_listed(decisions, opinions):
    ada = people(decisions([{"kind": "adjudication"}]), opinions({}))["Ada"]
    assert (ada.decisions, ada.adjudications, ada.undone.value) == (0, 1, None)


def test_nobody_gives_nothing(decisions, opinions):
    assert annotators(decisions([]), opinions({}), NO_GOLD) == []
