from __future__ import annotations

import pytest

from review_app.metrics.sameness import MATH_500, OTHER_PROBLEMS, refusal

MATH, SMALL, GSM = ("math", "test"), ("math500", "test"), ("gsm8k", "test")


@pytest.mark.parametrize(
    ("own", "other", "text"),
    [
        pytest.param([MATH], [MATH], None, id="the same"),
        pytest.param([SMALL], [("MATH-500", "test")], None, id="the same by another name"),
        pytest.param([MATH, GSM], [GSM, MATH], None, id="the same two"),
        pytest.param([MATH], [SMALL], MATH_500, id="MATH is not MATH-500"),
        pytest.param([("MATH-500", "test")], [("MATH", "test")], MATH_500, id="nor the other way round"),
        pytest.param([MATH, GSM], [SMALL, GSM], MATH_500, id="nor beside another benchmark"),
        pytest.param([MATH], [GSM], OTHER_PROBLEMS, id="another benchmark"),
        pytest.param([MATH], [("math", "train")], OTHER_PROBLEMS, id="another split"),
        pytest.param([MATH], [MATH, GSM], OTHER_PROBLEMS, id="one benchmark more"),
        pytest.param([MATH], [MATH, SMALL], OTHER_PROBLEMS, id="its part beside it"),
    ],
)
def test_only_the_same_problems_are_compared(own, other, text):
    refused = refusal("a", own, "b", other)
    assert (refused and refused.text) == text


def test_the_sentence_names_both():
    said = refusal("yi-34b", [MATH], "qwen", [GSM, ("math", "train")]).said()
    assert "yi-34b was asked math/test and qwen was asked gsm8k/test, math/train" in said
