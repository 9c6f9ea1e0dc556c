"""Model matches: which names of the ledger mean a measured model: by the names themselves, unless people say otherwise.

Two names are taken for one model where they are the same but for case, owner (`Qwen/…`) and marks outside of numbers.
Anybody who may can say of a pair that it is the same model or another; the last word holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from review_app.errors import InputError
from review_app.metrics.model_names import same_model
from review_app.services.ledger import given
from review_app.store import Store, published
from review_app.store.database import Row, now
from review_app.wording import Sentence, later, sentence

SAME_NAME = later("the names are the same")
ALIKE = later("the names are the same but for case, owner and separators")
SAID = later("{by} says that they are the same model: {reason}")


class Said(StrEnum):
    """What people say of two names."""

    SAME = "same"
    DIFFERENT = "different"
    BY_NAME = "by_name"


@dataclass(frozen=True, slots=True)
class Matches:
    """What people said, by (measured, published)."""

    said: Mapping[tuple[str, str], Row]

    def why(self, measured: str, published: str) -> Sentence | None:
        """Why the two names are one model; None where they are not."""
        row = self.said.get((measured, published))
        if row:
            same = row["said"] == Said.SAME
            return sentence(SAID, by=row["made_by"], reason=row["reason"]) if same else None
        if measured == published:
            return sentence(SAME_NAME)
        return sentence(ALIKE) if same_model(measured, published) else None


def matches(store: Store, moment: datetime | None = None) -> Matches:
    """What holds, or held at a moment."""
    return Matches({(row["measured"], row["published"]): row for row in published.matches(store, moment)})


def say_match(store: Store, by: str, measured: str | None, name: str | None, said: Said, reason: str) -> None:
    """Say whether a measured model is the one of this name in the ledger, or leave it to the names again.

    Raises InputError where a name or the reason is missing.
    """
    if not measured or not name:
        raise InputError("choose a measured model and a name of the ledger first")
    row = {"measured": measured, "published": name, "said": said.value, "reason": given(reason), "made_by": by,
           "made_at": now()}  # fmt: skip
    published.say_match(store, row)
