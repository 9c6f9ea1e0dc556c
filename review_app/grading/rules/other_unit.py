"""Other unit: a unit that stands on one side only, or differs between the two."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading import asked
from review_app.grading.numerals import Numeral
from review_app.grading.parsed import Parsed

# Units that say nothing a bare number would not say.
PLAIN = frozenset(
    {"", "unit", "units", "square units", "cubic units", "units^2", "units^3", "sq units", "ways"}
)
_DOLLARS = frozenset({"dollar", "dollars"})


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`2 minutes` for 2 where hours were asked: uncertain. A unit that the question names is no doubt."""
    if expected.numeral is None or found.numeral is None:
        return None
    theirs, ours = _unit(expected.numeral), _unit(found.numeral)
    if expected.numeral.value != found.numeral.value and (not theirs or not ours):
        return None
    if ours in (theirs, "") or (theirs == "" and _asked(ours, expected.statement)):
        return None
    return Finding(Outcome.UNCERTAIN, f"the units may differ: {found.text} against {expected.text}")


def _unit(numeral: Numeral) -> str:
    unit = "" if numeral.unit in PLAIN else numeral.unit
    return "dollars" if unit in _DOLLARS or numeral.currency == "$" else numeral.currency + unit


def _asked(unit: str, statement: str) -> bool:
    """Does the question itself name the unit?"""
    if unit == "dollars":
        return "$" in statement and not asked.words(statement, "cent", "penn", "nickel", "dime", "quarter")
    if unit == "degrees":
        return asked.words(statement, "degree") or "\\circ" in statement or "angle" in statement
    question = asked.question(statement)
    return all(asked.words(question, word.removesuffix("s")) for word in unit.split())
