"""Wording: a text of ours with its values, in English unless whoever asks says it in another language.

Services and charts that put texts together take a `Say`; pages hand in `caller.say`, the command line nothing.
"""

from __future__ import annotations

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


def later(text: str) -> str:
    """The text itself: marks what a table of constants holds and somebody says later, for the check of translations."""
    return text
