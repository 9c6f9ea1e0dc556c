"""Relate: two readings of any kind, sent to the comparison that knows them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from review_app.grading import asked
from review_app.grading.algebra.polynomial import TooHardError
from review_app.grading.kinds import collections, digits, quantities, relations, sets, words
from review_app.grading.kinds.context import Context
from review_app.grading.kinds.likeness import Likeness
from review_app.grading.kinds.values import infinity, letters, quotient
from review_app.grading.syntax.tree import (
    Based,
    Chain,
    Group,
    Listing,
    Matrix,
    Node,
    Quantity,
    Ratio,
    Reading,
    Union,
    Words,
)

# `1,5` may be 15, or 1.5 where a comma is the decimal sign; `1, 250` may be 1250.
STEPS = (10, 100, 1_000)


def relate(expected: Reading, found: Reading, statement: str, prove: Callable[[Node, Node], bool | None]) -> Likeness:
    """How two answers compare; `prove` is asked where plain arithmetic does not know."""
    try:
        return _relate(expected, found, Context(statement, prove, _relate))
    except TooHardError as error:
        return Likeness("unproven", str(error))


def _relate(expected: Reading, found: Reading, context: Context) -> Likeness:
    if expected == found:
        return _itself(expected)
    if isinstance(expected, Chain) and isinstance(found, Chain):
        return _chains(expected, found, context)
    likeness = _plain(relations.unlabelled(expected), relations.unlabelled(found), context)
    if likeness.same and _equation_asked(expected, found, context.statement):
        return Likeness("other_form", "an equation without one of its sides")
    return likeness


def _equation_asked(expected: Reading, found: Reading, statement: str) -> bool:
    """`2x + 1` for `y = 2x + 1` where an equation is asked."""
    chain = next((side for side in (expected, found) if isinstance(side, Chain)), None)
    if chain is None or chain.signs != ("=",) or not asked.words(statement, "equation"):
        return False
    last = chain.sides[-1]
    return isinstance(last, Quantity) and bool(letters(last.node))


def _itself(reading: Reading) -> Likeness:
    return Likeness({Words: "same_words", Quantity: "same_value", Based: "same_value"}.get(type(reading), "same_parts"))


def _chains(expected: Chain, found: Chain, context: Context) -> Likeness:
    one, other = relations.unlabelled(expected), relations.unlabelled(found)
    if one != expected and other != found and expected.sides[0] == found.sides[0]:
        return _plain(one, other, context)
    as_sets = _sets(expected, found, context)
    if as_sets is not None:
        return as_sets
    return relations.compare(expected, found, context)


def _plain(expected: Reading, found: Reading, context: Context) -> Likeness:
    if isinstance(expected, Words) != isinstance(found, Words):
        return _beside_words(expected, found, context)
    rule = _SAME_KIND.get(type(expected)) if type(expected) is type(found) else None
    if rule is not None:
        return rule(expected, found, context)
    return _sets(expected, found, context) or _other_kinds(expected, found, context)


def _sets(expected: Reading, found: Reading, context: Context) -> Likeness | None:
    """Intervals, unions and inequalities; a point `(1,2)` is none, and two of them are compared as such."""
    if all(isinstance(side, Listing | Group) for side in (expected, found)):
        return None
    one, other = sets.pieces(expected), sets.pieces(found)
    if one is None or other is None:
        return None
    if sets.differ(one, other):
        return Likeness("different_set")
    if one.written != other.written and asked.interval_notation(context.statement):
        return Likeness("other_form", "an inequality and an interval")
    exact = sets.joined(one) == sets.joined(other)
    return Likeness("same_set" if exact else "unproven")


def _unions(expected: Union, found: Union, context: Context) -> Likeness:
    likeness = collections.lists(Listing(expected.parts), Listing(found.parts), context)
    if likeness.same:
        return Likeness("same_set")
    return _sets(expected, found, context) or Likeness("unproven")


def _groups(expected: Group, found: Group, context: Context) -> Likeness:
    return collections.groups(expected, found, context)


def _beside_words(expected: Reading, found: Reading, context: Context) -> Likeness:
    """A name beside a number: different, unless the words say that there is no number."""
    said, other = (expected, found) if isinstance(expected, Words) else (found, expected)
    if not isinstance(said, Words):
        return Likeness("other_kind")
    if isinstance(other, Quantity):
        letter = quantities.as_words(other)
        if letter is not None:
            return words.compare(said, letter)
        if words.NO_NUMBER.fullmatch(said.text):
            return Likeness("different_kind" if _some_number(other) else "other_kind")
    name = said is expected and len(said.text) > 1 and said.text.isalpha()
    return Likeness("different_kind" if name and isinstance(other, Quantity) and _number(other) else "other_kind")


def _some_number(reading: Quantity) -> bool:
    """A number that is not nothing: `no solution` may be 0 where they are counted."""
    form = quotient(reading.node) if infinity(reading.node) == 0 else None
    return form is not None and bool(form.rational)


def _number(reading: Quantity) -> bool:
    node = reading.node
    return node.op == "num" and not reading.unit


def _other_kinds(expected: Reading, found: Reading, context: Context) -> Likeness:
    one, other = sorted((expected, found), key=lambda reading: _ORDER.index(type(reading)))
    rule = _BESIDE_NUMBER.get(type(other)) if isinstance(one, Quantity) else None
    if rule is not None:
        return rule(one, other, context)
    if isinstance(one, Listing | Group) and isinstance(other, Group | Matrix):
        return _parts(expected, found, context)
    return Likeness("other_kind")


def _member(one: Quantity, listing: Listing, context: Context) -> Likeness:
    """One value beside several: members are missing, or too many, unless all of them say the same."""
    if listing.either and not all(context.parts(one, item).different for item in listing.items):
        return Likeness("other_kind", "the answer is left open")
    if _parted(one, listing):
        return Likeness("other_kind", "commas may part thousands")
    rest = [context.parts(listing.items[0], item) for item in listing.items[1:]]
    return Likeness("different_parts" if all(like.different for like in rest) else "other_kind")


def _parted(one: Quantity, listing: Listing) -> bool:
    """`11, 111` beside 11111: the commas may part thousands. Where a member is no number, nothing is sure."""
    if not all(isinstance(item, Quantity) for item in listing.items):
        return True
    forms = [quotient(item.node) for item in listing.items if isinstance(item, Quantity)]
    values = [form.rational for form in forms if form is not None and form.rational is not None]
    whole = quotient(one.node)
    if len(values) != len(forms) or whole is None or whole.rational is None:
        return False
    return any(_joined(values, step) == abs(whole.rational) * shift for step in STEPS for shift in (1, step))


def _joined(values: list[Fraction], step: int) -> Fraction:
    total = Fraction(0)
    for value in values:
        total = total * step + abs(value)
    return total


def _part(one: Quantity, other: Reading, context: Context) -> Likeness:
    parts = other.parts if isinstance(other, Union) else collections.members(other)
    alike = [part for part in parts if isinstance(part, Quantity) and not context.parts(one, part).different]
    return Likeness("other_kind" if alike else "different_kind")


def _beside_inequality(one: Quantity, chain: Chain, context: Context) -> Likeness:
    """`b + c > 0` is no number; `n \\ge 6` may stand for 6."""
    if not set(chain.signs) <= {"\\lt", "\\gt", "\\le", "\\ge"} or not _some_number(one):
        return Likeness("other_kind")
    sides = [context.parts(one, side) for side in chain.sides]
    return Likeness("different_kind" if all(side.different for side in sides) else "other_kind")


def _parts(expected: Reading, found: Reading, context: Context) -> Likeness:
    """A point beside a column or a list: other coordinates differ, the same ones are for people."""
    likeness = collections.in_order(collections.members(expected), collections.members(found), context)
    return likeness if likeness.different else Likeness("other_kind")


_ORDER = (Quantity, Listing, Group, Matrix, Union, Chain, Ratio, Based, Words)
_SAME_KIND: dict[type, Callable[..., Likeness]] = {
    Quantity: quantities.compare,
    Listing: collections.lists,
    Group: _groups,
    Matrix: collections.matrices,
    Union: _unions,
    Ratio: digits.ratios,
    Based: lambda one, other, _: digits.based(one, other),
    Words: lambda one, other, _: words.compare(one, other),
}
_BESIDE_NUMBER: dict[type, Callable[..., Likeness]] = {
    Based: lambda one, other, context: digits.beside_number(other, one, context),
    Ratio: lambda one, other, context: digits.ratio_beside_number(other, one, context),
    Listing: _member,
    Chain: _beside_inequality,
    **dict.fromkeys((Group, Matrix, Union), _part),
}
