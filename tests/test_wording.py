from __future__ import annotations

import pytest

from review_app.wording import english, later


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
