from __future__ import annotations

import pytest

from review_app.domain import Reject, Selection
from review_app.services import review, status
from review_app.ui import grid

HOSTILE = '"><script>alert(1)</script>\n\n<img src=x onerror=alert(1)> $</td>$ '

TAGS = {
    "div", "table", "thead", "tbody", "tr", "th", "td", "label", "input", "span", "code", "a", "br", "wbr", "p",
    "strong", "b", "pre", "details", "summary",
}  # fmt: skip
ATTRIBUTES = {"class", "id", "type", "title", "value", "href", "role", "tabindex", "aria-label", "aria-hidden"}


def case(**changes: object) -> dict[str, object]:
    """One row of the table of doubtful cases."""
    return {
        "case_id": "c1", "responses": 1, "models": "m", "benchmark": "math", "level": 1, "subject": "Algebra",
        "statement": "How many?", "reference": "17", "answer": "18", "rule": "no_rule", "evidence": "no rule fits",
    } | changes  # fmt: skip


def test_hostile_text_in_every_field_gives_only_our_own_tags(read):
    fields = ("case_id", "models", "benchmark", "subject", "statement", "reference", "answer", "rule", "evidence")
    html = grid.cases([case(**dict.fromkeys(fields, HOSTILE))])
    seen = read(html)
    assert seen.names <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert seen.balanced
    assert "\n" not in html
    assert [attrs["href"] for tag, attrs in seen.tags if tag == "a"] == [
        "/?case=scriptalert1scriptimgsrcxonerroralert1td"
    ]


def test_the_cases_of_the_store_give_only_our_own_tags(store, read):
    seen = read(grid.cases(review.doubtful_page(store, Selection(), 1, 200).rows))
    assert seen.names <= TAGS
    assert seen.balanced


def test_each_case_has_a_box_with_its_id_and_a_link_to_it(read):
    seen = read(grid.cases([case(case_id="c1"), case(case_id="c2")]))
    assert [attrs["value"] for tag, attrs in seen.tags if attrs.get("class") == "tick"] == ["c1", "c2"]
    assert [attrs["href"] for tag, attrs in seen.tags if tag == "a"] == ["/?case=c1", "/?case=c2"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"answer": ""}, "none", id="no answer"),
        pytest.param({"responses": 3, "models": "a, b"}, "3 × a, b", id="several responses"),
        pytest.param({"statement": "x" * 1000}, "x" * grid.STATEMENT_CHARACTERS + " …", id="long statement"),
        pytest.param({"rule": None, "evidence": None}, "How many?", id="not graded"),
        pytest.param({"benchmark": "gsm8k", "statement": "$5 and $x"}, "$5 and $x", id="money"),
        pytest.param({"statement": "is $x$"}, r"is \(x\)", id="mathematics"),
    ],
)
def test_a_row_tells_what_matters(changes, expected, read):
    assert expected in read(grid.cases([case(**changes)])).text


def test_no_case_says_so():
    assert "No doubtful case" in grid.cases([])
    assert "<table" not in grid.cases([])


def test_runs_are_escaped_and_numbers_stand_right(store, read):
    html = grid.runs(status.score_rows(store))
    seen = read(html)
    assert "ada<b>" in seen.text
    assert "b" not in seen.names
    assert [attrs["class"] for tag, attrs in seen.tags if tag == "td"][:5] == ["", "", "", "number", "number"]


def test_no_run_says_what_to_do():
    assert "import result files" in grid.runs([])


def test_rejects_tell_where_and_why_in_escaped_text(read):
    seen = read(grid.rejects([Reject(HOSTILE, "17", HOSTILE, HOSTILE * 10)]))
    assert seen.names <= TAGS
    assert seen.balanced
    assert ":17" in seen.text
    assert grid.rejects([]) == ""


def test_cards_are_escaped(read):
    seen = read(grid.cards([("<b>name</b>", "<i>1</i>")]))
    assert seen.names == {"div", "b", "span"}
    assert seen.text == "<i>1</i><b>name</b>"
