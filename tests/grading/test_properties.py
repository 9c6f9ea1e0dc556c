"""What holds for every text: nothing raises, nothing is slow, and no integer is ever taken for another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_app.domain import Outcome, Problem, Strength
from review_app.grading import REASONS, extract, grade
from tests.work import at_most

# A response of this hostility must be graded within so many seconds of work.
SECONDS = 0.5

WORDS = ["\\boxed{", "\\fbox{", "####", "The answer is ", "答案是", "<think>", "</think>"]
WORDS += ["\\frac", "\\text{"]
SIGNS = "{}\\\n$^_5,.%/- １٣\u202e\u200b\0\ud800"
PIECES = st.sampled_from([*WORDS, *SIGNS])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))
INTEGERS = st.integers(min_value=-(10**12), max_value=10**12)


def problem(reference: str, statement: str = "How many?") -> Problem:
    return Problem("p", "math", "test", statement, reference)


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_no_text_makes_the_grader_raise(text: str, reference: str, statement: str) -> None:
    verdict = grade(Problem("p", "b", "test", statement, reference, solution=reference), text)
    assert verdict.rule in REASONS


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_an_answer_stands_where_it_is_said_to_stand(text: str) -> None:
    answer = extract(text)
    assert text[answer.start : answer.end] == answer.text
    assert (answer.strength is Strength.SURE) == (answer.doubt == "")


@given(
    st.text(alphabet=st.characters(exclude_characters="\\{}<")),
    st.from_regex(r"[0-9a-z+]{1,9}", fullmatch=True),
)
@settings(max_examples=200, deadline=None)
def test_what_is_boxed_is_found_in_any_text(before: str, content: str) -> None:
    assert extract(f"{before} \\boxed{{{content}}}").text == content


def spellings(number: int) -> list[str]:
    commas = f"{number:,}"
    return [
        str(number),
        commas,
        commas.replace(",", "{,}"),
        commas.replace(",", r"\,"),
        f"{number}.0",
        f"${number}$",
    ]


@given(INTEGERS)
@settings(max_examples=100, deadline=None)
def test_an_integer_is_itself_however_it_is_spelled(number: int) -> None:
    for reference in spellings(number):
        for answer in spellings(number):
            assert grade(problem(reference), rf"\boxed{{{answer}}}").outcome is Outcome.CORRECT, (
                reference,
                answer,
            )


@given(INTEGERS, INTEGERS)
@settings(max_examples=200, deadline=None)
def test_no_integer_is_another_one(one: int, other: int) -> None:
    for answer in spellings(other):
        verdict = grade(problem(str(one)), rf"\boxed{{{answer}}}")
        assert (verdict.outcome is Outcome.CORRECT) == (one == other)


HOSTILE = [
    pytest.param("a" * 100_000, id="a hundred thousand letters"),
    pytest.param("\\boxed{" + "{" * 5_000 + "5" + "}" * 5_001, id="five thousand nested braces"),
    pytest.param("\\boxed{" + "7" * 1_000_000 + "}", id="an integer of a million digits"),
    pytest.param("\\boxed{1/" + "7" * 5_000 + "}", id="a fraction no int() would read"),
    pytest.param("\\boxed{" * 20_000, id="boxes that never close"),
    pytest.param("\\boxed{" * 9_000 + "}" * 9_000, id="boxes in boxes"),
    pytest.param("\\boxed{1} " * 5_000, id="thousands of boxes"),
    pytest.param("".join(rf"\boxed{{{n}}}" for n in range(5_000)), id="thousands of answers"),
    pytest.param("the answer is " * 7_000, id="an answer that never comes"),
    pytest.param("答案是" * 30_000, id="an answer that never comes, in Chinese"),
    pytest.param("answer is" + " " * 100_000, id="an answer of spaces"),
    pytest.param("answer to " * 10_000, id="an answer to nothing"),
    pytest.param("####" + " " * 100_000, id="a last line of spaces"),
    pytest.param("#### 5\n" * 15_000, id="thousands of last lines"),
    pytest.param("\\boxed{" + " " * 100_000 + "5}", id="spaces in a box"),
    pytest.param("\\boxed{5 " + "a " * 2_000 + "}", id="a unit of two thousand words"),
    pytest.param("\\boxed{" + "\\frac{" * 800 + "}", id="fractions that never close"),
    pytest.param("\\boxed{" + "$" * 4_000 + "}", id="dollars"),
    pytest.param("\\" * 100_000, id="backslashes"),
    pytest.param("<think>" * 14_000, id="thinking about thinking"),
    pytest.param("\\boxed{\0}" + "\0" * 100_000, id="NULs"),
    pytest.param("\\boxed{\ud800\u202e81\u200b}", id="a lone surrogate and reversed text"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_graded_quickly(text: str) -> None:
    with at_most(SECONDS):
        verdict = grade(problem("18"), text)
        reverse = grade(problem(text[:100_000], text[:100_000]), r"\boxed{18}")
    assert Outcome.CORRECT not in (verdict.outcome, reverse.outcome)
