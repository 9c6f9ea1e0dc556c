"""Prompts: the problem cut out of what a model was asked."""

from __future__ import annotations

import re
from typing import Any

from review_app.errors import BadRecord
from review_app.importers.fields import as_text
from review_app.importers.jsons import kind

HUMAN = frozenset({"human", "user"})

# What the tools' own prompts say after the problem. Each is tried until none fits any more.
AFTER = tuple(
    re.compile(pattern + r"\s*\Z", re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"\s*Please reason step by step,? and put your final answer (?:with)?in \\boxed\{\}\.?",
        r"\s*请(?:一步一步|逐步)(?:地)?推理[,，]\s*并(?:把|将)(?:你的)?最终答案(?:放在|放到|写在)\s*\\boxed\{\}\s*(?:中|内|里)?。?",
        r"\s*Let'?s think step by step\.?",
        r"\s*Remember to put your (?:final )?answer on its own line (?:after|at the end)[^\n]*",
        r"\n\s*(?:Answer|Solution|A):",
    )
)

# What they say before it: an instruction in a paragraph of its own.
BEFORE = re.compile(r"\A\s*Solve the following math problem[^\n]*\n+", re.IGNORECASE)

# Worked examples that evalscope puts before the problem, each ending in its answer on a line of its own.
EXAMPLES = re.compile(
    r"\A\s*Here are some examples of how to solve similar problems:.*\n\s*ANSWER:[^\n]*\n+", re.DOTALL
)

# The mark before each problem; where worked examples come first, the last one counts.
MARK = re.compile(r"^(?:Question|Problem|Q):[ \t]*\n?", re.MULTILINE)


def problem_in(prompt: Any) -> str:
    """The problem a prompt asks, be it one text or a list of turns.

    >>> problem_in([{"role": "HUMAN", "prompt": "Question: 1 + 1?\\nLet's think step by step\\nAnswer:"}])
    '1 + 1?'
    """
    text = as_text(prompt, "prompt") if isinstance(prompt, str) else last_turn(prompt)
    text = EXAMPLES.sub("", text)
    marks = [mark.end() for mark in MARK.finditer(text)]
    return without_tail(BEFORE.sub("", text[marks[-1] if marks else 0 :])).strip()


def last_turn(turns: Any) -> str:
    """What the person said last in a list of `{"role": …, "prompt": …}`."""
    if not isinstance(turns, list):
        raise BadRecord(f"the prompt is {kind(turns)}, text or a list of turns is needed")
    said = [turn for turn in turns if isinstance(turn, dict) and str(turn.get("role")).lower() in HUMAN]
    if not said:
        raise BadRecord("the prompt has no turn of a person, so the problem is unknown")
    return as_text(content(said[-1]), "prompt")


def content(turn: dict[str, Any]) -> Any:
    """What a turn says; of one in parts the texts, line after line.

    >>> content({"role": "user", "content": [{"type": "text", "text": "1 + 1?"}, {"type": "image", "image": "…"}]})
    '1 + 1?'
    """
    said = turn.get("prompt", turn.get("content"))
    if not isinstance(said, list):
        return said
    return "\n".join(str(part["text"]) for part in said if isinstance(part, dict) and "text" in part)


def without_tail(text: str) -> str:
    """The text without the instructions after it."""
    while True:
        shorter = text
        for pattern in AFTER:
            shorter = pattern.sub("", shorter)
        if shorter == text:
            return text
        text = shorter
