"""The review desk: who gets which case next, and what becomes of what they say. One object a server.

The queue is in memory and the store on disk: what a person says is on disk before it is acknowledged, and so is
the hold on a case before it is handed out. A server that dies therefore forgets nothing that anybody was told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from review_app.domain import Decision, Kind, Lease, Outcome, Selection
from review_app.queue.order import Order
from review_app.queue.outlook import Outlook
from review_app.services import review
from review_app.services.cards import Cards
from review_app.services.evidence import Card, open_card
from review_app.services.live_queue import LiveQueue
from review_app.services.outlooks import Outlooks
from review_app.services.pace import Pace
from review_app.services.preferences import Preferences
from review_app.store import Store, reviews, submissions
from review_app.store.database import Row, now
from review_app.store.group_commit import GroupCommit
from review_app.store.submissions import Entry

# As many of one's own decisions can be seen and taken back one by one.
RECENT = 30


@dataclass(frozen=True, slots=True)
class Submission:
    """What a person says of a case. `id` comes from the browser, so that a repeated attempt is known as one.

    `seconds` is the time at work without idling; `right_answer` is given where the reference is held to be wrong.
    """

    id: str
    case_id: str
    outcome: Outcome
    cause: str | None = None
    note: str = ""
    seconds: float | None = None
    right_answer: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A case in somebody's hands: `lease` is None where it was opened by its link while others are at it."""

    card: Card
    blind: bool
    lease: Lease | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a person is: what waits for them, how far the team is, and their median seconds a decision."""

    waiting: int
    outlook: Outlook
    pace: float | None


@dataclass(frozen=True, slots=True)
class Underway:
    """A decision on its way to the disk, and what waits for it and brings the cases that come next."""

    written: Future[bool]
    cases: Callable[[], list[Held]]


class ReviewDesk:
    """The queue of a store. Safe to call from many threads."""

    def __init__(self, store: Store, clock: Callable[[], datetime] = now, random: Random | None = None) -> None:
        self._store = store
        self._clock = clock
        self._queue = LiveQueue(store, clock, random or Random())  # noqa: S311 - which case comes next is no secret
        self._cards = Cards(store)
        self._pace = Pace(store)
        self._outlooks = Outlooks(store, clock)
        self._disk: GroupCommit[Entry, bool] = GroupCommit(partial(submissions.write, store), self._settled)

    # Cases

    def claim(
        self,
        annotator: str,
        tab: str,
        scope: Selection,
        *,
        count: int,
        hold: Sequence[str] = (),
        order: Order | None = None,
    ) -> list[Held]:
        """The cases that this tab should show next, up to `count` with those it says it holds; only the others."""
        moment = self._clock()
        leases, new = self._take(annotator, tab, scope, moment, count=count, order=order)
        if new:
            self._disk(Entry(moment, leases=tuple(new)))
        return self._held(leases, hold, annotator, scope, order)

    def open(self, annotator: str, tab: str, case_id: str) -> Held:
        """A case that a person asked for by its link, held for them where nobody else is at it. Raises NotFound."""
        moment = self._clock()
        card = self._cards.get([case_id]).get(case_id) or open_card(self._store, case_id)
        lease = self._queue.use(
            lambda queue: queue.take(case_id, annotator, tab, moment),
            again=lambda queue, taken: queue.hold([taken] if taken else []),
        )
        self._note([lease] if lease else [], "claimed", moment)
        blind = lease.blind if lease else self._queue.use(lambda queue: queue.hides(case_id))
        return Held(card, blind, lease)

    def renew(self, annotator: str, tab: str, cases: Sequence[str] | None = None) -> list[str]:
        """The page is still open: hold its cases (or these) for as long again. The cases that it holds; what it held
        too long ago may be somebody else's by now."""
        moment = self._clock()
        longer = self._queue.use(lambda queue: queue.renew(annotator, tab, moment, cases))
        self._note(longer, "renewed", moment)
        return [lease.case_id for lease in longer]

    def release(self, annotator: str, tab: str, cases: Sequence[str] | None = None) -> None:
        """The page was left, or its filters changed: others may have its cases (or these of them)."""
        given = self._queue.use(lambda queue: queue.release(annotator, tab, cases))
        self._note(given, "released", self._clock())

    def skip(self, annotator: str, case_id: str) -> None:
        """Put the case at the end of this person's queue. Raises NotFound."""
        review.skip(self._store, annotator, case_id)
        self._queue.use(lambda queue: queue.skip(case_id, annotator))

    # Decisions

    def submit(self, annotator: str, said: Submission) -> bool:
        """Record what a person says of a case; it is on disk when this returns, exactly once however often it is sent.

        False where it had arrived before. Raises InputError for a note that is too long or an id that is taken,
        NotFound for an unknown case.
        """
        return self._disk(self._entry(annotator, said))

    def submitting(
        self,
        annotator: str,
        said: Submission,
        tab: str,
        scope: Selection,
        *,
        count: int,
        hold: Sequence[str] = (),
        order: Order | None = None,
    ) -> Underway:
        """`submit` and then `claim`, on disk together: whoever decides waits for one write and not for two, and may do
        other things while the disk is busy."""
        entry = self._entry(annotator, said)
        leases, new = self._take(annotator, tab, scope, entry.moment, count=count, order=order, but=said.case_id)
        written = self._disk.submit(replace(entry, leases=tuple(new)))

        def cases() -> list[Held]:
            written.result()
            return self._held(leases, hold, annotator, scope, order)

        return Underway(written, cases)

    def decide(
        self,
        annotator: str,
        case_ids: Sequence[str],
        outcome: Outcome,
        note: str = "",
        cause: str | None = None,
        kind: Kind = Kind.OPINION,
    ) -> int:
        """Record one decision on each case, all or none; on disk when this returns. How many cases."""
        said = review.opinions(annotator, case_ids, outcome, note, self._clock())
        blind = self._queue.use(lambda queue: {one for one in case_ids if queue.was_blind(one, annotator)})
        how: dict[str, Any] = {"cause": cause, "kind": kind, "guideline": self._queue.now.guideline}
        made = [replace(one, **how, blind=kind is Kind.OPINION and one.case_id in blind) for one in said]
        reviews.add_decisions(self._store, made)
        self._heard(made)
        return len(made)

    def undo(self, annotator: str, decision_id: str | None = None) -> list[str]:
        """Take back one decision, or what this person decided last in one go; the case ids, none for nothing.

        Raises NotFound where the decision is not theirs, or is taken back already.
        """
        if decision_id is None:
            cases = review.undo(self._store, annotator)
        else:
            cases = [submissions.withdraw(self._store, decision_id, annotator, self._clock())]
        stands = {case_id: reviews.what_stands(self._store, annotator, case_id) for case_id in cases}
        if not self._queue.use(lambda queue: queue.reconsider(annotator, stands)):
            self.refresh()
        self._outlooks.outdate()
        for case_id in cases:
            self._cards.forget_siblings(case_id)
        return cases

    def recent(self, annotator: str) -> list[Row]:
        """What this person decided last, the newest first."""
        return submissions.latest(self._store, annotator, RECENT)

    def hidden(self, case_ids: Sequence[str]) -> set[str]:
        """Those of the cases whose automatic verdict is kept from people until they have decided."""
        return self._queue.use(lambda queue: {case_id for case_id in case_ids if queue.hides(case_id)})

    # How far

    def standing(self, annotator: str, scope: Selection) -> Standing:
        """How far this person and the team are with the cases of a scope."""
        waiting = self._queue.use(lambda queue: queue.waiting(annotator, scope))
        return Standing(waiting, self._outlooks.of(self._queue, scope), self._pace.of(annotator))

    @property
    def preferences(self) -> Preferences:
        """What the team chose, as it was at the last refresh."""
        return self._queue.now.preferences

    def prepare(self) -> None:
        """Read the queue where nobody has asked for it yet."""
        _ = self._queue.now

    def refresh(self) -> None:
        """Read the queue anew: after an import, grading, an audit, other preferences, a settled dispute."""
        self._queue.refresh()
        self._cards.clear()
        self._outlooks.clear()

    def _take(
        self, annotator: str, tab: str, scope: Selection, moment: datetime, **wanted: Any
    ) -> tuple[list[Lease], list[Lease]]:
        """(what the tab holds, what of it is new and not yet on disk); `wanted` is what `Queue.claim` takes."""
        return self._queue.use(
            lambda queue: queue.claim(annotator, tab, scope, moment, **wanted),
            again=lambda queue, done: queue.hold(done[1]),
        )

    def _held(
        self, leases: Sequence[Lease], hold: Sequence[str], annotator: str, scope: Selection, order: Order | None
    ) -> list[Held]:
        """The leased cases but those in `hold`. One without responses by now has no card: it is passed over."""
        cards = self._cards.get(
            [lease.case_id for lease in leases if lease.case_id not in hold],
            lambda most: self._queue.use(lambda queue: queue.ahead(annotator, scope, most, order)),
        )
        return [Held(cards[lease.case_id], lease.blind, lease) for lease in leases if lease.case_id in cards]

    def _entry(self, annotator: str, said: Submission) -> Entry:
        """A decision as it is written. Raises InputError."""
        moment = self._clock()
        known, blind = self._queue.use(
            lambda queue: (said.case_id in queue.items, queue.was_blind(said.case_id, annotator))
        )
        decision = Decision(
            id=said.id,
            case_id=said.case_id,
            annotator=annotator,
            outcome=said.outcome,
            decided_at=moment,
            cause=said.cause,
            note=review.checked_note(said.note),
            seconds=said.seconds,
            blind=blind,
            guideline=self._queue.now.guideline,
        )
        return Entry(moment, decision, self._checked(said) if said.right_answer else "", known=known)

    def _settled(self, entry: Entry, outcome: bool | Exception) -> None:
        """What was claimed and decided is on disk: let everybody know. Holds that could not be written are none."""
        if isinstance(outcome, Exception) and entry.event == "claimed":
            self._queue.use(lambda queue: queue.drop(entry.leases))
        elif outcome is True and entry.decision:
            self._heard([entry.decision])

    def _note(self, leases: Sequence[Lease], event: str, moment: datetime) -> None:
        """Write what else happened to leases; on disk when this returns."""
        if leases:
            self._disk(Entry(moment, leases=tuple(leases), event=event))

    def _checked(self, said: Submission) -> str:
        """The right answer that somebody gives. Raises InputError."""
        card = self._cards.get([said.case_id]).get(said.case_id)
        return review.checked_answer(said.right_answer, card.case["reference"] if card else "")

    def _heard(self, decisions: Sequence[Decision]) -> None:
        """Decisions are on disk: the queue and the cards know of them."""
        self._queue.use(lambda queue: queue.hear(decisions))
        for decision in decisions:
            self._pace.note(decision)
            self._cards.forget_siblings(decision.case_id)
