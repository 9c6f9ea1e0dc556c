"""Judge reply: reads what a judge wrote, or says why it cannot be read; nothing is guessed.

{"reason": "Both are one half.", "verdict": "same"}
{"reason": "…", "factual_correctness": 8, "user_need": 7, "logical_coherence": 8, "completeness": 7, "overall": 8}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from review_app.domain import Outcome
from review_app.metrics.user_eval import HIGHEST, LOWEST, PASS


class Kind(StrEnum):
    """What is asked of a judge: whether two final answers are the same, or how good an open answer is."""

    EQUIVALENCE = "equivalence"
    SCORE = "score"


# AlignBench's dimensions for logical reasoning, and the score of the whole.
DIMENSIONS = ("factual_correctness", "user_need", "logical_coherence", "completeness")
OVERALL = "overall"

VERDICTS: Mapping[str, Outcome] = {
    "same": Outcome.CORRECT,
    "different": Outcome.INCORRECT,
    "unsure": Outcome.UNCERTAIN,
}

# A reason is to be read at a glance; what is longer is cut.
LONGEST_REASON = 2_000

# Models that think aloud do so before their answer.
THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)

# LaTeX in a reason is often written with single backslashes, which JSON does not know; `\n` and the like it does.
BACKSLASH = re.compile(r'\\\\|\\(?!["/nrtu])')

# Of a reply with many braces so many places are tried.
MOST_STARTS = 200


@dataclass(frozen=True, slots=True)
class Vote:
    """What one reply says. Where it cannot be read `outcome` is None and `failure` says why. An open answer is held
    correct from an overall score of 7 on, as MathUserEval's hard split has it."""

    outcome: Outcome | None = None
    reason: str = ""
    rating: Mapping[str, int] = field(default_factory=dict)
    failure: str = ""

    @property
    def score(self) -> int | None:
        """The overall score, where there is one."""
        return self.rating.get(OVERALL)


def read(kind: Kind, text: str) -> Vote:
    """The vote that a reply is.

    >>> read(Kind.EQUIVALENCE, '{"reason": "one half", "verdict": "same"}').outcome
    <Outcome.CORRECT: 'correct'>
    >>> read(Kind.EQUIVALENCE, "The answers are the same.").failure
    'no JSON object in the reply'
    """
    found = list(objects(THOUGHT.sub("", text)))
    if len(found) != 1:
        return Vote(failure="several JSON objects in the reply" if found else "no JSON object in the reply")
    reason = found[0].get("reason", "")
    reason = " ".join(reason.split())[:LONGEST_REASON] if isinstance(reason, str) else ""
    return verdict(found[0], reason) if kind is Kind.EQUIVALENCE else scores(found[0], reason)


def verdict(given: Mapping[str, Any], reason: str) -> Vote:
    """A vote on whether two answers are the same."""
    said = given.get("verdict")
    outcome = VERDICTS.get(said.strip().lower()) if isinstance(said, str) else None
    if outcome is None:
        return Vote(reason=reason, failure=f"'verdict' is none of {', '.join(VERDICTS)}")
    return Vote(outcome, reason)


def scores(given: Mapping[str, Any], reason: str) -> Vote:
    """A vote on how good an answer is; all five scores or none."""
    rating = {name: whole(given.get(name)) for name in (*DIMENSIONS, OVERALL)}
    missing = [name for name, score in rating.items() if score is None]
    if missing:
        return Vote(reason=reason, failure=f"no whole number from {LOWEST} to {HIGHEST}: {', '.join(missing)}")
    known = {name: score for name, score in rating.items() if score is not None}
    return Vote(Outcome.CORRECT if known[OVERALL] >= PASS else Outcome.INCORRECT, reason, known)


def whole(value: Any) -> int | None:
    """A score; None for what is none.

    >>> whole(8), whole(8.0), whole("8"), whole(7.5), whole(11), whole(True)
    (8, 8, None, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not LOWEST <= value <= HIGHEST:
        return None
    return int(value) if value == int(value) else None


def objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The JSON objects of a text, whatever stands around them."""
    mended = BACKSLASH.sub(r"\\\\", text)
    decoder, at = json.JSONDecoder(strict=False), mended.find("{")
    for _ in range(MOST_STARTS):
        if at < 0:
            return
        try:
            found, end = decoder.raw_decode(mended, at)
        except (json.JSONDecodeError, RecursionError):
            end = at + 1
        else:
            yield found
        at = mended.find("{", end)
