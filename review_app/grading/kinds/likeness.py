"""Likeness: what a comparison of two readings came to."""

from __future__ import annotations

from typing import NamedTuple

from review_app.domain import Outcome


class Likeness(NamedTuple):
    """`reason` is a key of LIKENESSES; `detail` says more to an annotator."""

    reason: str
    detail: str = ""

    @property
    def same(self) -> bool:
        """Proven equal, in a form the problem accepts."""
        return LIKENESSES[self.reason][0] is Outcome.CORRECT

    @property
    def different(self) -> bool:
        """Proven different."""
        return LIKENESSES[self.reason][0] is Outcome.INCORRECT


# Every reason that a comparison by kind can give, with the outcome it stands for.
LIKENESSES: dict[str, tuple[Outcome, str]] = {
    "same_value": (Outcome.CORRECT, "Both expressions have the same value, by exact arithmetic."),
    "same_parts": (Outcome.CORRECT, "Both have the same members, coordinates or entries."),
    "same_set": (Outcome.CORRECT, "Both are the same set of numbers."),
    "same_relation": (Outcome.CORRECT, "Both are the same equation or inequality."),
    "same_words": (Outcome.CORRECT, "Both are the same words or the same option."),
    "different_value": (Outcome.INCORRECT, "The values differ for certain."),
    "different_parts": (
        Outcome.INCORRECT,
        "A member, a coordinate or an entry differs, is missing or is too much.",
    ),
    "different_set": (Outcome.INCORRECT, "A number belongs to one set and not to the other."),
    "different_relation": (Outcome.INCORRECT, "The equations or inequalities differ."),
    "different_words": (Outcome.INCORRECT, "The words or options differ."),
    "different_kind": (Outcome.INCORRECT, "One is a number, the other a point, a list, a set or a name."),
    "sign": (Outcome.UNCERTAIN, "The numbers differ only in sign; the problem may ask for a size."),
    "scale": (
        Outcome.UNCERTAIN,
        "One number is the other in another unit: a hundredfold, minutes for hours.",
    ),
    "rounding": (Outcome.UNCERTAIN, "One number may be the other one rounded or cut."),
    "other_unit": (Outcome.UNCERTAIN, "One answer names a unit that the other, or the question, does not."),
    "other_base": (Outcome.UNCERTAIN, "Numbers in another base play a part, so digits alone do not decide."),
    "other_form": (Outcome.UNCERTAIN, "The values are equal, but one is not written as the problem may ask."),
    "other_order": (
        Outcome.UNCERTAIN,
        "The members are the same in another order, and the order may matter.",
    ),
    "other_letters": (
        Outcome.UNCERTAIN,
        "The expressions are equal once letters are renamed or read as units.",
    ),
    "other_kind": (Outcome.UNCERTAIN, "The two answers are of kinds that cannot be compared for certain."),
    "unproven": (Outcome.UNCERTAIN, "Neither equality nor difference could be proven."),
    "unread": (Outcome.UNCERTAIN, "One of the answers is not understood as a whole."),
}


class NeedsAlgebraError(Exception):
    """Plain arithmetic does not settle it; raised in the fast stage, caught by `decide_fast`."""
