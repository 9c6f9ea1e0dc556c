"""Sentence: something to tell people, kept with its values until somebody says it in some language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from review_app.wording import Say, english


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template in English (the key of its translations) and what is filled in: values, or sentences themselves."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, say: Say = english) -> str:
        """The sentence in the language of whoever says it.

        >>> sentence("{count} problems have fewer than {k} samples", count=2, k=8).said()
        '2 problems have fewer than 8 samples'
        """
        return say(self.text, **{name: _told(value, say) for name, value in self.values.items()})


def sentence(text: str, /, **values: object) -> Sentence:
    """`sentence(later("{count} cases wait"), count=3)`."""
    return Sentence(text, values)


def _told(value: object, say: Say) -> object:
    """A value as it is filled in."""
    return value.said(say) if isinstance(value, Sentence) else value
