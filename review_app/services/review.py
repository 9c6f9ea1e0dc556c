"""Review: the next doubtful case for a person, with its evidence, and what that person says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from review_app.domain import Decision, Outcome
from review_app.errors import InputError, NotFound
from review_app.store import Store, reviews
from review_app.store.database import Row, now
from review_app.store.outcomes import Selection

# A note is a remark, not an essay; the limit keeps a pasted file out of the store.
MAX_NOTE = 4_000

# Benchmarks in whose texts `$…$` is money, never mathematics.
MONEY_BENCHMARKS = ("gsm8k",)


@dataclass(frozen=True, slots=True)
class Card:
    """One case as a reviewer sees it: the case with its problem, the responses that share the answer, opinions."""

    case: Row
    responses: list[Row]
    opinions: list[Row]

    @property
    def case_id(self) -> str:
        """The id that a link to this case carries."""
        return str(self.case["case_id"])

    @property
    def dollars(self) -> bool:
        """Whether `$…$` is mathematics in the problem's own text."""
        return statement_uses_dollars(self.case["benchmark"])


@dataclass(frozen=True, slots=True)
class Listing:
    """One page (1-based) of doubtful cases."""

    rows: list[Row]
    total: int
    page: int
    pages: int


def statement_uses_dollars(benchmark: str) -> bool:
    """Whether `$…$` is mathematics in this benchmark's own texts.

    >>> statement_uses_dollars("math500"), statement_uses_dollars("gsm8k")
    (True, False)
    """
    return not any(name in benchmark for name in MONEY_BENCHMARKS)


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes next for a person (None when nothing waits), and how far the review of the selection is.

    Of `total` cases that the grader left to people, `decided` are settled and `waiting` wait for this person.
    """

    card: Card | None
    waiting: int
    total: int
    decided: int


def next_turn(store: Store, annotator: str, selection: Selection) -> Turn:
    """The case that this person should look at now."""
    standing = reviews.standing(store, annotator, selection)
    return turn(store, standing, standing["next"])


def turn_at(store: Store, annotator: str, selection: Selection, case_id: str) -> Turn:
    """A given case (from a link, or after undo). Raises NotFound."""
    return turn(store, reviews.standing(store, annotator, selection), case_id)


def turn(store: Store, standing: Row, case_id: str | None) -> Turn:
    """The case with the counts around it."""
    card = open_card(store, case_id) if case_id else None
    return Turn(card, standing["waiting"], standing["total"], standing["decided"])


def open_card(store: Store, case_id: str) -> Card:
    """Everything there is to see of one case. Raises NotFound."""
    case, responses = reviews.case(store, case_id), reviews.case_responses(store, case_id)
    if not responses:
        raise NotFound(f"case {case_id}: no response gives this answer any more, a newer grader reads another in them")
    return Card(case, responses, reviews.opinions(store, case_id))


def doubtful_page(store: Store, selection: Selection, page: int, size: int) -> Listing:
    """A page of the cases that wait for people; a number past the end gives the last page."""
    total = reviews.doubtful_count(store, selection)
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    return Listing(reviews.doubtful(store, selection, skip=(page - 1) * size, size=size), total, page, pages)


def decide(store: Store, annotator: str, case_ids: Sequence[str], outcome: Outcome, note: str = "") -> int:
    """Record one person's decision on cases, all or none; it is on disk when this returns.

    Raises InputError for no case or a note that is too long, NotFound for an unknown case.
    """
    if not case_ids:
        raise InputError("no case chosen: tick at least one row first")
    if len(note) > MAX_NOTE:
        raise InputError(f"the note has {len(note)} characters; {MAX_NOTE} are kept: shorten it")
    unique, moment = list(dict.fromkeys(case_ids)), now()
    kept = storable(note.strip())
    reviews.add_decisions(
        store, [Decision(uuid4().hex, case_id, annotator, outcome, moment, note=kept) for case_id in unique]
    )
    return len(unique)


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
    reviews.skip(store, reviews.case(store, case_id)["case_id"], annotator)
