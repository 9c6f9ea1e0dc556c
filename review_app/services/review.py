"""Review: what a person says of cases, checked and written; and the list of what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from review_app.domain import Decision, Outcome, Selection
from review_app.errors import InputError, NotFound
from review_app.services.evidence import Card, open_card, statement_uses_dollars
from review_app.store import Store, reviews
from review_app.store.database import Row, now

__all__ = ["Card", "open_card", "statement_uses_dollars"]

# A note is a remark, not an essay; the limit keeps a pasted file out of the store.
MAX_NOTE = 4_000
# The right answer to a problem is a formula or a few words.
MAX_ANSWER = 500


@dataclass(frozen=True, slots=True)
class Listing:
    """One page (1-based) of doubtful cases."""

    rows: list[Row]
    total: int
    page: int
    pages: int


def doubtful_page(store: Store, selection: Selection, page: int, size: int) -> Listing:
    """A page of the cases that wait for people; a number past the end gives the last page."""
    total = reviews.doubtful_count(store, selection)
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    return Listing(reviews.doubtful(store, selection, skip=(page - 1) * size, size=size), total, page, pages)


def decide(store: Store, annotator: str, case_ids: Sequence[str], outcome: Outcome, note: str = "") -> int:
    """Record one person's opinion on cases, all or none; it is on disk when this returns. How many cases.

    Raises InputError for no case or a note that is too long, NotFound for an unknown case.
    """
    made = opinions(annotator, case_ids, outcome, note, now())
    reviews.add_decisions(store, made)
    return len(made)


def opinions(annotator: str, case_ids: Sequence[str], outcome: Outcome, note: str, moment: datetime) -> list[Decision]:
    """One opinion on each case, a case named twice is one. Raises InputError."""
    if not case_ids:
        raise InputError("no case chosen: tick at least one row first")
    kept = checked_note(note)
    unique = dict.fromkeys(case_ids)
    return [Decision(uuid4().hex, case_id, annotator, outcome, moment, note=kept) for case_id in unique]


def checked_note(note: str) -> str:
    """A note as it is kept. Raises InputError for one that is too long."""
    if len(note) > MAX_NOTE:
        raise InputError(
            "the note has {length} characters; {most} are kept: shorten it", length=len(note), most=MAX_NOTE
        )
    return storable(note.strip())


def checked_answer(answer: str, reference: str) -> str:
    """The right answer that somebody gives where the reference is wrong; empty where nobody does. Raises InputError."""
    kept = storable(answer.strip())
    if len(kept) > MAX_ANSWER:
        raise InputError(
            "the right answer has {length} characters; {most} are kept: give the answer alone",
            length=len(kept),
            most=MAX_ANSWER,
        )
    if kept and kept == reference.strip():
        raise InputError("the right answer is the reference as it stands; give another, or take the flag away")
    return kept


def storable(text: str) -> str:
    """Text that a database can hold: half a surrogate pair, which a browser may send, becomes `?`.

    >>> storable("good\\ud800")
    'good?'
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def undo(store: Store, annotator: str) -> list[str]:
    """Take back what this person decided last (many cases where they were decided at once); their ids."""
    return reviews.withdraw_last(store, annotator)


def skip(store: Store, annotator: str, case_id: str) -> None:
    """Put the case at the end of this person's queue. Raises NotFound."""
    if not reviews.is_case(store, case_id):
        raise NotFound("case {case}: there is none here; it may belong to another database", case=case_id)
    reviews.skip(store, case_id, annotator)
