"""Reply: what a model said to one question, how it ended, and what it took."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict


class Message(TypedDict):
    """One turn of a conversation: `role` is system, user or assistant."""

    role: str
    content: str


class Finish(StrEnum):
    """How an answer ended."""

    STOP = "stop"  # the model had said all
    LENGTH = "length"  # cut off: too many tokens
    REFUSAL = "refusal"  # the model or the endpoint's filter would not
    EMPTY = "empty"  # nothing in it


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens asked and answered; `estimated` where the endpoint did not count, from above."""

    prompt: int = 0
    completion: int = 0
    estimated: bool = False

    @property
    def total(self) -> int:
        """Both together: what tokens a minute are counted in."""
        return self.prompt + self.completion


@dataclass(frozen=True, slots=True)
class Reply:
    """The text as the model wrote it; `reasoning` is what it thought aside, where the endpoint gives that.

    `seconds` is the time of the request that succeeded, `tries` how many were made, `served` the model's name as
    the endpoint says it. `cost` holds what failed tries may have cost at most; None without a price.
    """

    text: str
    finish: Finish
    usage: Usage
    seconds: float
    tries: int = 1
    reasoning: str = ""
    served: str = ""
    cost: float | None = None


def whole_characters(text: str) -> str:
    """The text with a mark for each NUL and half of a character: JSON can say them, no database takes them.

    >>> whole_characters("\\ud83d\\ude00 \\ud83d!")
    '😀 \ufffd!'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def finish_of(reason: str | None, text: str, refused: bool) -> Finish:
    """How it ended, from the protocol's `finish_reason`.

    >>> str(finish_of("stop", " ", False)), str(finish_of("length", "", False))
    ('empty', 'length')
    """
    if refused or reason == "content_filter":
        return Finish.REFUSAL
    if reason == "length":
        return Finish.LENGTH
    return Finish.STOP if text.strip() else Finish.EMPTY
