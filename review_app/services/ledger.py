"""Ledger: the published scores that people add, change and withdraw; those that the project ships are among them."""

from __future__ import annotations

import sysconfig
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from uuid import uuid4

from review_app.domain import PublishedScore, Reject, digest
from review_app.errors import InputError
from review_app.importers import Input, records
from review_app.services.ledger_row import score_of
from review_app.services.review import checked_note
from review_app.store import Store, published
from review_app.store.database import now
from review_app.store.published import LedgerRow

# In a checkout, and where an installed package puts it.
SHIPPED = (
    Path(__file__).resolve().parents[2] / "data" / "published_scores.csv",
    Path(sysconfig.get_path("data")) / "share" / "review_app" / "published_scores.csv",
)
OURSELVES = "review_app"
# What tells one shipped score from another; the rest may be filled in later.
TELLING = ("model", "benchmark", "metric", "value", "source")

# An entry has one newest row: two who change it at once take turns. One process holds the database.
CHANGING = Lock()


def entries(store: Store, moment: datetime | None = None) -> list[LedgerRow]:
    """The entries that hold, or held at a moment; the scores that the project ships are among them."""
    take_shipped(store)
    return published.standing(store, moment)


def add(store: Store, by: str, score: PublishedScore, reason: str = "") -> LedgerRow:
    """A new entry. Raises InputError where one says just this."""
    with CHANGING:
        if any(row.score == score for row in published.standing(store)):
            raise InputError("the ledger says just this already; change the entry that is there")
        made = LedgerRow(uuid4().hex, uuid4().hex[:12], None, score, False, checked_note(reason), by, now())
        published.append(store, [made])
    return made


def change(store: Store, by: str, row_id: str, score: PublishedScore, reason: str) -> LedgerRow:
    """The entry whose newest row this is says something else from now on.

    Raises InputError without a reason, where nothing changes, or where somebody changed it meanwhile.
    """
    with CHANGING:
        old = newest(store, row_id)
        if old.score == score:
            raise InputError("nothing is changed: the entry says just this")
        return follow(store, old, by, score, given(reason), withdrawn=False)


def withdraw(store: Store, by: str, row_id: str, reason: str) -> LedgerRow:
    """The entry holds no more; its rows stay. Raises InputError as `change` does."""
    with CHANGING:
        old = newest(store, row_id)
        return follow(store, old, by, old.score, given(reason), withdrawn=True)


def newest(store: Store, row_id: str) -> LedgerRow:
    """The standing row with this id."""
    found = next((row for row in published.standing(store) if row.id == row_id), None)
    if found is None:
        raise InputError("this entry was changed or withdrawn meanwhile; look at it again first")
    return found


def follow(store: Store, old: LedgerRow, by: str, score: PublishedScore, reason: str, *, withdrawn: bool) -> LedgerRow:
    """Write the row that replaces another."""
    made = LedgerRow(uuid4().hex, old.entry, old.id, score, withdrawn, reason, by, now())
    published.append(store, [made])
    return made


def given(reason: str) -> str:
    """The reason as it is kept. Raises InputError for none."""
    kept = checked_note(reason)
    if not kept:
        raise InputError("say why first: a change of the ledger needs a reason")
    return kept


def take_shipped(store: Store) -> int:
    """Take in the scores that the project ships and this ledger never had; how many.

    Nobody sees a ledger before this is done, so they hold since the database has one; later ones from now on.
    """
    path = next((place for place in SHIPPED if place.is_file()), None)
    if path is None:
        return 0
    ours = shipped(path)
    with CHANGING:
        there = published.entries(store)
        at = now() if there & ours.keys() else published.begun(store)
        new = [
            LedgerRow(uuid4().hex, entry, None, score, False, f"shipped as {path.name}", OURSELVES, at)
            for entry, score in ours.items()
            if entry not in there
        ]
        published.append(store, new)
    return len(new)


@cache
def shipped(path: Path) -> dict[str, PublishedScore]:
    """The scores of a file of ours, in which every line is good, by an id that is the same in every database."""
    scores = [score_of(row.value) for row in records.rows(Input(path)) if not isinstance(row, Reject)]
    return {digest(*(str(getattr(score, name)) for name in TELLING)): score for score in scores}
