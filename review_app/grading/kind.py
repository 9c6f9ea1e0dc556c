"""Kind: what sort of thing an answer is: an integer, an interval, a relation, words. For telling graders apart."""

from __future__ import annotations

from enum import StrEnum

from review_app.grading.numerals import Form, Numeral
from review_app.grading.parsed import Parsed, parse
from review_app.grading.syntax.tree import Based, Chain, Group, Listing, Matrix, Quantity, Ratio, Reading, Union, Words


class Kind(StrEnum):
    """The kinds, from plain numbers to what is not understood."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    FRACTION = "fraction"
    MEASURE = "measure"  # a number with a unit, a currency or a per cent sign
    EXPRESSION = "expression"
    LIST = "list"
    TUPLE = "tuple"  # points and intervals: what stands in brackets
    SET = "set"
    MATRIX = "matrix"
    RELATION = "relation"
    RATIO = "ratio"
    BASED = "based"
    WORDS = "words"
    OTHER = "other"


FORMS = {
    Form.INTEGER: Kind.INTEGER,
    Form.DECIMAL: Kind.DECIMAL,
    Form.FRACTION: Kind.FRACTION,
    Form.MIXED: Kind.FRACTION,
}
READINGS: dict[type, Kind] = {
    Quantity: Kind.EXPRESSION,
    Listing: Kind.LIST,
    Group: Kind.TUPLE,
    Union: Kind.SET,
    Matrix: Kind.MATRIX,
    Chain: Kind.RELATION,
    Ratio: Kind.RATIO,
    Based: Kind.BASED,
    Words: Kind.WORDS,
}


def kind_of(text: str) -> Kind:
    r"""The kind of an answer as it is written.

    >>> [kind_of(text).value for text in ("18", r"\frac{1}{2}", "35%", "[0, 1)", "x = 5", "Tuesday")]
    ['integer', 'fraction', 'measure', 'tuple', 'relation', 'words']
    """
    parsed: Parsed = parse(text, "")
    return of_numeral(parsed.numeral) if parsed.numeral else of_reading(parsed.reading)


def of_numeral(numeral: Numeral) -> Kind:
    """The kind of a plain number."""
    measured = numeral.percent or numeral.currency or numeral.unit
    return Kind.MEASURE if measured else FORMS[numeral.form]


def of_reading(reading: Reading | None) -> Kind:
    """The kind of anything else."""
    if isinstance(reading, Quantity) and reading.unit:
        return Kind.MEASURE
    return READINGS.get(type(reading), Kind.OTHER)
