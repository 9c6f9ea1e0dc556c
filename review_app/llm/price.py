"""Price: what tokens cost, and what a request can cost at most before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review_app.errors import InputError
from review_app.llm.reply import Message, Usage

MILLION = 1_000_000

# What a chat template puts around a turn, and before the answer, at most.
TOKENS_A_TURN = 32


@dataclass(frozen=True, slots=True)
class Price:
    """Money for a million tokens that are asked and answered, in whatever currency the provider bills."""

    prompt: float
    completion: float

    def of(self, usage: Usage) -> float:
        """What these tokens cost. Discounts for cached prompts are not known, so it is never less than billed.

        >>> Price(1.0, 2.0).of(Usage(1_000_000, 500_000))
        2.0
        """
        return (usage.prompt * self.prompt + usage.completion * self.completion) / MILLION


def price_of(text: str) -> Price:
    """`0.15/0.60` as the user writes it: a million tokens asked, a million answered. Raises InputError.

    >>> price_of("0.15/0.60")
    Price(prompt=0.15, completion=0.6)
    """
    try:
        prompt, completion = (float(part) for part in text.split("/"))
    except ValueError:
        prompt = completion = -1.0
    if not (0 <= prompt < float("inf") and 0 <= completion < float("inf")):
        raise InputError("{text}: write the price of a million tokens asked and answered, like 0.15/0.60", text=text)
    return Price(prompt, completion)


def at_most(messages: Sequence[Message], max_tokens: int) -> Usage:
    """The most tokens that a request can use.

    No tokenizer makes more tokens than a text has bytes in UTF-8; most make a quarter of that. So this holds for
    every model, and overestimates.
    """
    asked = sum(len(message["content"].encode("utf-8", "surrogatepass")) + TOKENS_A_TURN for message in messages)
    return Usage(asked + TOKENS_A_TURN, max_tokens, estimated=True)
