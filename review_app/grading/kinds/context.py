"""Context: what a comparison may use: the wording of the problem, and whether there is time for algebra."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from review_app.grading.kinds.likeness import Likeness
from review_app.grading.syntax.tree import Node, Reading


class Context(NamedTuple):
    """`prove` says whether two expressions are equal where plain arithmetic does not know; None is no answer.

    `relate` compares the parts of two readings in this same context.
    """

    statement: str
    prove: Callable[[Node, Node], bool | None]
    relate: Callable[[Reading, Reading, Context], Likeness]

    def parts(self, expected: Reading, found: Reading) -> Likeness:
        """How two parts of larger answers compare."""
        return self.relate(expected, found, self)
