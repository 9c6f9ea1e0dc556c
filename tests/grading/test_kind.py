from __future__ import annotations

import pytest

from review_app.grading.kind import Kind, kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("18", Kind.INTEGER),
        ("1,250", Kind.INTEGER),
        ("-0.5", Kind.DECIMAL),
        (r"\frac{3}{4}", Kind.FRACTION),
        (r"2\frac{1}{2}", Kind.FRACTION),
        ("35%", Kind.MEASURE),
        ("$18", Kind.MEASURE),
        (r"8\sqrt{3} \text{ square inches}", Kind.MEASURE),
        (r"2\sqrt{3}", Kind.EXPRESSION),
        ("x^2 + 1", Kind.EXPRESSION),
        ("1, 2 and 3", Kind.LIST),
        (r"\left(3, \frac{\pi}{2}\right)", Kind.TUPLE),
        ("[0, 1)", Kind.TUPLE),
        (r"(-\infty, 0) \cup (1, 2]", Kind.SET),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", Kind.MATRIX),
        ("y = 2x + 3", Kind.RELATION),
        (r"0 < x \le 1", Kind.RELATION),
        ("3:1", Kind.RATIO),
        ("4210_5", Kind.BASED),
        (r"\text{Tuesday}", Kind.WORDS),
        ("(A)", Kind.WORDS),
        ("", Kind.OTHER),
        (r"\begin{", Kind.OTHER),
    ],
)
def test_an_answer_is_of_the_kind_that_it_is_written_as(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind
