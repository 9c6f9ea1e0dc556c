"""Same text: two answers that read the same once typesetting is set aside."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading.parsed import Parsed

# A text of thousands of signs is told from its beginning.
SHOWN = 100


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    r"""`\dfrac12` and `\frac{1}{2}`: correct."""
    if found.text and expected.text == found.text:
        shown = found.text[:SHOWN]
        return Finding(Outcome.CORRECT, f"both read ${shown}$" if "\\" in shown else f"both read {shown}")
    return None
