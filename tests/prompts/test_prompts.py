from __future__ import annotations

from pathlib import Path

import pytest

from review_app import prompts
from review_app.domain import Outcome, Problem
from review_app.errors import InputError
from review_app.grading import grade

# Every template as it was when its version was given. Whoever changes a word raises the version and adds the new row.
KNOWN = {
    ("boxed", 1): "65111b677694",
    ("boxed-zh", 1): "74810fb79f28",
    ("gsm8k-cot", 1): "0ebf75010b9f",
    ("math-cot", 1): "c43a1fa0adfc",
    ("program", 1): "7f32c4764732",
    ("program-zh", 1): "726f76999465",
    ("user-eval", 1): "e3fed10c672c",
    ("user-eval-zh", 1): "21289b73ccef",
}

# The same for those that judges are asked by.
KNOWN_OF_JUDGES = {
    ("equivalence", 1): "0770366f3dab",
    ("equivalence-zh", 1): "d65500a65f9e",
    ("score", 1): "16df757ba52d",
    ("score-zh", 1): "b0ac7f274b6b",
}

WHOLE = """version = 1
language = "en"
about = "x"
[[turn]]
role = "user"
text = '''<<problem>>'''
"""


@pytest.mark.parametrize("name", prompts.names())
def test_a_template_that_changed_has_another_version(name: str) -> None:
    found = prompts.template(name)
    assert KNOWN[(name, found.version)] == found.digest


@pytest.mark.parametrize("name", prompts.names(prompts.JUDGE))
def test_a_judges_template_that_changed_has_another_version(name: str) -> None:
    found = prompts.template(name, prompts.JUDGE)
    assert KNOWN_OF_JUDGES[(name, found.version)] == found.digest
    assert "JSON" in found.turns[0].text, "endpoints ask for the word where they are to answer in it"


def test_no_template_was_lost() -> None:
    assert {name for name, _ in KNOWN} == set(prompts.names())
    assert {name for name, _ in KNOWN_OF_JUDGES} == set(prompts.names(prompts.JUDGE))


def test_each_hole_of_a_judges_template_is_filled_and_none_that_stands_in_an_answer() -> None:
    values = {prompts.PROBLEM: "1 + 1?", prompts.REFERENCE: "two <<answer>>", prompts.ANSWER: r"\\1 <<problem>>"}
    [_, (_, text)] = prompts.template("equivalence", prompts.JUDGE).filled(values)
    assert [text.count(value) for value in values.values()] == [1, 1, 1]


@pytest.mark.parametrize("name", prompts.names())
def test_a_problem_stands_in_its_place_as_it_is(name: str) -> None:
    hostile = r"What is $\frac{1}{2}$ of {x}, %s, \1 and <<problem>>?"
    conversation = prompts.template(name).asking(hostile)
    role, text = conversation[-1]
    assert role == "user"
    assert text.count(hostile) == 1
    assert all("<<problem>>" not in said for _, said in conversation[:-1])


@pytest.mark.parametrize("name", ["gsm8k-cot", "math-cot"])
def test_the_worked_examples_are_right_and_read_as_the_grader_reads_answers(name: str) -> None:
    answers = {"gsm8k-cot": ["40", "176", "5", "153"], "math-cot": ["2", r"\frac{5}{9}", "1", r"\sqrt{34}"]}
    worked = [turn.text for turn in prompts.template(name).turns if turn.role == "assistant"]
    problems = [Problem(f"p{number}", "gsm8k", "test", "?", answer) for number, answer in enumerate(answers[name])]
    verdicts = [grade(problem, text) for problem, text in zip(problems, worked, strict=True)]
    assert [verdict.outcome for verdict in verdicts] == [Outcome.CORRECT] * 4


@pytest.mark.parametrize(
    ("benchmark", "name"), [("gsm8k", "boxed"), ("mathusereval", "user-eval-zh"), ("of my own", "boxed")]
)
def test_a_benchmark_has_a_usual_template(benchmark: str, name: str) -> None:
    assert prompts.usual(benchmark) == name
    assert name in prompts.names()


def test_a_template_of_ones_own_is_a_file_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(WHOLE.replace("<<problem>>", "Solve: <<problem>>"))
    found = prompts.template(str(path))
    assert (found.name, found.asking("1 + 1?")) == ("mine", [("user", "Solve: 1 + 1?")])
    assert found.digest != prompts.read("mine", WHOLE).digest


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("version = ", "no TOML", id="no TOML"),
        pytest.param(WHOLE.replace("version = 1", ""), "needs version", id="no version"),
        pytest.param(WHOLE.replace("version = 1", "version = true"), "needs version", id="a version that is no number"),
        pytest.param(WHOLE.replace('"en"', '"fr"'), "language", id="a language that nobody speaks here"),
        pytest.param(WHOLE.replace('about = "x"', ""), "about", id="nothing about it"),
        pytest.param(WHOLE.replace('role = "user"', 'role = "tool"'), "role", id="a role that is none"),
        pytest.param(WHOLE.replace("<<problem>>", "Solve it."), "must stand in it once", id="no place for the problem"),
        pytest.param(WHOLE.replace("<<problem>>", "<<problem>> <<problem>>"), "once", id="two places for it"),
        pytest.param(WHOLE.replace('role = "user"', 'role = "system"'), "must be the user's", id="asked by nobody"),
        pytest.param(WHOLE.partition("[[")[0], "needs version", id="no turn"),
        pytest.param(WHOLE.replace("[[turn]]", "[turn]"), "needs version", id="turns that are no list"),
    ],
)
def test_a_bad_template_says_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        prompts.read("mine", text)


def test_an_unknown_template_names_those_there_are() -> None:
    with pytest.raises(InputError, match="boxed, boxed-zh, gsm8k-cot"):
        prompts.template("nonsense")


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match=r"no/such\.toml: the template cannot be read"):
        prompts.template("no/such.toml")
