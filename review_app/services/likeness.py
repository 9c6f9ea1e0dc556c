"""Likeness: how much two problems say the same, by the three-letter pieces of their texts; and examples by it."""

from __future__ import annotations

import math
import random
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from review_app.domain import digest
from review_app.exporters import steps

PIECE = 3

# More of a text tells nothing new about it.
READ_CHARACTERS = 2_000

KEPT_TEXTS = 8_192

# Of so many times as many of the likest the examples are drawn.
CHOICE = 3

# The digits and letters of full width that Chinese texts mix in.
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

Vector = tuple[Mapping[str, int], float]


def plain(statement: str) -> str:
    """The text without spacing, typesetting and capitals.

    >>> plain("What is  $1 + 2$？"), plain("what is \\\\(1+2\\\\)?")
    ('whatis1+2?', 'whatis1+2?')
    """
    composed = unicodedata.normalize("NFC", statement).translate(NARROW)
    return "".join(steps.steps(composed))


def plain_key(statement: str) -> str:
    """What texts share that differ in typesetting only."""
    return digest(plain(statement), length=16)


@lru_cache(maxsize=KEPT_TEXTS)
def vector(statement: str) -> Vector:
    """How often each piece stands in the text, and the length of that as a vector."""
    text = plain(statement[:READ_CHARACTERS])
    counts = Counter(text[at : at + PIECE] for at in range(max(1, len(text) - PIECE + 1)))
    return counts, math.sqrt(sum(count * count for count in counts.values()))


def likeness(one: str, other: str) -> float:
    """The cosine of both vectors, 0 to 1.

    >>> round(likeness("How many eggs?", "How many eggs?"), 3), likeness("abc", "xyz")
    (1.0, 0.0)
    """
    (few, length), (many, other_length) = sorted((vector(one), vector(other)), key=lambda found: len(found[0]))
    common = sum(count * many.get(piece, 0) for piece, count in few.items())
    return common / (length * other_length) if common else 0.0


def likest(statement: str, others: Sequence[str], most: int) -> list[tuple[int, float]]:
    """(place among `others`, likeness) of the likest, the likest first; of equals the first."""
    found = [(at, likeness(statement, other)) for at, other in enumerate(others)]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]


def drawn(statement: str, others: Sequence[str], most: int, seed: str) -> list[int]:
    """Places of examples for a problem: by chance among the likest, the likest last. The same seed draws the same.

    One with the same text would give the answer away: it is never drawn.
    """
    own = plain(statement)
    others_only = [at for at, other in enumerate(others) if plain(other) != own]
    near = likest(statement, [others[at] for at in others_only], CHOICE * most)
    chosen = set(random.Random(seed).sample(range(len(near)), min(most, len(near))))  # noqa: S311 - repeatable
    return [others_only[at] for rank, (at, _) in reversed(list(enumerate(near))) if rank in chosen]
