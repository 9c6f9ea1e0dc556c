from __future__ import annotations

import re

import pytest

from review_app.ui import assets, plain

TEMPLATES = ("sign_in.html", "account.html", "refused.html")


@pytest.mark.parametrize(
    ("template", "language", "filled"),
    [
        pytest.param("{{name}}", "en", "&lt;b&gt;", id="a value is escaped"),
        pytest.param("{{Name}}", "en", "Name", id="a text stands as it is"),
        pytest.param("{{Name}}", "zh", "姓名", id="or in the other language"),
        pytest.param("{{Signed in as {name} }}", "zh", "已登录：&lt;b&gt;", id="with the value in it"),
        pytest.param("{{Signed in\n  as {name} }}", "en", "Signed in as &lt;b&gt;", id="broken over lines"),
        pytest.param("{name} {{no}}", "en", "{name} {{name}}", id="a value is not filled in again"),
    ],
)
def test_holes_are_filled(template: str, language: str, filled: str) -> None:
    assert plain.filled(template, language, {"name": "<b>", "no": "{{name}}"}) == filled


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_page_has_a_heading_and_named_fields(name: str) -> None:
    text = assets.text(name)
    assert "<h1>" in text
    fields = set(re.findall(r'<input id="(\w+)"', text))
    assert set(re.findall(r'<label for="(\w+)"', text)) == fields
    assert "http" not in text, "no other site is asked for anything"
