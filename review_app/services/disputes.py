"""Disputes: cases on which people differ or gave up, laid before an adjudicator, whose word settles them.

Whoever took a side may not settle the case: a second opinion that judges itself is none. An admin may, for a team
can be too small to have anybody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from string import ascii_uppercase

from review_app.domain import Cause, Kind, Outcome, Selection, digest
from review_app.errors import InputError, NotAllowed, NotFound
from review_app.services.evidence import Card, open_card
from review_app.services.preferences import preferences
from review_app.services.review_desk import ReviewDesk
from review_app.store import Store, disputes
from review_app.store.database import Row

# More settled cases are in the exports; a list that people look through is shorter.
SHOWN_SETTLED = 100


@dataclass(frozen=True, slots=True)
class Adjudicator:
    """Who settles; `may_settle_own`: even where they took a side."""

    name: str
    may_settle_own: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person said. `author` is a name, or a letter where names are hidden; then `said_at` is hidden too,
    because who works when is known."""

    author: str
    outcome: Outcome
    cause: str | None
    note: str
    guideline: int | None
    blind: bool
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """One case with its evidence and all opinions; `settlement` is the word that holds before them, None for none."""

    card: Card
    opinions: tuple[Opinion, ...]
    settlement: Row | None

    @property
    def case_id(self) -> str:
        """The id that a link to this case carries."""
        return self.card.case_id

    @property
    def given_up(self) -> bool:
        """Whether everybody said "cannot tell"."""
        return {one.outcome for one in self.opinions} == {Outcome.UNCERTAIN}

    @property
    def is_open(self) -> bool:
        """Whether it waits for an adjudicator."""
        return self.settlement is None and waits(one.outcome for one in self.opinions)


@dataclass(frozen=True, slots=True)
class Caseload:
    """All that waits under a selection, those that cover most responses first, and what was settled last
    (`settled` counts all of that)."""

    open: list[Row]
    settled_last: list[Row]
    settled: int

    @property
    def disputed(self) -> int:
        """How many of the open ones people differ on; on the others they gave up."""
        return sum(row["disputed"] for row in self.open)


def waits(outcomes: Iterable[str]) -> bool:
    """Whether these opinions need somebody who settles them: people differ, or all of them gave up.

    >>> waits(["correct", "incorrect"]), waits(["uncertain"]), waits(["correct", "uncertain"]), waits([])
    (True, True, False, False)
    """
    said = set(outcomes)
    return said == {Outcome.UNCERTAIN} or said >= {Outcome.CORRECT, Outcome.INCORRECT}


def caseload(store: Store, selection: Selection, waiting: list[Row] | None = None) -> Caseload:
    """What waits (or is known to) and what was settled."""
    settled = disputes.settled_cases(store, selection, SHOWN_SETTLED)
    return Caseload(
        open_cases(store, selection) if waiting is None else waiting, settled, settled[0]["total"] if settled else 0
    )


def open_cases(store: Store, selection: Selection) -> list[Row]:
    """The cases that wait for an adjudicator, those that cover most responses first."""
    return disputes.open_cases(store, selection)


def dispute(store: Store, case_id: str) -> Dispute:
    """One case for the adjudicator. Raises NotFound.

    Until it is settled, names are hidden where the team's preferences say so; the card never carries them.
    """
    card = replace(open_card(store, case_id), opinions=[])
    settled = disputes.settlement(store, case_id)
    rows = disputes.opinions(store, case_id)
    hidden = settled is None and preferences(store).hide_names
    return Dispute(card, tuple(anonymous(case_id, rows) if hidden else map(signed, rows)), settled)


def signed(row: Row) -> Opinion:
    """An opinion with its author."""
    return Opinion(
        row["annotator"],
        Outcome(row["outcome"]),
        row["cause"],
        row["note"],
        row["guideline"],
        row["blind"],
        row["decided_at"],
    )


def anonymous(case_id: str, rows: Iterable[Row]) -> list[Opinion]:
    """The same under letters, in an order that differs from case to case, so that A is never the same person."""
    mixed = sorted(rows, key=lambda row: digest(case_id, row["annotator"], length=32))
    return [replace(signed(row), author=letter(at), said_at=None) for at, row in enumerate(mixed)]


def letter(at: int) -> str:
    """A name for the opinion at this place.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', '27')
    """
    return ascii_uppercase[at] if at < len(ascii_uppercase) else str(at + 1)


def settle(
    store: Store,
    reviews: ReviewDesk,
    by: Adjudicator,
    case_id: str,
    outcome: Outcome,
    note: str = "",
    cause: str | None = None,
) -> None:
    """The adjudicator's word on an open case; from then on it holds before all opinions.

    Raises InputError where nothing is to be settled or nothing would be by "cannot tell", NotAllowed for somebody
    who took a side.
    """
    if cause is not None and cause not in set(Cause):
        raise InputError("{cause} is no cause; choose one of the list", cause=cause)
    if outcome is Outcome.UNCERTAIN:
        raise InputError("a dispute is settled by correct or incorrect; go to the next one where you cannot tell")
    said = disputes.opinions(store, case_id)
    require_open(said, disputes.settlement(store, case_id))
    if by.name in {row["annotator"] for row in said if row["outcome"] != Outcome.UNCERTAIN} and not by.may_settle_own:
        raise NotAllowed("you took a side in this case; another adjudicator or an admin settles it")
    reviews.decide(by.name, [case_id], outcome, note, cause, kind=Kind.ADJUDICATION)


def require_open(said: list[Row], settled: Row | None) -> None:
    """Raises InputError for a case that waits for no adjudicator."""
    if settled:
        raise InputError("{name} settled this case already; it must be taken back first", name=settled["annotator"])
    if not waits(row["outcome"] for row in said):
        raise InputError("this case is not disputed any more: somebody took an opinion back or changed it")


def is_settled(store: Store, case_id: str) -> bool:
    """Whether an adjudicator's word (or a known answer) holds for a case."""
    return disputes.settlement(store, case_id) is not None


def reopen(store: Store, reviews: ReviewDesk, by: Adjudicator, case_id: str) -> None:
    """Take the settlement of a case back: the dispute is there again.

    Raises InputError where it is not settled, NotAllowed where somebody else settled it (an admin may still).
    """
    held = disputes.settlement(store, case_id)
    if held is None or held["kind"] != Kind.ADJUDICATION:
        raise InputError("no adjudicator settled this case; there is nothing to take back")
    if held["annotator"] != by.name and not by.may_settle_own:
        raise NotAllowed("{name} settled this case; they or an admin may take it back", name=held["annotator"])
    disputes.withdraw(store, held["id"], by.name)
    reviews.refresh()


def reopen_last(store: Store, reviews: ReviewDesk, by: Adjudicator) -> str:
    """Take back what this person settled last; its case. Raises NotFound where there is none."""
    last = disputes.last_settlement(store, by.name)
    if last is None:
        raise NotFound("you have settled no dispute that could be taken back")
    disputes.withdraw(store, last["id"], by.name)
    reviews.refresh()
    return str(last["case_id"])
