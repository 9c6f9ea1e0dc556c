"""Steps: what two tellings of one solution share, whatever their spacing, numbering and emphasis."""

from __future__ import annotations

import re
from hashlib import blake2b

# What opens a line or sets a word apart without saying anything: bullets, numbering, headings, emphasis.
OPENING = re.compile(r"^(?:[-*+•>]|#{1,6}|\(?(?:step\s*)?\d{1,2}[.):])\s+", re.IGNORECASE)
EMPHASIS = re.compile(r"\*\*|__|`")

# Typesetting that changes no formula.
SPACING = re.compile(r"\\[,;:! ]|\\(?:quad|qquad|displaystyle|left|right)(?![a-zA-Z])|~")
DELIMITERS = re.compile(r"\\[()\[\]]|\$+")
BLANK = re.compile(r"\s+")
CLOSING = ".,;:。，；："

# Two texts of one problem with the same digest are the same for certain enough.
DIGEST_BYTES = 16


def steps(text: str) -> tuple[str, ...]:
    """The lines that say something, normalised.

    >>> steps("**Step 1:**  We add $2+3$.\\n\\n- So it is \\\\(5\\\\)")
    ('step1:weadd2+3', 'soitis5')
    """
    return tuple(said for line in text.splitlines() if (said := normalised(line)))


def normalised(line: str) -> str:
    """A line without numbering, emphasis, delimiters, white space and closing point, in small letters."""
    plain = OPENING.sub("", EMPHASIS.sub("", line).strip())
    plain = DELIMITERS.sub("", SPACING.sub("", plain))
    return BLANK.sub("", plain).rstrip(CLOSING).lower()


def digest(text: str) -> bytes:
    """The same for two texts with the same steps; short, since one is held for each response to a problem."""
    return blake2b("\n".join(steps(text)).encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()
