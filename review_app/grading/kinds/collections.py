"""Collections: lists without order, points, and matrices, compared part by part."""

from __future__ import annotations

from review_app.grading import asked
from review_app.grading.kinds.context import Context
from review_app.grading.kinds.likeness import Likeness
from review_app.grading.syntax.tree import Group, Listing, Matrix, Reading

# Longer lists are not matched member by member.
MEMBERS_LIMIT = 40


def in_order(expected: tuple[Reading, ...], found: tuple[Reading, ...], context: Context) -> Likeness:
    """Coordinate by coordinate: one certain difference is enough."""
    if len(expected) != len(found):
        return Likeness("different_parts", f"{len(found)} parts, not {len(expected)}")
    return _together([_part(one, other, context) for one, other in zip(expected, found, strict=True)])


def _part(expected: Reading, found: Reading, context: Context) -> Likeness:
    """Within a point or a list a sign is no slip of direction."""
    likeness = context.parts(expected, found)
    return Likeness("different_value") if likeness.reason in ("sign", "scale") else likeness


def _together(parts: list[Likeness]) -> Likeness:
    different = [part for part in parts if part.different]
    if different:
        return Likeness("different_parts", different[0].detail)
    doubtful = [part for part in parts if not part.same]
    return doubtful[0] if doubtful else Likeness("same_parts")


def lists(expected: Listing, found: Listing, context: Context) -> Likeness:
    """Members in any order; where the problem speaks of an order, another one is for people."""
    if max(len(expected.items), len(found.items)) > MEMBERS_LIMIT:
        return Likeness("unproven")
    if len(expected.items) == len(found.items):
        straight = in_order(expected.items, found.items, context)
        if straight.same:
            return straight
    matched = _matched(list(expected.items), list(found.items), context)
    if matched.same and asked.sequence(context.statement):
        return Likeness("other_order")
    return matched


def _matched(expected: list[Reading], found: list[Reading], context: Context) -> Likeness:
    """Each member must have its like on the other side."""
    table = [[_part(one, other, context) for other in found] for one in expected]
    columns = [list(column) for column in zip(*table, strict=True)]
    for side, lines in ((expected, table), (found, columns)):
        for place, line in enumerate(lines):
            if all(likeness.different for likeness in line):
                return Likeness("different_parts", f"member {place + 1} of {len(side)} has no like")
    certain = all(likeness.same or likeness.different for line in table for likeness in line)
    single = all(sum(likeness.same for likeness in line) == 1 for line in [*table, *columns])
    if certain and single:
        return Likeness("same_parts")
    if certain and len(expected) != len(found):
        return Likeness("unproven", "a member stands there twice")
    return next(
        (likeness for line in table for likeness in line if not (likeness.same or likeness.different)),
        Likeness("unproven"),
    )


def groups(expected: Group, found: Group, context: Context) -> Likeness:
    """Points and intervals: the ends matter once the parts are the same."""
    likeness = in_order(expected.items, found.items, context)
    if not likeness.same or expected.ends == found.ends:
        return likeness
    if {expected.ends, found.ends} == {"()", "[]"} and "interval" not in context.statement:
        return Likeness("other_kind", "round and square brackets")
    return Likeness("different_parts", f"ends {found.ends}, not {expected.ends}")


def matrices(expected: Matrix, found: Matrix, context: Context) -> Likeness:
    """Entry by entry; a row for a column is for people."""
    one, other = _flat(expected), _flat(found)
    shape, others = (len(expected.rows), len(expected.rows[0])), (len(found.rows), len(found.rows[0]))
    likeness = in_order(one, other, context)
    if shape != others and len(one) == len(other) and not likeness.different:
        return Likeness("other_kind", "a row and a column")
    return likeness


def _flat(matrix: Matrix) -> tuple[Reading, ...]:
    return tuple(cell for row in matrix.rows for cell in row)


def members(reading: Reading) -> tuple[Reading, ...]:
    """What stands in a list, a point or a matrix; other readings have only themselves."""
    if isinstance(reading, Listing | Group):
        return reading.items
    return _flat(reading) if isinstance(reading, Matrix) else (reading,)
