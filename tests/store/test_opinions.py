from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest

from review_app.domain import Decision, Outcome, Selection
from review_app.metrics.agreement import agreement, agreement_by
from review_app.metrics.anchoring import anchoring
from review_app.metrics.annotators import annotators
from review_app.store import opinions, reviews

EVERYTHING = Selection()
NOON = datetime(2025, 3, 1, 12)


def said(desk, name: str, annotator: str, case: str, outcome: str, **more) -> str:
    """A decision with all there is to it."""
    reviews.add_decisions(desk.store, [Decision(name, case, annotator, Outcome(outcome), NOON, **more)])
    return name


def values(frame, *columns):
    """The rows of some columns; None where nothing is known."""
    return [tuple(None if pd.isna(one) else one for one in row) for row in frame[list(columns)].itertuples(index=False)]


def test_a_decision_comes_with_the_verdict_of_its_time(desk):
    case = desk.case("p", "correct")
    said(desk, "d-early", "Ada", case, "correct", seconds=4.5, blind=True)
    desk.verdict(case, "incorrect", "2.0", rule="sign")
    said(desk, "d-late", "Bob", case, "correct")
    found = opinions.decisions(desk.store, EVERYTHING)
    assert values(found, "annotator", "automatic", "blind") == [("Ada", "correct", True), ("Bob", "incorrect", False)]
    assert values(found, "seconds", "rule", "benchmark") == [(4.5, "sign", "math"), (None, "sign", "math")]


def test_a_decision_before_any_verdict_has_none(desk):
    said(desk, "d", "Ada", desk.case("p", None), "correct")
    assert values(opinions.decisions(desk.store, EVERYTHING), "automatic", "rule") == [(None, None)]


def test_what_was_taken_back_is_marked_and_holds_no_more(desk):
    case = desk.case("p")
    desk.decide("Ada", "correct", case)
    desk.decide("Ada", "incorrect", case)
    reviews.withdraw_last(desk.store, "Ada")
    found = opinions.decisions(desk.store, EVERYTHING)
    assert values(found, "outcome", "withdrawn") == [("correct", False), ("incorrect", True)]
    assert values(opinions.opinions(desk.store, EVERYTHING), "annotator", "outcome") == [("Ada", "correct")]


def test_the_newest_opinion_of_each_person_holds(desk):
    case = desk.case("p")
    for name, outcome in (("Ada", "correct"), ("Bob", "uncertain"), ("Ada", "incorrect")):
        desk.decide(name, outcome, case)
    found = opinions.opinions(desk.store, EVERYTHING)
    assert values(found, "annotator", "outcome") == [("Bob", "uncertain"), ("Ada", "incorrect")]


def test_known_answers_and_adjudications_are_no_opinions(desk):
    case, other = desk.cases(["p", "q"])
    said(desk, "d1", "Root", case, "correct", kind="gold")
    said(desk, "d2", "Root", case, "incorrect", kind="gold")
    said(desk, "d3", "Root", other, "uncertain", kind="gold")
    said(desk, "d4", "Eve", other, "correct", kind="adjudication")
    assert opinions.opinions(desk.store, EVERYTHING).empty
    assert values(opinions.gold(desk.store, EVERYTHING), "case_id", "annotator", "outcome") == [
        (case, "Root", "incorrect")
    ]
    assert values(opinions.decisions(desk.store, EVERYTHING), "kind")[-1] == ("adjudication",)


@pytest.mark.parametrize(
    ("selection", "cases"),
    [
        pytest.param(EVERYTHING, {"a", "b", "c"}, id="nothing chosen"),
        pytest.param(Selection(benchmarks=("gsm8k",)), {"c"}, id="a benchmark"),
        pytest.param(Selection(rules=("sign",)), {"b", "c"}, id="a rule"),
        pytest.param(Selection(benchmarks=("math",), rules=("sign",)), {"b"}, id="both"),
        pytest.param(Selection(models=("nobody",)), {"a", "b", "c"}, id="what is no matter of a case"),
        pytest.param(Selection(rules=("'; DROP TABLE cases; --",)), set(), id="a hostile rule"),
    ],
)
def test_a_selection_narrows_all_frames_alike(desk, selection, cases):
    named = {
        "a": desk.case("a", rule="units"),
        "b": desk.case("b", rule="sign"),
        "c": desk.case("c", rule="sign", benchmark="gsm8k"),
    }
    for case in named.values():
        desk.decide("Ada", "correct", case)
        said(desk, f"gold {case}", "Root", case, "correct", kind="gold")
    wanted = {named[name] for name in cases}
    for read in (opinions.decisions, opinions.opinions, opinions.gold):
        assert set(read(desk.store, selection)["case_id"]) == wanted


def test_the_figures_take_the_frames_as_they_come(desk):
    """The types of the store's columns, of which those of hand-made frames may differ."""
    first, second = desk.cases(["p", "q"], "correct", rule="sign")
    said(desk, "g", "Root", first, "correct", kind="gold")
    for name, outcome in (("Ada", "correct"), ("Bob", "incorrect")):
        desk.decide(name, outcome, first, second)
    frames = [read(desk.store, EVERYTHING) for read in (opinions.decisions, opinions.opinions, opinions.gold)]
    ada, bob = annotators(*frames)
    assert (ada.gold.value, bob.gold.value, ada.agreement.value) == (1, 0, 0)
    assert agreement(frames[1]).percent.value == 0
    assert agreement_by(frames[1], "rule")["sign"].pairs == 2
    assert (anchoring(frames[0]).shown.value, anchoring(frames[0]).shown.n) == (0.5, 4)


def test_an_empty_store_has_empty_frames_and_figures_all_the_same(desk):
    frames = [read(desk.store, EVERYTHING) for read in (opinions.decisions, opinions.opinions, opinions.gold)]
    assert all(frame.empty for frame in frames)
    assert annotators(*frames) == []
    assert agreement(frames[1]).cases == anchoring(frames[0]).shown.n == 0
    assert agreement_by(frames[1], "rule") == {}
