from __future__ import annotations

from dataclasses import replace

import pytest

from review_app.domain import Outcome
from review_app.services.evidence import Card, open_card
from review_app.store.evidence import SHOWN_RESPONSES
from review_app.ui import words
from review_app.ui.sheet import EXCERPT, SHOWN_SIBLINGS, raw_texts, sheet

HOSTILE = '"><script>alert(1)</script>\n\n<img src=x onerror=alert(1)> \\gdef\\frac{} $</span>$ '

TAGS = {
    "article", "div", "section", "h2", "h3", "small", "span", "p", "code", "pre", "br", "wbr", "strong", "mark", "i",
    "details", "summary", "table", "tr", "td", "button", "ol", "li",
}  # fmt: skip
ATTRIBUTES = {
    "class", "id", "tabindex", "aria-label", "role", "type", "title", "aria-pressed", "data-part", "data-do",
}  # fmt: skip


def response(**changes: object) -> dict[str, object]:
    """One response as the store gives it."""
    return {
        "response_id": "s1", "model": "m", "run_id": "r1", "source": "a.jsonl", "sample": 0, "text": "It is 18.",
        "answer": "18", "start": 6, "finish": 8, "method": "box", "strength": "sure", "doubt": "",
        "tool_grader": None, "tool_outcome": None, "tool_answer": None,
    } | changes  # fmt: skip


def stored(**changes: object) -> dict[str, object]:
    """One step as the store gives it."""
    return {
        "round": 1, "text": "First.\n```python\nprint(18)\n```", "code": "print(18)", "output": "18\n", "error": "",
        "ended": "well", "seconds": 0.1,
    } | changes  # fmt: skip


def sibling(**changes: object) -> dict[str, object]:
    """Another answer to the same problem as the store gives it."""
    return {
        "problem_id": "math/test/1", "case_id": "c2", "answer": "19", "responses": 1, "models": ["m"],
        "automatic": "incorrect", "decisions": [],
    } | changes  # fmt: skip


def card(
    *responses: dict[str, object],
    siblings: tuple[dict[str, object], ...] = (),
    opinions: tuple[dict[str, object], ...] = (),
    values: tuple[str, str] = ("", ""),
    **changes: object,
) -> Card:
    """One case as the store gives it; `values` are the decimal values of reference and answer."""
    case = {
        "case_id": "c1", "problem_id": "math/test/1", "key": "18", "benchmark": "math", "split": "test",
        "statement": "How many?", "reference": "17", "solution": "Count.", "level": 3, "subject": "Algebra",
        "automatic": "uncertain", "rule": "no_rule", "evidence": "no rule fits", "expected": "17", "found": "18",
        "grader": "1.0", "amended_reference": None,
    } | changes  # fmt: skip
    given = [{"total": len(responses) or 1} | row for row in responses or [response()]]
    return Card(case, given, list(siblings), *values, list(opinions))


@pytest.mark.parametrize("blind", [False, True], ids=["shown", "blind"])
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_hostile_text_in_every_field_gives_only_our_own_tags(read, blind, language):
    worst = response(model=HOSTILE, text=HOSTILE, answer=HOSTILE, start=3, finish=20, method=HOSTILE, source=HOSTILE,
                     tool_grader=HOSTILE, tool_outcome="correct", tool_answer=HOSTILE, doubt=HOSTILE,
                     steps=[stored(text=HOSTILE, code=HOSTILE, output=HOSTILE, error=HOSTILE)])  # fmt: skip
    opinion = {"annotator": HOSTILE, "outcome": "incorrect", "note": HOSTILE, "cause": HOSTILE}
    other = sibling(case_id=HOSTILE, answer=HOSTILE, models=[HOSTILE], decisions=["correct"])
    fields = ("case_id", "benchmark", "statement", "reference", "solution", "subject", "rule", "evidence", "expected",
              "found", "grader", "key", "split", "problem_id")  # fmt: skip
    made = card(worst, worst, siblings=(other,), opinions=(opinion,), values=(HOSTILE, HOSTILE),
                **dict.fromkeys(fields, HOSTILE))  # fmt: skip
    seen = read(sheet(made, lambda text, /, **values: words.say(language, text, **values), blind=blind))
    assert seen.names <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert seen.balanced
    assert seen.text.count("<script>alert(1)</script>") >= 9
    assert not [attrs for _, attrs in seen.tags if "alert(" in " ".join(value or "" for value in attrs.values())]


def test_one_case_from_the_store_gives_only_our_own_tags(store, read):
    for row in store.rows("SELECT DISTINCT case_id FROM outcomes"):
        seen = read(sheet(open_card(store, row["case_id"])))
        assert seen.names <= TAGS
        assert seen.balanced


def test_no_line_break_in_the_html_ends_the_block_that_markdown_leaves_alone():
    assert "\n" not in sheet(card(response(text="a\n\nb\n"), statement="a\n\nb", evidence="a\n\nb"))


def test_the_case_is_named_where_the_keys_look_for_it():
    assert sheet(card()).startswith('<article class="sheet" id="case-c1">')


# --- steps


def test_stored_steps_stand_folded_before_the_answer(read):
    failed = stored(round=2, code="1 / 0", output="", error="ZeroDivisionError", ended="error")
    shown = sheet(card(response(steps=[stored(), failed, stored(round=3, output=None, error=None, ended=None)])))
    seen = read(shown)
    assert shown.index("Steps with a program: 3") < shown.index('id="found-answer"')
    assert [tag for tag, _ in seen.tags].count("li") == 3
    for text in ("First.", "print(18)", "ZeroDivisionError", "ended with an error", "was not run to its end"):
        assert text in seen.text
    assert "```" not in seen.text


TRACE = "First.\n```python\nprint(18)\n```\n```output\n18\n```\nThus 18."


@pytest.mark.parametrize(
    ("place", "marked"),
    [
        pytest.param("Thus ", "18", id="in the answer"),
        pytest.param("print(", "print(18)Output18", id="in a program, which is marked whole"),
        pytest.param("", "First", id="in a thought"),
    ],
)
def test_a_trace_in_the_text_looks_the_same_and_the_answer_is_marked_once(place, marked, read):
    start = TRACE.index(place) + len(place)
    shown = sheet(card(response(text=TRACE, start=start, finish=start + len(marked) if place == "" else start + 2)))
    seen = read(shown)
    assert "Steps with a program: 1" in seen.text
    assert shown.count('id="found-answer"') == 1
    inside = shown.split('<mark id="found-answer">')[1].split("</mark>")[0]
    assert read(inside).text.replace("\n", "") == marked
    assert ('<details class="steps" open>' in shown) == (place != "Thus ")
    assert "```" not in seen.text


def test_a_trace_of_a_thousand_turns_is_a_text(read):
    seen = read(sheet(card(response(text=TRACE * 1_000, start=0, finish=0))))
    assert "Steps with a program" not in seen.text
    assert seen.balanced


# --- blind


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("? Uncertain", id="the verdict on this answer"),
        pytest.param("no_rule", id="its rule"),
        pytest.param("no rule fits", id="its evidence"),
        pytest.param("The tool itself", id="what the tool said"),
        pytest.param("✓ Correct", id="the tool's verdict"),
        pytest.param("having read", id="what the tool read"),
        pytest.param("✗ Incorrect", id="the grader's word on another answer"),
        pytest.param("grader:", id="that it said something"),
        pytest.param("Zoe", id="who said something of this case"),
        pytest.param("fake-1 · equivalence@1", id="that a judge said something"),
        pytest.param("one half", id="why a judge thinks so"),
        pytest.param("80 % of 5 votes for correct", id="how a judge's votes fell"),
    ],
)
def test_who_is_blind_sees_nothing_of_the_graders_word(told, read):
    graded = response(tool_grader="exact_match", tool_outcome="correct", tool_answer="18")
    said = {"annotator": "Zoe", "outcome": "correct", "note": "", "cause": None}
    advice = {"judge": "fake-1 · equivalence@1", "outcome": "correct", "share": 0.8, "votes": 5, "score": None,
              "reason": "one half"}  # fmt: skip
    made = replace(card(graded, siblings=(sibling(),), opinions=(said,)), suggestions=[advice])
    assert told in read(sheet(made)).text
    assert told not in read(sheet(made, blind=True)).text


@pytest.mark.parametrize("automatic", list(Outcome))
def test_blind_sheets_of_all_verdicts_are_one_and_the_same(automatic):
    shown = [
        sheet(card(automatic=said, siblings=(sibling(automatic=said),)), blind=True) for said in (automatic, "correct")
    ]
    assert shown[0] == shown[1], "no class, colour or word tells them apart"


def test_who_is_blind_still_sees_what_was_read_and_what_people_said_of_other_answers(read):
    made = card(siblings=(sibling(decisions=["incorrect"]),), expected="17", found="18")
    text = read(sheet(made, blind=True)).text
    assert "The grader read \\(17\\) ↔ \\(18\\)" in text
    assert "✗ Incorrect" in text


# --- raw texts


def test_a_judges_advice_is_told_as_such_with_its_score_and_hostile_reason(read):
    advice = {"judge": HOSTILE, "outcome": "incorrect", "share": 1 / 3, "votes": 3, "score": 5.5, "reason": HOSTILE}
    found = read(sheet(replace(card(), suggestions=[advice])))
    assert {name for name, _ in found.tags} <= TAGS
    assert "Advice of the judge" in found.text
    assert "✗ Incorrect score 5.5 of 10 · 33 % of 3 votes for correct" in found.text


def test_the_raw_texts_are_as_they_were_written():
    texts = raw_texts(card(response(text=HOSTILE, answer=HOSTILE), statement=HOSTILE, reference="$1$", solution=""))
    assert texts == {"problem": HOSTILE, "reference": "$1$", "answer": HOSTILE, "response": HOSTILE, "solution": ""}


def test_every_part_with_a_raw_text_can_be_shown_raw(read):
    seen = read(sheet(card()))
    parts = [attrs["data-part"] for _, attrs in seen.tags if "data-part" in attrs]
    assert sorted(parts) == sorted(raw_texts(card()))
    shown = [attrs for _, attrs in seen.tags if "shown" in (attrs.get("class") or "").split()]
    assert len(shown) == len(parts)


# --- what is told


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
            "The tool itself (exact_match) said ✗ Incorrect · having read \\(19\\)",
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
    assert "<details class='solution' " in sheet(card())
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


def test_decimal_values_stand_below_what_has_some(read):
    text = read(sheet(card(values=("4.6188", ""), reference=r"\frac{8\sqrt{3}}{3}"))).text
    assert text.count("≈") == 1
    assert "≈ 4.6188" in text


def test_what_the_grader_understood_of_nothing_is_not_told(read):
    assert "The grader read" not in read(sheet(card(expected="", found=""))).text
    assert "The grader read \\(17\\) ↔ nothing" in read(sheet(card(expected="17", found=""))).text


# --- other answers to the problem


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, "\\(19\\)1 × mgrader: ✗ Incorrect", id="only the grader spoke"),
        pytest.param({"decisions": ["correct"]}, "\\(19\\)1 × m✓ Correct", id="people before the grader"),
        pytest.param({"decisions": ["correct", "incorrect"]}, "✓ Correct ✗ Incorrect", id="people who differ"),
        pytest.param({"models": list("abcd"), "responses": 7}, "7 × a, b, c …", id="many models"),
        pytest.param({"answer": ""}, "no answer found1 × m", id="no answer"),
    ],
)
def test_other_answers_to_the_problem_tell_what_was_decided_of_them(changes, expected, read):
    text = read(sheet(card(siblings=(sibling(**changes),)))).text
    assert "1 other answers to this problem" in text
    assert expected in text


def test_not_more_than_a_dozen_other_answers_are_listed(read):
    others = tuple(sibling(case_id=f"c{at}", decisions=["correct"]) for at in range(SHOWN_SIBLINGS + 5))
    text = read(sheet(card(siblings=others))).text
    assert f"{SHOWN_SIBLINGS + 5} other answers to this problem · {SHOWN_SIBLINGS + 5} decided by people" in text
    assert "… and 5 more" in text
    assert text.count("1 × m") == SHOWN_SIBLINGS


def test_a_problem_with_one_answer_has_no_list_of_others():
    assert "siblings" not in sheet(card())


# --- other responses with the same answer


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
    rows = [response(model="m", total=SHOWN_RESPONSES + 3) for _ in range(SHOWN_RESPONSES)]
    text = read(sheet(card(*rows))).text
    assert f"{SHOWN_RESPONSES + 2} more with the same answer" in text
    assert "… and 3 more" in text
