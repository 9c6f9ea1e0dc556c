from __future__ import annotations

from dataclasses import replace

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from review_app.metrics.bounded import Bounded
from review_app.metrics.published import (
    INDEPENDENT,
    OTHER_METRIC,
    OTHER_NUMBER,
    UNEXPLAINED,
    UNKNOWN_NUMBER,
    Measured,
    Published,
    gap,
)
from review_app.metrics.sameness import MATH_500, OTHER_PROBLEMS
from review_app.metrics.steps import steps
from review_app.wording import Sentence


def wilsons(right: int, n: int) -> Bounded:
    return Bounded(right / n, right / n, *proportion_confint(right, n, method="wilson"))


# Qwen2.5-72B-Instruct on MATH-500, as the published scores of the project tell it.
THEIRS = Published("MATH-500", "test", "accuracy (%)", 0.906, 500)
OURS = Measured("math500", "test", "pass@1", wilsons(376, 500), 500)


def test_a_gap_that_500_problems_do_not_allow():
    found = gap(THEIRS, OURS)
    assert found.low == found.high == pytest.approx(-0.154)
    assert not found.inside
    assert (found.published_low, found.published_high) == pytest.approx(proportion_confint(453, 500, method="wilson"))


def test_the_interval_of_the_gap_is_newcombes():
    found = gap(THEIRS, OURS)
    expected = confint_proportions_2indep(376, 500, 453, 500, method="newcomb", compare="diff")
    assert (found.interval_low, found.interval_high) == pytest.approx(expected)


def test_a_published_score_within_the_interval_is_no_contradiction():
    assert gap(replace(THEIRS, value=0.78), OURS).inside
    assert not gap(replace(THEIRS, value=0.80), OURS).inside


def test_open_cases_make_the_gap_a_range():
    found = gap(THEIRS, replace(OURS, score=Bounded(0.75, 0.85, 0.71, 0.88)))
    assert (found.low, found.high) == pytest.approx((-0.156, -0.056))
    assert found.interval_low < -0.156
    assert found.interval_high > -0.056


@pytest.mark.parametrize(
    ("published", "text"),
    [
        pytest.param({"benchmark": "MATH"}, MATH_500, id="MATH is never compared with MATH-500"),
        pytest.param({"benchmark": "GSM8K"}, OTHER_PROBLEMS, id="another benchmark"),
        pytest.param({"split": "train"}, OTHER_PROBLEMS, id="another split"),
        pytest.param({"metric": "maj@64 (%)"}, OTHER_METRIC, id="a vote is no single answer"),
        pytest.param({"metric": "pass@8"}, OTHER_METRIC, id="another k"),
    ],
)
def test_what_cannot_be_compared_is_refused(published, text):
    refused = gap(replace(THEIRS, **published), OURS)
    assert isinstance(refused, Sentence)
    assert refused.text == text
    assert "{" not in refused.said()


def test_a_refusal_is_said_whole_in_the_language_of_whoever_asks():
    def say(text: str, /, **values: object) -> str:
        return "<" + text.format(**values) + ">"

    refused = gap(replace(THEIRS, benchmark="GSM8K"), OURS)
    assert isinstance(refused, Sentence)
    assert refused.said(say).startswith("<<the published score> was asked GSM8K/test and <the measured score> was")


def test_one_sample_and_the_average_of_several_estimate_the_same():
    assert not isinstance(gap(replace(THEIRS, metric="pass@1 (%)"), replace(OURS, metric="avg@4")), Sentence)


@pytest.mark.parametrize(
    ("n", "texts"),
    [
        pytest.param(500, [INDEPENDENT], id="as many"),
        pytest.param(5000, [OTHER_NUMBER, INDEPENDENT], id="more"),
        pytest.param(None, [UNKNOWN_NUMBER, INDEPENDENT], id="not said"),
    ],
)
def test_notes_tell_what_the_figures_rest_on(n, texts):
    found = gap(replace(THEIRS, n=n), OURS)
    assert [note.text for note in found.notes] == texts
    assert not any("{" in note.said() for note in found.notes)


def test_the_parts_add_up_to_the_tools_score_minus_the_published_one(cells):
    way = steps(
        cells([
            {"responses": 370},
            {"responses": 60, "tool_outcome": "incorrect", "rule": "same_text"},
            {"responses": 12, "tool_outcome": "incorrect", "rule": "same_value"},
            {"responses": 6, "tool_outcome": "correct", "outcome": "incorrect", "rule": "different_value"},
            {"responses": 50, "outcome": "incorrect", "amended_outcome": "correct"},
            {"responses": 2, "tool_outcome": "incorrect", "outcome": "uncertain"},
        ])
    )  # fmt: skip
    found = gap(THEIRS, OURS, way).parts
    assert [(part.stage, part.name) for part in found] == [
        ("grader", "extraction"), ("grader", "equivalent_form"), (UNEXPLAINED, UNEXPLAINED),
    ]  # fmt: skip
    assert [part.share for part in found] == pytest.approx([-0.12, -0.012, 442 / 500 - 0.906])
    assert sum(part.share for part in found) == pytest.approx(376 / 500 - 0.906)


def test_where_no_tool_judged_there_are_no_parts(cells):
    assert gap(THEIRS, OURS, steps(cells([{"tool_outcome": None}]))).parts == []
