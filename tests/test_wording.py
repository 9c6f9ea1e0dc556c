from __future__ import annotations

import pytest

from review_app.errors import ModelUnavailable
from review_app.llm.faults import BUSY
from review_app.ui import words
from review_app.wording import english, later, sentence


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        pytest.param("{count:,} cases wait", {"count": 3000}, "3,000 cases wait", id="filled in"),
        pytest.param("a set {1, 2}", {}, "a set {1, 2}", id="nothing to fill in: braces are braces"),
        pytest.param("{text}", {"text": "{count}"}, "{count}", id="a value is never filled in itself"),
        pytest.param("always", {"unused": 1}, "always", id="values may be left over"),
    ],
)
def test_english_is_the_text_of_the_code_filled_in(text, values, said):
    assert english(text, **values) == said


def test_what_is_said_later_is_unchanged_now():
    assert later("{count} cases") == "{count} cases"


def test_a_sentence_within_another_or_within_an_error_is_said_in_the_same_language():
    busy = sentence(BUSY, status=503, said="come {back} later")
    whole = sentence("waiting: {reason}", reason=busy)
    assert whole.said() == str(whole) == "waiting: status 503: come {back} later"
    assert whole.said(words.speaker("zh")) == "等待中：状态码 503：come {back} later"
    error = ModelUnavailable("{url} gave no answer in {tries} tries; the last: {reason}", url="u", tries=2, reason=busy)
    assert str(error).endswith("the last: status 503: come {back} later")
    assert words.say("zh", error.template, **error.values).endswith("状态码 503：come {back} later")
