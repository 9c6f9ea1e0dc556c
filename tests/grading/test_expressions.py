"""What holds for every expression: it is itself in every spelling, and never its perturbed copy."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review_app.domain import Answer, Outcome, Problem, Strength
from review_app.grading import decide_fast, decide_slow, grade_answer
from review_app.grading.algebra.ball import apart, ball
from review_app.grading.algebra.normal import normal, same
from review_app.grading.algebra.polynomial import TooHardError
from review_app.grading.syntax.reading import read
from review_app.grading.syntax.tree import Node, Quantity, num, sym

SMALL = st.integers(min_value=2, max_value=9)
LEAVES = st.one_of(
    SMALL.map(num),
    SMALL.map(lambda n: Node("root", (num(n), num(2)))),
    st.sampled_from([sym("pi"), sym("x"), sym("y")]),
)


def joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.tuples(parts, parts)
    return st.one_of(
        pairs.map(lambda pair: Node("+", pair)),
        pairs.map(lambda pair: Node("-", pair)),
        pairs.map(lambda pair: Node("*", pair)),
        pairs.map(lambda pair: Node("/", pair)),
        parts.map(lambda part: Node("^", (part, num(2)))),
    )


EXPRESSIONS = st.recursive(LEAVES, joined, max_leaves=5)


# Three spellings of each operation.
SPELLINGS = {
    "root": ["\\sqrt{{{0}}}", "\\sqrt{0} ", "√({0})"],
    "/": ["\\frac{{{0}}}{{{1}}}", "\\dfrac{{{0}}}{{{1}}}", "(({0})/({1}))"],
    "^": ["({0})^{{2}}", "({0})^2", "({0})²"],
    "*": ["({0})({1})", "({0})\\cdot ({1})", "({0}) * ({1})"],
    "+": ["({0} + {1})", "\\left({0}+{1}\\right)", "( {0} + {1} )"],
    "-": ["({0} - {1})", "\\left({0}-{1}\\right)", "( {0} − {1} )"],
    "pi": ["\\pi ", "π", "\\pi{{}}"],
}


def latex(node: Node, style: int = 0) -> str:
    """An expression in one of three spellings."""
    parts = [latex(part, style) for part in node.args]
    name = str(node.data) if node.op == "sym" else node.op
    return SPELLINGS[name][style].format(*parts) if name in SPELLINGS else str(node.data)


def turned(node: Node) -> Node:
    """The same expression, sums and products the other way round."""
    parts = tuple(turned(part) for part in node.args)
    return node._replace(args=parts[::-1] if node.op in ("+", "*") else parts)


def verdict(reference: str, answer: str) -> Outcome:
    problem = Problem("p", "math", "test", "What is it?", reference)
    return grade_answer(problem, Answer(answer, 0, len(answer), "box", Strength.SURE)).outcome


def defined(node: Node) -> bool:
    try:
        normal(node)
    except TooHardError:
        return False
    return True


@given(EXPRESSIONS)
@settings(max_examples=150, deadline=None)
def test_an_expression_is_read_as_what_it_was_rendered_from(node: Node) -> None:
    for style in range(3):
        reading = read(latex(node, style))
        assert isinstance(reading, Quantity), latex(node, style)
        if defined(node):
            assert same(normal(reading.node), normal(node)) is True


@given(EXPRESSIONS, st.integers(0, 2), st.integers(0, 2))
@settings(max_examples=150, deadline=None)
def test_an_expression_is_itself_in_every_spelling(node: Node, one: int, other: int) -> None:
    if not defined(node):
        return
    assert verdict(latex(node, one), latex(turned(node), other)) is Outcome.CORRECT


@given(EXPRESSIONS, st.integers(1, 5))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_perturbed_expression_is_never_correct(node: Node, change: int) -> None:
    other = Node("+", (node, num(Fraction(change))))
    assert verdict(latex(node), latex(other)) is not Outcome.CORRECT
    assert verdict(latex(other), latex(node)) is not Outcome.CORRECT


@given(EXPRESSIONS, EXPRESSIONS)
@settings(max_examples=200, deadline=None)
def test_what_arithmetic_calls_equal_no_enclosure_parts(one: Node, other: Node) -> None:
    point = {"x": 0.731, "y": 1.377}
    try:
        equal = same(normal(one), normal(other))
        parted = apart(ball(one, point), ball(other, point))
    except TooHardError:
        return
    assert not (equal is True and parted)


@given(EXPRESSIONS, EXPRESSIONS)
@settings(max_examples=150, deadline=None)
def test_exchanging_two_expressions_never_turns_the_verdict_round(one: Node, other: Node) -> None:
    outcomes = {verdict(latex(one), latex(other)), verdict(latex(other), latex(one))}
    assert outcomes != {Outcome.CORRECT, Outcome.INCORRECT}


COLLECTIONS = ["({})", "\\{{{}\\}}", "{}", "\\begin{{pmatrix}}{}\\end{{pmatrix}}"]


@given(st.lists(st.integers(-99, 99), min_size=2, max_size=5, unique=True), st.integers(1, 9), st.data())
@settings(max_examples=100, deadline=None)
def test_a_changed_member_is_never_correct(members: list[int], change: int, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(COLLECTIONS))
    place = data.draw(st.integers(0, len(members) - 1))
    changed = [number + change * (n == place) for n, number in enumerate(members)]
    comma = " \\\\ " if "pmatrix" in form else ", "
    one, other = (form.format(comma.join(map(str, numbers))) for numbers in (members, changed))
    assert verdict(one, one) is Outcome.CORRECT
    if sorted(members) != sorted(changed):
        assert verdict(one, other) is Outcome.INCORRECT


HOSTILE = [
    pytest.param("9^{9^{9^{9}}}", id="a tower of powers"),
    pytest.param("1000000!", id="a huge factorial"),
    pytest.param("((((9!)!)!)!)!", id="factorials of factorials"),
    pytest.param("(a+b+c+d+e+f)^{40}", id="a power of a sum"),
    pytest.param("(x+y)^{40}(z+w)^{40}", id="a product of powers of sums"),
    pytest.param("*".join(f"(x+{n})" for n in range(120)), id="a product of many sums"),
    pytest.param("+".join(f"\\frac{{1}}{{x+{n}}}" for n in range(30)), id="a sum of many fractions"),
    pytest.param("\\frac{1}{" * 300 + "2" + "}" * 300, id="deep fractions"),
    pytest.param("\\sqrt{1+" * 39 + "2" + "}" * 39, id="roots in roots"),
    pytest.param("5" + "!" * 500, id="five hundred signs"),
    pytest.param("\\sqrt{1000000016000000063}", id="a root with hidden factors"),
    pytest.param("2^{1000000000}", id="a huge power"),
    pytest.param("\\pm" * 300, id="signs without numbers"),
    pytest.param(",".join(map(str, range(299))), id="a long list"),
    pytest.param("|" * 300, id="bars"),
    pytest.param("__import__('os').abort()", id="code"),
]
OTHERS = ["5", "x+1", "2\\sqrt{3}", "(1,2)", "1,2", "[0,1]", "y=2x", "a+b+c+d", "\\frac{1}{x}+\\sin x"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_expressions_are_settled_quickly_and_never_correct(text: str) -> None:
    for other in OTHERS:
        assert verdict(text, other) is not Outcome.CORRECT
        assert verdict(other, text) is not Outcome.CORRECT


def test_the_fast_stage_leaves_identities_to_the_slow_one() -> None:
    problem = Problem("p", "math", "test", "What is it?", r"\tan 15^\circ")
    answer = Answer(r"2-\sqrt{3}", 0, 10, "box", Strength.SURE)
    assert decide_fast(problem, answer) is None
    assert decide_slow(problem, answer).outcome is Outcome.CORRECT
