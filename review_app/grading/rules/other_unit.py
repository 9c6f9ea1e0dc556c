"""Other unit: a unit that stands on one side only, or differs between the two."""

from __future__ import annotations

from review_app.domain import Finding, Outcome
from review_app.grading.numerals import Numeral
from review_app.grading.parsed import Parsed
from review_app.grading.syntax.units import unit_of
from review_app.grading.unit_asked import units_agree

# Units that say nothing a bare number would not say.
PLAIN = frozenset({"", "unit", "units", "square units", "cubic units", "units^2", "units^3", "sq units", "ways"})
_MONEY = {"$": "dollar", "€": "euro", "¥": "yuan"}


def compare(expected: Parsed, found: Parsed) -> Finding | None:
    """`2 minutes` for 2 where hours were asked: uncertain. A unit that the question names is no doubt."""
    if expected.numeral is None or found.numeral is None:
        return None
    theirs, ours = _unit(expected.numeral), _unit(found.numeral)
    if expected.numeral.value != found.numeral.value and (not theirs or not ours):
        return None
    if units_agree(theirs, ours, expected.statement):
        return None
    return Finding(Outcome.UNCERTAIN, f"the units may differ: {found.text} against {expected.text}")


def _unit(numeral: Numeral) -> str:
    """One spelling of the unit: `$5` is of dollars, `5 units` of nothing."""
    words = [_MONEY.get(numeral.currency, numeral.currency), *numeral.unit.replace("^", " ^").split()]
    return "" if numeral.unit in PLAIN and not numeral.currency else unit_of([word for word in words if word])
