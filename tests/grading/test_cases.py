"""The table `cases.tsv`: what the grader says of an answer beside a reference, and why."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from review_app.domain import Answer, Problem, Strength
from review_app.grading import REASONS, grade, grade_answer
from review_app.grading.kinds.likeness import LIKENESSES
from review_app.grading.rules import RULES

TABLE = Path(__file__).with_name("cases.tsv")
# Rules that look at the two sides differently: the reference may name a unit or leave arithmetic undone,
# and so says how an answer is written; a response may not. A name is asked or it is not.
ONE_SIDED = {"other_unit", "other_form", "different_kind", "other_kind"}


def read_cases() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


CASES = read_cases()


def sure(text: str) -> Answer:
    return Answer(text, 0, len(text), "box", Strength.SURE)


def problem(statement: str, reference: str) -> Problem:
    return Problem("p", "math", "test", statement, reference)


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c['reference']} {c['answer']}: {c['why']}") for c in CASES])
def test_an_answer_gets_the_verdict_of_the_table(case: dict[str, str]) -> None:
    verdict = grade(problem(case["statement"], case["reference"]), rf"So it is $\boxed{{{case['answer']}}}$.")
    assert (verdict.outcome.value, verdict.rule) == (case["outcome"], case["rule"])
    assert verdict.evidence


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c['reference']} {c['answer']}") for c in CASES])
def test_exchanging_the_two_sides_changes_nothing_unless_a_rule_says_why(case: dict[str, str]) -> None:
    verdict = grade_answer(problem(case["statement"], case["answer"]), sure(case["reference"]))
    assert verdict.outcome.value == case["outcome"] or ONE_SIDED & {verdict.rule, case["rule"]}
    assert {verdict.outcome.value, case["outcome"]} != {"correct", "incorrect"}


def test_every_rule_has_rows_of_its_own_and_most_rows_are_not_correct() -> None:
    rules = Counter(case["rule"] for case in CASES)
    assert {row.name for row in RULES} | set(LIKENESSES) == set(rules)
    assert len(CASES) >= 400
    assert sum(case["outcome"] != "correct" for case in CASES) * 2 >= len(CASES)


def test_rules_and_reasons_are_one_closed_list() -> None:
    names = [row.name for row in RULES]
    assert len(names) == len(set(names))
    assert set(names) <= set(REASONS)
    assert all(sentence.endswith(".") for sentence in REASONS.values())
