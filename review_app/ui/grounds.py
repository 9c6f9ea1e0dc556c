"""Grounds: what the grader wrote of a case, in the language of the reader; the store keeps it in English as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable

from review_app.grading import REASONS
from review_app.wording import Say, later

# What rules write of two plain answers.
FINDINGS = (
    later("both read {found}"),
    later("{found} and {expected} are the same number of percent"),
    later("{found} and {expected} are the same number"),
    later("is {found} what is meant by {expected}?"),
    later("{found} equals {expected}, but may not be in the form asked for"),
    later("{found} may be {expected}, rounded or cut"),
    later("{found} and {expected} differ only in sign"),
    later("{found} and {expected} differ by a factor of {factor}"),
    later("a point may part the thousands of {found} or {expected}"),
    later("{found} or {expected} may be several numbers"),
    later("{found} or {expected} may be written in another base than ten"),
    later("the units may differ: {found} against {expected}"),
    later("{found} is not {expected}"),
)
# What stands in brackets behind one of REASONS; anything else there is a piece of the answer itself.
DETAILS = (
    later("{found} parts, not {expected}"),
    later("ends {found}, not {expected}"),
    later("member {place} of {count} has no like"),
    later("a member stands there twice"),
    later("round and square brackets"),
    later("a row and a column"),
    later("the sides stand in another order"),
    later("the equations differ by a factor"),
    later("an equation without one of its sides"),
    later("an inequality and an interval"),
    later("the same ratio"),
    later("the full hour"),
    later("the problem names the base"),
    later("a digit that the base does not have"),
    later("what an option stands for may count"),
    later("the answer is left open"),
    later("commas may part thousands"),
    later("degrees and radians"),
    later("no unit and {unit}"),
    later("arithmetic with infinity"),
    later("other letters"),
)
# How the grader read the two sides, as LaTeX.
READINGS = (
    later("Reference: {reference}, answer: {answer}"),
    later("Reference: {reference}"),
    later("answer: {answer}"),
)

# A sentence of REASONS, perhaps a detail in brackets, perhaps the readings.
REASONED = re.compile(r"(?:\((?P<detail>.*?)\))?\s*(?P<readings>(?:Reference|answer): \$.*)?", re.DOTALL)
HOLE = re.compile(r"\\\{(\w+)\\\}")


def matching(templates: Iterable[str]) -> list[tuple[str, re.Pattern[str]]]:
    """Each template with the pattern of what it is filled in to."""
    return [(text, re.compile(HOLE.sub(r"(?P<\1>.+?)", re.escape(text)), re.DOTALL)) for text in templates]


OF_FINDINGS, OF_DETAILS, OF_READINGS = matching(FINDINGS), matching(DETAILS), matching(READINGS)


def told(evidence: str | None, say: Say) -> str:
    """Evidence of the grader's in the reader's language; what is none of its texts stays as it is.

    >>> from review_app.wording import english
    >>> told("3 is not 4", english), told(None, english)
    ('3 is not 4', '')
    """
    text = evidence or ""
    reason = max((sentence for sentence in REASONS.values() if text.startswith(sentence)), key=len, default="")
    if not reason:
        return said(text, OF_FINDINGS, say)
    parts = REASONED.fullmatch(text[len(reason) :].strip())
    if parts is None:
        return say(reason) + text[len(reason) :]
    detail = f"({said(parts['detail'], OF_DETAILS, say)})" if parts["detail"] else ""
    readings = said(parts["readings"], OF_READINGS, say) if parts["readings"] else ""
    return " ".join(part for part in (say(reason), detail, readings) if part)


def said(text: str, of: list[tuple[str, re.Pattern[str]]], say: Say) -> str:
    """The text by the first template that it fits."""
    found = ((template, pattern.fullmatch(text)) for template, pattern in of)
    return next((say(template, **match.groupdict()) for template, match in found if match), text)
