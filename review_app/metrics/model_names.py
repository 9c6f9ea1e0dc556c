"""Model names: whether two names that people and tools write differently are those of one model."""

from __future__ import annotations

import re

# `Qwen/Qwen2.5-7B`, `openai/gpt-4o`, and how lm-eval writes a path as a folder: `Qwen__Qwen2.5-7B`.
OWNER = re.compile(r"^.*(?:/|__)(?=[^/])")
# Between two digits a mark tells numbers apart (2.5 and 25, 3-5 and 35); elsewhere it is a matter of taste.
MARKS = re.compile(r"(?<!\d)[\W_]+|[\W_]+(?!\d)")
BETWEEN_DIGITS = re.compile(r"[\W_]+")


def same_model(one: str, other: str) -> bool:
    """Whether two names are the same but for case, owner, and marks that do not stand between digits.

    >>> same_model("Qwen/Qwen2.5-72B-Instruct", "qwen2.5 72b instruct"), same_model("Qwen2.5-72B", "Qwen25-72B")
    (True, False)
    """
    found = plain_model(one)
    return bool(found) and found == plain_model(other)


def plain_model(name: str) -> str:
    """A name in small letters and digits, without its owner.

    >>> plain_model("anthropic/Claude-3.5-Sonnet-1022"), plain_model("Qwen__Qwen2.5-7B"), plain_model("k1.5 (long)")
    ('claude3.5sonnet1022', 'qwen2.5-7b', 'k1.5long')
    """
    own = OWNER.sub("", name.strip().lower())
    return BETWEEN_DIGITS.sub(lambda mark: mark.group() if mark.group() == "." else "-", MARKS.sub("", own))
