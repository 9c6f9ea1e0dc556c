"""What is cut out of a response, where it stands, and how surely."""

import pytest

from review_app.domain import Problem, Strength
from review_app.grading import REASONS, case_of, extract, grade, reference_of

SURE, WEAK, NONE = Strength.SURE, Strength.WEAK, Strength.NONE

TEXTS = [
    # boxes
    (r"So it is \boxed{18}.", "18", "box", SURE, "", "one box"),
    (r"$\boxed{\frac{1}{2}}$", r"\frac{1}{2}", "box", SURE, "", "braces inside a box"),
    (r"\boxed{\text{a } \{1, 2\}}", r"\text{a } \{1, 2\}", "box", SURE, "", "escaped braces do not count"),
    (r"\fbox{7}", "7", "box", SURE, "", "the other kind of box"),
    (r"\boxed 5 apples", "5", "box", SURE, "", "a box without braces"),
    (r"\boxed {5}", "5", "box", SURE, "", "a space before the brace"),
    (r"\boxed{ 5 }", "5", "box", SURE, "", "white space inside is left out"),
    (r"\boxed{\boxed{5}}", "5", "box", SURE, "", "a box in a box"),
    (r"\boxed{x = \fbox{5}}", r"x = \fbox{5}", "box", SURE, "", "a box that holds more than a box"),
    (r"First \boxed{5}, again \boxed{5.0}.", "5.0", "box", SURE, "", "two boxes that say the same"),
    (
        r"\boxed{\dfrac12} or $\boxed{\frac{1}{2}}$",
        r"\frac{1}{2}",
        "box",
        SURE,
        "",
        "two spellings of one answer",
    ),
    (r"\boxed{210} in all, \boxed{110} left", "110", "box", WEAK, "several_boxes", "two boxes that differ"),
    (r"红色 \boxed{4} 个，蓝色 \boxed{6} 个。", "6", "box", WEAK, "several_boxes", "two boxes in Chinese"),
    (
        r"\boxed{4} and \boxed{-4}. The answer is: -4.",
        "-4",
        "box",
        WEAK,
        "several_boxes",
        "two boxes, two values",
    ),
    (r"The answer is \boxed{}.", "", "box", WEAK, "empty_box", "nothing in the box"),
    (r"\boxed{5} and then \boxed{ }", "", "box", WEAK, "empty_box", "nothing in the last box"),
    (r"Use \boxed{}. I get \boxed{5}.", "5", "box", SURE, "", "the box of the instructions is empty"),
    (r"Fill \boxed{\phantom{2}} with \boxed{4}.", "4", "box", SURE, "", "a blank is no answer"),
    (r"so it is \boxed{12", "12", "box", WEAK, "cut_off", "the response ends in its box"),
    (r"\boxed{5 and \boxed{7}", r"5 and \boxed{7}", "box", WEAK, "cut_off", "a box that never closes"),
    (r"\boxedsomething{5}", "", "none", NONE, "no_answer", "another command"),
    (r"\boxed{5}" + " filler" * 400, "5", "box", WEAK, "text_goes_on", "a box long before the end"),
    # contradicted after the box
    (r"\boxed{5}. The answer is 5.", "5", "box", SURE, "", "said once more"),
    (r"\boxed{5}. The answer is: $5.00$.", "5", "box", SURE, "", "said once more, as a float"),
    (r"\boxed{18} The answer is 18 dollars.", "18", "box", SURE, "", "said once more, with a unit"),
    (r"\boxed{5}. The answer is 6.", "5", "box", WEAK, "other_answer_after", "another answer is stated"),
    (r"\boxed{18}. The answer is 180.", "18", "box", WEAK, "other_answer_after", "18 does not stand in 180"),
    ("\\boxed{5}\n#### 6", "5", "box", WEAK, "other_answer_after", "another last line"),
    (r"\boxed{5}。所以答案是 6。", "5", "box", WEAK, "other_answer_after", "another answer in Chinese"),
    (r"\boxed{5}. Wait, that is not right.", "5", "box", WEAK, "second_thoughts", "it takes it back"),
    (r"\boxed{-4}. This should be 6.", "-4", "box", WEAK, "second_thoughts", "it names what should be"),
    (r"\boxed{-4}，但这不符合实际情况。", "-4", "box", WEAK, "second_thoughts", "a doubt in Chinese"),
    (r"\boxed{5}。我们需要重新计算。", "5", "box", WEAK, "second_thoughts", "it wants to compute again"),
    (r"I made a mistake before. Now \boxed{5}.", "5", "box", SURE, "", "a doubt before the box is settled"),
    (r"因此，剩余 \(\boxed{30}\) 盎司的肉。", "30", "box", SURE, "", "a unit after the box"),
    # thinking
    (r"<think>\boxed{4}?</think>It is \boxed{5}.", "5", "box", SURE, "", "the box said to the reader counts"),
    (r"<think>\boxed{4}</think>The answer is 5.", "5", "phrase", SURE, "", "a sentence after the thinking"),
    (r"<think>\boxed{4}</think>Done.", "4", "box", WEAK, "box_in_thinking", "a box in the thinking only"),
    (r"<think>so \boxed{4}", "4", "box", WEAK, "cut_off", "the thinking never ends"),
    (r"<think>the answer is 4", "4", "phrase", WEAK, "cut_off", "a sentence in thinking that never ends"),
    (r"hm</think> \boxed{5}", "5", "box", SURE, "", "thinking whose beginning was in the prompt"),
    # without boxes
    ("2 + 2 = 4\n#### 4", "4", "hashes", SURE, "", "the last line of GSM8K"),
    ("#### 1,000\n", "1,000", "hashes", SURE, "", "thousands"),
    ("#### $18", "$18", "hashes", SURE, "", "money"),
    ("#### Step 1: add\n2 + 2 = 4\n", "", "none", NONE, "no_answer", "a heading"),
    ("#### 3\nno\n#### 4", "4", "hashes", WEAK, "several_answers", "two last lines"),
    ("#### 4\nBut then more text follows.", "4", "hashes", WEAK, "text_goes_on", "not the last line"),
    ("The answer is 18.", "18", "phrase", SURE, "", "a sentence"),
    ("The answer is $18.50.", "$18.50", "phrase", SURE, "", "a point inside a number"),
    ("**Final Answer:** 18", "18", "phrase", SURE, "", "bold type"),
    ("The final answer is: $18$", "$18$", "phrase", SURE, "", "mathematics"),
    ("The answer is 18 eggs.", "18 eggs", "phrase", SURE, "", "a number with a unit"),
    ("最终答案是 18。", "18", "phrase", SURE, "", "a sentence in Chinese"),
    ("因此，答案为：18", "18", "phrase", SURE, "", "therefore, in Chinese"),
    ("答案：18", "18", "phrase", SURE, "", "a colon in Chinese"),
    ("The answer is 17. No: the answer is 18.", "18", "phrase", WEAK, "several_answers", "two sentences"),
    ("The answer is 18. Let me go on with that.", "18", "phrase", WEAK, "text_goes_on", "not the end"),
    ("The answer is that nobody knows.", "that nobody knows", "phrase", WEAK, "long_phrase", "words"),
    # nothing but a number
    ("25", "25", "bare", SURE, "", "the whole response is a number"),
    ("<think>6 or 7?</think>\n $7$ \n", "$7$", "bare", SURE, "", "a number after the thinking"),
    ("\\frac{3}{4}", "\\frac{3}{4}", "bare", SURE, "", "a fraction"),
    ("25 or 26", "", "none", NONE, "no_answer", "two numbers"),
    ("ERROR", "", "none", NONE, "no_answer", "a word"),
    ("7" * 41, "", "none", NONE, "no_answer", "no number that anybody gives"),
    # set apart, or in a closing sentence
    ("It adds up.\n**18**", "18", "apart", SURE, "", "a last line in bold type"),
    ("It adds up.\n\n### Final Answer\n\n18", "18", "apart", SURE, "", "a line under a heading"),
    ('{"reasoning": "9 + 9", "answer": "18"}', "18", "apart", SURE, "", "a field of a JSON object"),
    (
        '{"answer": 18, "reasoning": "9 + 9"}',
        "18",
        "apart",
        WEAK,
        "text_goes_on",
        "a field that others follow",
    ),
    ("So 9 + 9 = 18\nA: 18", "18", "hashes", SURE, "", "a last line that begins with A"),
    ("He buys 3. So he has 15 apples left.", "15", "closing", SURE, "", "the only number of a conclusion"),
    ("因此，他需要移除15个玩具。", "15", "closing", SURE, "", "a conclusion in Chinese"),
    (
        "```output\n10\n```\nTen men stay upright.",
        "Ten",
        "closing",
        SURE,
        "",
        "what a program printed, in a word",
    ),
    (
        "```output\n5\n```\n5 cars came in 15 minutes.",
        "5",
        "closing",
        SURE,
        "",
        "the printed one of two numbers",
    ),
    ("```output\n7\n```\n5 cars came.", "", "none", NONE, "no_answer", "not what the program printed"),
    ("因此，他可以购买4支25美元的钢笔。", "4", "closing", SURE, "", "the other number says which pens"),
    ("因此，他有4支红笔和5支蓝笔。", "", "none", NONE, "no_answer", "two numbers in a Chinese conclusion"),
    ("So he has 14 bags of 2 apples.", "", "none", NONE, "no_answer", "two numbers in a conclusion"),
    ("So he has not 15 apples.", "", "none", NONE, "no_answer", "a conclusion that denies"),
    ("So he has about 15 apples.", "", "none", NONE, "no_answer", "a vague conclusion"),
    ("He has 15 apples.", "", "none", NONE, "no_answer", "a sentence that concludes nothing"),
    ("So he has 15 apples, and then he", "", "none", NONE, "no_answer", "a conclusion cut off"),
    (
        "<|begin_of_thought|>\\boxed{4}<|end_of_thought|>So \\boxed{5}.",
        "5",
        "box",
        SURE,
        "",
        "another mark of thoughts",
    ),
    ("Four containers were imported.", "", "none", NONE, "no_answer", "no form we know"),
    ("", "", "none", NONE, "no_answer", "nothing at all"),
]


@pytest.mark.parametrize(
    ("text", "answer", "method", "strength", "doubt"), [pytest.param(*row[:5], id=row[5]) for row in TEXTS]
)
def test_the_answer_is_cut_out_with_its_doubt(
    text: str, answer: str, method: str, strength: Strength, doubt: str
) -> None:
    found = extract(text)
    assert (found.text, found.method, found.strength, found.doubt) == (answer, method, strength, doubt)
    assert text[found.start : found.end] == found.text
    assert found.doubt in {"", *REASONS}


PROBLEMS = [
    ("18", "", "18", SURE, "the short answer"),
    (" 18 ", "", "18", SURE, "white space around it"),
    ("", "2+2=4\n#### 4", "4", SURE, "the last line of GSM8K"),
    ("", r"so \boxed{3}.", "3", SURE, "the box of a solution"),
    (
        "",
        r"\boxed{\dfrac12}, that is \boxed{\frac{1}{2}}",
        r"\frac{1}{2}",
        SURE,
        "two boxes that say the same",
    ),
    ("", r"\boxed{-3}. Note: \boxed{3} is also accepted.", "3", WEAK, "two boxes that differ"),
    ("3", r"\boxed{-3}. Note: \boxed{3} is also accepted.", "3", WEAK, "two boxes beside a short answer"),
    ("", r"put into \boxed{\phantom{2}} the number \boxed{4}", "4", SURE, "a blank is no answer"),
    ("", "", "", NONE, "nothing"),
    ("", "no answer in here", "", NONE, "a solution without an answer"),
]


@pytest.mark.parametrize(
    ("reference", "solution", "answer", "strength"), [pytest.param(*row[:4], id=row[4]) for row in PROBLEMS]
)
def test_the_reference_comes_from_the_short_answer_or_the_solution(
    reference: str, solution: str, answer: str, strength: Strength
) -> None:
    found = reference_of(Problem("p", "math", "test", "How many?", reference, solution))
    assert (found.text, found.strength) == (answer, strength)
    assert found.doubt in {"", *REASONS}


def key(text: str) -> str:
    return case_of("math/test/1", extract(text), text).key


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        pytest.param(r"\boxed{\dfrac12}", r"It is $\boxed{\frac{1}{2}}$.", True, id="two spellings"),
        pytest.param(r"\boxed{1000}", r"\boxed{1{,}000}", True, id="thousands"),
        pytest.param(r"\boxed{5}", "#### 5", True, id="two ways to give it"),
        pytest.param(r"\boxed{5}", r"\boxed{5.0}", False, id="another form is decided on its own"),
        pytest.param(r"\boxed{5}", r"\boxed{6}", False, id="another answer"),
        pytest.param(r"\boxed{5}", r"\boxed{5}. Wait, no.", False, id="a doubtful one stands alone"),
        pytest.param("no idea", "no clue", False, id="two texts without an answer"),
        pytest.param("no idea", "no idea", True, id="the same text twice"),
    ],
)
def test_answers_that_read_the_same_share_a_case(one: str, other: str, together: bool) -> None:
    assert (key(one) == key(other)) is together


def test_a_case_belongs_to_one_problem() -> None:
    answer = extract(r"\boxed{5}")
    assert case_of("math/test/1", answer, "").id != case_of("math/test/2", answer, "").id


@pytest.mark.parametrize("content", ["7" * 10_000, "a\0b", "\ud800"], ids=["long", "NUL", "lone surrogate"])
def test_every_key_can_be_stored(content: str) -> None:
    stored = key(rf"\boxed{{{content}}}")
    assert len(stored.encode("utf-8")) < 1_000
    assert stored.isprintable()


def test_a_reference_of_several_boxes_is_one_list_where_all_are_asked() -> None:
    problem = Problem("p", "math", "test", "Enter all solutions.", "", r"$x$ is $\boxed{-2}$ or $\boxed{1}$.")
    assert reference_of(problem).text == "-2, 1"


@pytest.mark.parametrize(
    ("statement", "answer", "outcome"),
    [
        pytest.param("Enter all solutions.", "1, -2", "correct", id="all of them"),
        pytest.param("Enter all solutions.", "1", "uncertain", id="one of them where all are asked"),
        pytest.param("Enter all solutions.", "3", "incorrect", id="none of them where all are asked"),
        pytest.param("Enter a solution.", "1", "correct", id="the last one where one is asked"),
        pytest.param("Enter a solution.", "-2", "uncertain", id="the first one where one is asked"),
        pytest.param("Enter a solution.", "7", "incorrect", id="none of them where one is asked"),
    ],
)
def test_a_reference_of_several_boxes_is_taken_as_it_may_be_meant(statement: str, answer: str, outcome: str) -> None:
    problem = Problem("p", "math", "test", statement, "", r"$x$ is $\boxed{-2}$ or $\boxed{1}$.")
    assert grade(problem, rf"\boxed{{{answer}}}").outcome.value == outcome
