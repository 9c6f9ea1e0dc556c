from __future__ import annotations

import csv
import re
from functools import partial
from pathlib import Path

import pytest

from review_app.domain import Problem
from review_app.grading import REASONS, grade
from review_app.ui import words
from review_app.ui.grounds import DETAILS, FINDINGS, told

TABLE = Path(__file__).parents[1] / "grading" / "cases.tsv"
CHINESE = partial(words.say, "zh")
# Reasons whose details are a piece of the answer, or the names of units.
ANSWERS_OWN = ("unread", "other_unit")


@pytest.fixture(scope="module")
def verdicts():
    """What the grader says of the whole table of cases."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        cases = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        grade(Problem("p", "m", "t", case["statement"], case["reference"]), rf"So $\boxed{{{case['answer']}}}$.")
        for case in cases
    ]


def test_in_english_nothing_changes(verdicts):
    assert [found for found in verdicts if told(found.evidence, words.english) != found.evidence] == []


def test_in_chinese_no_english_of_the_graders_is_left(verdicts):
    chinese = [(found.rule, told(found.evidence, CHINESE)) for found in verdicts]
    assert [text for _, text in chinese if not re.search("[\u4e00-\u9fff]", text)] == []
    assert [text for _, text in chinese if "Reference:" in text or "answer:" in text] == []
    own = re.compile("|".join(re.escape(piece) for piece in pieces()))
    assert [text for rule, text in chinese if rule not in ANSWERS_OWN and own.search(text)] == []


def pieces() -> list[str]:
    """What the texts of the grader are made of between their values, where that is more than a word."""
    parts = [part.strip() for text in (*FINDINGS, *DETAILS) for part in re.split(r"\{\w+\}", text)]
    return [*REASONS.values(), *(part for part in parts if part.count(" "))]


def test_every_reason_has_its_chinese():
    assert [sentence for sentence in REASONS.values() if sentence not in words.catalog("zh")] == []


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param("3 is not 4", "3 不等于 4", id="plain numbers"),
        pytest.param(r"both read $\frac{1}{2}$", r"两者都是 $\frac{1}{2}$", id="mathematics stays"),
        pytest.param(
            r"The values differ for certain. Reference: $2$, answer: $3$",
            r"两个值确定不同。 参考答案：$2$，答案：$3$",
            id="a reason with what was read",
        ),
        pytest.param(
            "A member, a coordinate or an entry differs, is missing or is too much. (3 parts, not 2)",
            "有成员、坐标或元素不同、缺少或多余。 (3 个部分，而不是 2 个)",
            id="a reason with a detail",
        ),
        pytest.param(
            "One of the answers is not understood as a whole. (8 choose 2)",
            "其中一个答案未能完整理解。 (8 choose 2)",
            id="a piece of the answer stays",
        ),
        pytest.param("somebody's own words", "somebody's own words", id="not the grader's"),
        pytest.param("{found} <b>$", "{found} <b>$", id="hostile"),
        pytest.param(None, "", id="not graded"),
    ],
)
def test_evidence_is_told_in_chinese(evidence, expected):
    assert told(evidence, CHINESE) == expected
