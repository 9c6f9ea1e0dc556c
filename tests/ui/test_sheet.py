from __future__ import annotations

import pytest

from review_app.domain import Outcome
from review_app.services import review
from review_app.services.review import Card
from review_app.ui.sheet import EXCERPT, SHOWN_OTHERS, nothing_left, sheet

HOSTILE = '"><script>alert(1)</script>\n\n<img src=x onerror=alert(1)> \\gdef\\frac{} $</span>$ '

TAGS = {
    "div", "section", "h2", "h3", "small", "span", "p", "code", "pre", "br", "wbr", "strong", "mark", "details",
    "summary",
}  # fmt: skip
ATTRIBUTES = {"class", "id", "tabindex", "aria-label", "role"}


def response(**changes: object) -> dict[str, object]:
    """One response as the store gives it."""
    return {
        "response_id": "s1", "model": "m", "run_id": "r1", "source": "a.jsonl", "sample": 0, "text": "It is 18.",
        "answer": "18", "start": 6, "finish": 8, "method": "box", "strength": "sure", "doubt": "",
        "tool_grader": None, "tool_outcome": None, "tool_answer": None,
    } | changes  # fmt: skip


def card(*responses: dict[str, object], opinions: tuple[dict[str, object], ...] = (), **changes: object) -> Card:
    """One case as the store gives it."""
    case = {
        "case_id": "c1", "problem_id": "math/test/1", "key": "18", "benchmark": "math", "split": "test",
        "statement": "How many?", "reference": "17", "solution": "Count.", "level": 3, "subject": "Algebra",
        "automatic": "uncertain", "rule": "no_rule", "evidence": "no rule fits", "expected": "17", "found": "18",
    } | changes  # fmt: skip
    return Card(case, list(responses) or [response()], list(opinions))


def test_hostile_text_in_every_field_gives_only_our_own_tags(read):
    worst = response(model=HOSTILE, text=HOSTILE, answer=HOSTILE, start=3, finish=20, method=HOSTILE,
                     tool_grader=HOSTILE, tool_outcome="correct", tool_answer=HOSTILE)  # fmt: skip
    opinion = {"annotator": HOSTILE, "outcome": "incorrect", "note": HOSTILE, "cause": None}
    fields = ("case_id", "benchmark", "statement", "reference", "solution", "subject", "rule", "evidence")
    seen = read(sheet(card(worst, worst, opinions=(opinion,), **dict.fromkeys(fields, HOSTILE))))
    assert seen.names <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert seen.balanced
    assert seen.text.count("<script>alert(1)</script>") >= 9


def test_one_case_from_the_store_gives_only_our_own_tags(store, read):
    for row in store.rows("SELECT DISTINCT case_id FROM outcomes"):
        seen = read(sheet(review.open_card(store, row["case_id"])))
        assert seen.names <= TAGS
        assert seen.balanced


def test_no_line_break_in_the_html_ends_the_block_that_markdown_leaves_alone():
    assert "\n" not in sheet(card(response(text="a\n\nb\n"), statement="a\n\nb", evidence="a\n\nb"))


def test_the_case_is_named_where_the_address_and_the_keys_look_for_it():
    assert 'id="case-c1"' in sheet(card())
    assert 'id="case-none"' in nothing_left()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"text": ""}, "empty response", id="empty response"),
        pytest.param({"text": " \n "}, "empty response", id="blank response"),
        pytest.param({"answer": "", "start": 0, "finish": 0, "strength": "none"}, "no answer found", id="no answer"),
        pytest.param({"sample": 7}, "sample 8", id="samples are counted from 1"),
        pytest.param({"method": "hashes"}, "answer found by hashes", id="how the answer was found"),
        pytest.param(
            {"tool_grader": "exact_match", "tool_outcome": "incorrect", "tool_answer": "19"},
            "The tool itself (exact_match) said ✗ Incorrect, having read \\(19\\)",
            id="what the tool said",
        ),
        pytest.param(
            {"tool_grader": "exact_match", "tool_outcome": "correct"},
            "The tool itself (exact_match) said ✓ Correct",
            id="what the tool said without an answer",
        ),
        pytest.param(
            {"tool_grader": "exact_match", "tool_outcome": "correct", "tool_answer": " "},
            "having read nothing",
            id="a tool that read nothing",
        ),
    ],
)
def test_the_response_and_what_was_read_of_it_are_told(changes, expected, read):
    seen = read(sheet(card(response(**changes))))
    assert expected in seen.text
    assert seen.balanced


def test_no_answer_marks_nothing():
    assert "found-answer" not in sheet(card(response(answer="", start=0, finish=0, strength="none")))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"level": None, "subject": None}, "Problem math", id="benchmark alone"),
        pytest.param({}, "Problem math · Level 3 · Algebra", id="level and subject"),
        pytest.param({"rule": None, "evidence": None}, "not graded yet", id="not graded"),
        pytest.param({"automatic": "correct"}, "✓ Correct", id="sign and word for correct"),
        pytest.param({"automatic": "incorrect"}, "✗ Incorrect", id="sign and word for incorrect"),
        pytest.param({"automatic": "uncertain"}, "? Uncertain", id="sign and word for uncertain"),
    ],
)
def test_the_problem_and_the_verdict_are_told(changes, expected, read):
    assert expected in read(sheet(card(**changes))).text


def test_the_solution_is_folded_and_absent_where_there_is_none():
    assert "<details class='solution'>" in sheet(card())
    assert "Reference solution" not in sheet(card(solution=""))


def test_money_in_a_gsm8k_statement_is_no_mathematics():
    html = sheet(card(benchmark="gsm8k", statement="Tom has $5 and Ann has $x", solution="$5, not $7", evidence=""))
    assert "Tom has &#36;5 and Ann has &#36;x" in html
    assert "&#36;5, not &#36;7" in html


def test_each_opinion_is_told_with_its_note(read):
    said = ({"annotator": "Ada", "outcome": Outcome.CORRECT, "note": "equal", "cause": None},
            {"annotator": "Bob", "outcome": Outcome.INCORRECT, "note": "", "cause": None})  # fmt: skip
    text = read(sheet(card(opinions=said))).text
    assert "Ada said ✓ Correct equal" in text
    assert "Bob said ✗ Incorrect" in text


def test_other_responses_are_folded_excerpts_around_their_answer(read):
    long = response(text="x" * 5000 + " is 18 " + "y" * 5000, start=5004, finish=5006, model="other")
    html = sheet(card(response(), long, long))
    assert html.count("found-answer") == 1
    seen = read(html)
    assert "2 more with the same answer" in seen.text
    assert seen.text.count("x") < 2 * EXCERPT
    assert seen.text.count(" is 18 ") == 2


def test_an_excerpt_without_an_answer_is_the_end_of_the_response(read):
    silent = response(text="begin " + "x" * 5000 + " the end", answer="", start=0, finish=0, strength="none")
    text = read(sheet(card(silent, silent))).text
    assert text.count("the end") == 2
    assert text.count("begin") == 1


def test_not_more_than_a_dozen_other_responses_are_shown(read):
    text = read(sheet(card(*[response(model="m") for _ in range(SHOWN_OTHERS + 4)]))).text
    assert f"{SHOWN_OTHERS + 3} more with the same answer" in text
    assert "… and 3 more" in text
