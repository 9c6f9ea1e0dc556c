from __future__ import annotations

import csv
import math
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_app.grading.magnitude import magnitude


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param(r"\frac{1}{3}", "0.333333", id="six digits"),
        pytest.param(r"\frac{8\sqrt{3}}{3}", "4.6188", id="roots"),
        pytest.param(r"2\pi", "6.28319", id="pi"),
        pytest.param(r"-\frac{7}{2}", "-3.5", id="negative"),
        pytest.param(r"1\frac{1}{2}", "1.5", id="mixed number"),
        pytest.param(r"2^{10}", "1024", id="power"),
        pytest.param(r"\frac{1}{2}\text{ cm}", "0.5 centimeter", id="with its unit"),
        pytest.param(r"0.\overline{3}", "0.333333", id="digits without end"),
        pytest.param(r"50\%", "", id="plain per cent"),
        pytest.param("5 cm", "", id="plain centimetres"),
        pytest.param("3.5", "", id="plain digits tell themselves"),
        pytest.param("1,234", "", id="also with a comma"),
        pytest.param("-7", "", id="and negative"),
        pytest.param("", "", id="nothing"),
        pytest.param("about five", "", id="words"),
        pytest.param("x + 1", "", id="a letter has no value"),
        pytest.param(r"(1, \frac{1}{2})", "", id="a pair is no number"),
        pytest.param(r"\frac{1}{2} \text{ or } \frac{1}{3}", "", id="two numbers are none"),
        pytest.param(r"x = \frac{1}{2}", "", id="an equation"),
        pytest.param(r"\frac{1}{0}", "", id="division by zero"),
        pytest.param(r"\sqrt{-1}", "", id="imaginary"),
        pytest.param(r"0^{-1}", "", id="zero to a negative power"),
        pytest.param(r"\log 0", "", id="no logarithm"),
        pytest.param(r"\tan \frac{\pi}{2}", "", id="a pole"),
        pytest.param(r"\sqrt{2}^2 - 2", "", id="a nothing that floats cannot tell"),
        pytest.param(r"10^{400}", "", id="beyond floats"),
        pytest.param(r"9^{9^{9^{9}}}", "", id="beyond everything"),
        pytest.param(r"\infty", "", id="infinity"),
        pytest.param("nan", "", id="a word that Python takes for a number"),
        pytest.param("inf", "", id="another"),
        pytest.param("1_000", "", id="a number as Python writes it"),
    ],
)
def test_an_answer_has_the_value_that_people_compare(text: str, value: str) -> None:
    assert magnitude(text) == value


HOSTILE = (
    "9" * 100_000, "(" * 100_000, "{" * 50_000 + "1" + "}" * 50_000, r"\frac{1}{" * 5_000, r"\sqrt{" * 5_000 + "2",
    "1" + "^9" * 5_000, "-" * 100_000 + "1", "1+" * 50_000 + "1", r"2^{1000}" * 500, r"\frac{1}{2}" * 2_000,
    "1000!" * 200, r"\text{" * 10_000, "\x00\ud800\u202e", "𝟙𝟚", "１／２", "½", "∞",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_answer_keeps_nobody_waiting(text: str) -> None:
    """The cards of many people are read together: one answer may cost none of them the next case."""
    start = time.process_time()
    assert len(magnitude(text)) < 100
    assert time.process_time() - start < 0.5


def test_no_answer_of_the_grading_table_breaks_it() -> None:
    text = (Path(__file__).parent / "cases.tsv").read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    values = [magnitude(cell) for row in rows for cell in row]
    assert len([value for value in values if value]) > 50


PIECES = st.lists(
    st.sampled_from(
        ["1", "0", "7.5", "x", r"\pi", "e", "i", "+", "-", r"\cdot", "/", "^", "{", "}", "(", ")", r"\frac", r"\sqrt",
         "!", "%", r"\log", r"\sin", "=", ",", r"\text{cm}", " ", "|", "_", "[", "]", "°", "$", r"\le"]
    ),
    max_size=14,
)  # fmt: skip


@given(PIECES)
def test_whatever_is_put_together_has_a_finite_value_or_none(pieces: list[str]) -> None:
    value = magnitude(" ".join(pieces)).split(" ")[0]
    assert not value or math.isfinite(float(value))
