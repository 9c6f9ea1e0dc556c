from __future__ import annotations

import json

import pytest

from review_app.domain import Outcome
from review_app.services.judge_reply import DIMENSIONS, MOST_STARTS, OVERALL, Kind, read

SCORES = dict.fromkeys(DIMENSIONS, 8) | {OVERALL: 7}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param('{"reason": "x", "verdict": "same"}', Outcome.CORRECT, id="the same"),
        pytest.param('{"reason": "x", "verdict": "different"}', Outcome.INCORRECT, id="different"),
        pytest.param('{"reason": "x", "verdict": "unsure"}', Outcome.UNCERTAIN, id="unsure"),
        pytest.param('```json\n{"reason": "x", "verdict": "Same "}\n```', Outcome.CORRECT, id="in a fence"),
        pytest.param('Here it is: {"reason": "x", "verdict": "same"}. Done.', Outcome.CORRECT, id="with words around"),
        pytest.param('<think>{"verdict": "different"}?</think>{"reason": "x", "verdict": "same"}', Outcome.CORRECT,
                     id="what was only thought does not count"),
        pytest.param(r'{"reason": "x", "note": "\frac12 \(x\) \alpha", "verdict": "same"}', Outcome.CORRECT,
                     id="LaTeX with single backslashes"),
        pytest.param('{"reason": "x", "verdict": "same", "note": "a\nb"}', Outcome.CORRECT, id="a bare line break"),
        pytest.param('The set {1, 2}: {"reason": "x", "verdict": "same"}', Outcome.CORRECT, id="a set is no object"),
    ],
)  # fmt: skip
def test_a_verdict_is_read_whatever_stands_around_it(text: str, outcome: Outcome) -> None:
    vote = read(Kind.EQUIVALENCE, text)
    assert (vote.outcome, vote.reason, vote.failure) == (outcome, "x", "")


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        pytest.param(Kind.EQUIVALENCE, "", "no JSON", id="nothing"),
        pytest.param(Kind.EQUIVALENCE, "They are the same.", "no JSON", id="prose is not guessed at"),
        pytest.param(Kind.EQUIVALENCE, '{"verdict": "same"', "no JSON", id="cut off"),
        pytest.param(Kind.EQUIVALENCE, '["same"]', "no JSON", id="a list"),
        pytest.param(Kind.EQUIVALENCE, '{"verdict": "same"} {"verdict": "different"}', "several", id="two verdicts"),
        pytest.param(Kind.EQUIVALENCE, '{"verdict": "equal"}', "'verdict' is none of", id="another word"),
        pytest.param(Kind.EQUIVALENCE, '{"verdict": true}', "'verdict' is none of", id="no word"),
        pytest.param(Kind.EQUIVALENCE, "{" * 5_000, "no JSON", id="endless braces"),
        pytest.param(Kind.EQUIVALENCE, '{"a":' * 100_000, "no JSON", id="deep nesting"),
        pytest.param(Kind.EQUIVALENCE, "{} " * 2 * MOST_STARTS, "several", id="endless objects"),
        pytest.param(Kind.SCORE, '{"overall": 8}', "factual_correctness, user_need", id="dimensions left out"),
        pytest.param(Kind.SCORE, json.dumps(SCORES | {OVERALL: 11}), "overall", id="more than ten"),
        pytest.param(Kind.SCORE, json.dumps(SCORES | {OVERALL: 0}), "overall", id="less than one"),
        pytest.param(Kind.SCORE, json.dumps(SCORES | {OVERALL: "8"}), "overall", id="a text"),
        pytest.param(Kind.SCORE, json.dumps(SCORES | {OVERALL: 7.5}), "overall", id="a half"),
        pytest.param(Kind.SCORE, '{"overall": NaN}', "overall", id="not a number"),
    ],
)
def test_what_cannot_be_read_is_a_failure_that_says_why(kind: Kind, text: str, says: str) -> None:
    vote = read(kind, text)
    assert (vote.outcome, vote.score) == (None, None)
    assert says in vote.failure


@pytest.mark.parametrize(
    ("overall", "outcome"),
    [(7, Outcome.CORRECT), (6, Outcome.INCORRECT), (10.0, Outcome.CORRECT), (1, Outcome.INCORRECT)],
)
def test_an_overall_score_of_seven_passes(overall: float, outcome: Outcome) -> None:
    vote = read(Kind.SCORE, json.dumps({"reason": "r", **SCORES, OVERALL: overall}))
    assert (vote.outcome, vote.score, vote.rating) == (outcome, overall, SCORES | {OVERALL: overall})
