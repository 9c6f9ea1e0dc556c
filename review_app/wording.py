"""Wording: a text of ours with its values, in English unless whoever asks says it in another language.

Services and charts that put texts together take a `Say`; pages hand in `caller.say`, the command line nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Say(Protocol):
    """Says an English text, its `{names}` filled in, in some language."""

    def __call__(self, text: str, /, **values: object) -> str:
        """`say("{count} cases wait", count=3)`."""


def english(text: str, /, **values: object) -> str:
    """The text as it stands in the code, filled in.

    >>> english("{count:,} cases wait", count=3000)
    '3,000 cases wait'
    """
    return text.format(**values) if values else text


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to tell people, kept until somebody says it in some language: a template in English (the key of its
    translations), and what is filled in, which may be sentences themselves."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, say: Say = english) -> str:
        """The sentence in the language of whoever says it.

        >>> sentence("{count} problems have fewer than {k} samples", count=2, k=8).said()
        '2 problems have fewer than 8 samples'
        """
        return say(self.text, **told(self.values, say))

    def __str__(self) -> str:
        return self.said()


def sentence(text: str, /, **values: object) -> Sentence:
    """`sentence(later("{count} cases wait"), count=3)`."""
    return Sentence(text, values)


def told(values: Mapping[str, object], say: Say) -> dict[str, object]:
    """What is filled in, the sentences among it said."""
    return {name: value.said(say) if isinstance(value, Sentence) else value for name, value in values.items()}


def later(text: str) -> str:
    """The text itself: marks what a table of constants holds and somebody says later, for the check of translations."""
    return text
