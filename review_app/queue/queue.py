"""Queue: gives each person the next case that nobody else is at, and knows how much is left.

A case is handed to no more people than opinions are still wanted of it. Not safe for threads: its owner locks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from random import Random

from review_app.domain import Decision, Kind, Lease, Outcome, Selection
from review_app.queue.item import Item, Source
from review_app.queue.lane import Lane
from review_app.queue.leases import Leases
from review_app.queue.opinions import Opinions
from review_app.queue.order import Order
from review_app.queue.rules import Rules, part_of
from review_app.queue.scope import weight

# Lanes are kept for as many scopes; a team works in a few, and the least used makes room.
KEPT_LANES = 64


class Queue:
    """Items, what people said of them, and who holds which."""

    def __init__(self, items: Iterable[Item], rules: Rules, random: Random) -> None:
        self.items = {item.case_id: item for item in items}
        self.rules = rules
        self.leases = Leases()
        self.opinions = Opinions()
        self._random = random
        self._gold = any(item.source is Source.GOLD for item in self.items.values())
        self._audits = [item.case_id for item in self.items.values() if item.source is Source.AUDIT]
        self._skipped: dict[str, OrderedDict[str, None]] = {}
        self._done: dict[str, set[str]] = {}
        self._lanes: OrderedDict[tuple[Source, Selection, Order], Lane] = OrderedDict()

    # Who gets what

    def claim(
        self,
        annotator: str,
        tab: str,
        scope: Selection,
        now: datetime,
        *,
        count: int = 1,
        order: Order | None = None,
        but: str = "",
    ) -> tuple[list[Lease], list[Lease]]:
        """(what the tab holds of the scope, up to `count` cases, and what of it is new); its own holds come first.
        `but` is the case that the person is deciding at this moment."""
        self.expire(now)
        held = [lease for lease in self.leases.at(annotator, tab) if self._within(lease.case_id, scope)]
        held = [lease for lease in held if lease.case_id != but][:count]
        new: list[Lease] = []
        while len(held) + len(new) < count:
            case_id = self._next(annotator, scope, order or self.rules.order, but)
            if case_id is None:
                break
            new.append(self._hold(case_id, annotator, tab, now))
        return [*held, *new], new

    def take(self, case_id: str, annotator: str, tab: str, now: datetime) -> Lease | None:
        """Hold a case that a person asked for by its link; None where others are at it already."""
        self.expire(now)
        held = self.leases.of(case_id, annotator)
        if held is not None and held.tab == tab:
            return held
        if held is None and not self.available(case_id, annotator):
            return None
        return self._hold(case_id, annotator, tab, now)

    def _hold(self, case_id: str, annotator: str, tab: str, now: datetime) -> Lease:
        """A new hold."""
        lease = Lease(case_id, annotator, tab, self.hides(case_id), now + self.rules.lease)
        self.leases.add(lease)
        return lease

    def renew(self, annotator: str, tab: str, now: datetime, cases: Sequence[str] | None = None) -> list[Lease]:
        """Hold on to what the tab holds for as long again, or to these cases as far as nobody else has them; the
        holds that were made longer."""
        self.expire(now)
        for case_id in cases or ():
            self.take(case_id, annotator, tab, now)
        until = now + self.rules.lease
        held = (lease for lease in self.leases.at(annotator, tab) if cases is None or lease.case_id in cases)
        longer = [replace(lease, until=until) for lease in held]
        self.hold(longer)
        return longer

    def release(self, annotator: str, tab: str, cases: Iterable[str] | None = None) -> list[Lease]:
        """Give back what a tab holds, or these cases of it."""
        wanted = None if cases is None else set(cases)
        given = [lease for lease in self.leases.at(annotator, tab) if wanted is None or lease.case_id in wanted]
        for lease in given:
            self.leases.drop(lease.case_id, annotator)
        return given

    def expire(self, now: datetime) -> list[Lease]:
        """End the holds whose time is over: others may have the cases."""
        return self.leases.expire(now)

    def skip(self, case_id: str, annotator: str) -> Lease | None:
        """Put the case at the end of this person's queue."""
        skipped = self._skipped.setdefault(annotator, OrderedDict())
        skipped[case_id] = None
        skipped.move_to_end(case_id)
        return self.leases.drop(case_id, annotator)

    def hold(self, leases: Iterable[Lease]) -> None:
        """These holds exist."""
        for lease in leases:
            self.leases.add(lease)

    def drop(self, leases: Iterable[Lease]) -> None:
        """These holds could not be kept on disk and are none."""
        for lease in leases:
            self.leases.drop(lease.case_id, lease.annotator)

    # What people say

    def hear(self, decisions: Iterable[Decision]) -> None:
        """What people decided: an opinion, or the word that settles a case."""
        for decision in decisions:
            if decision.kind is Kind.OPINION:
                self.decide(decision.case_id, decision.annotator, decision.outcome)
            else:
                self.settle(decision.case_id)

    def reconsider(self, annotator: str, stands: Mapping[str, tuple[Outcome | None, bool]]) -> bool:
        """A person took something back: by case, which opinion of theirs holds now and whether the case is settled.

        False where a case is unknown here (an audited one of long ago): only reading everything anew helps.
        """
        for case_id, (opinion, settled) in stands.items():
            self.withdraw(case_id, annotator, opinion)
            self.settle(case_id, settled=settled)
        return all(case_id in self.items for case_id in stands)

    def decide(self, case_id: str, annotator: str, outcome: Outcome) -> None:
        """Record an opinion; the person's hold ends."""
        self.leases.drop(case_id, annotator)
        self._skipped.get(annotator, OrderedDict()).pop(case_id, None)
        with self._recounted(case_id):
            self.opinions.say(case_id, annotator, outcome)
        self._note_done(case_id)

    def withdraw(self, case_id: str, annotator: str, before: Outcome | None = None) -> None:
        """Take an opinion back; the one that the person had `before` holds again."""
        with self._recounted(case_id):
            if before is None:
                self.opinions.unsay(case_id, annotator)
                self._done.get(annotator, set()).discard(case_id)
            else:
                self.opinions.say(case_id, annotator, before)
        self._note_done(case_id)
        self._bring_back(case_id)

    def settle(self, case_id: str, *, settled: bool = True) -> None:
        """An adjudication holds for the case, or holds no more."""
        with self._recounted(case_id):
            (self.opinions.settled.add if settled else self.opinions.settled.discard)(case_id)
        self._note_done(case_id)

    # What is open

    def wanted(self, item: Item) -> int:
        """How many opinions are wanted of an item. A gold item is asked of everybody, once."""
        if item.source is Source.AUDIT:
            return 1
        share = self.rules.second_share
        return self.rules.overlap + bool(share and part_of(item.case_id, "overlap") < share)

    def is_open(self, case_id: str) -> bool:
        """Whether a further opinion is wanted."""
        item = self.items[case_id]
        if item.source is Source.GOLD:
            return True
        if case_id in self.opinions.settled or self.opinions.disputed(case_id):
            return False
        return self.opinions.counted(case_id) < self.wanted(item)

    def is_pending(self, case_id: str) -> bool:
        """Whether nothing holds for the case yet."""
        if case_id in self.opinions.settled:
            return False
        return self.opinions.counted(case_id) == 0 or self.opinions.disputed(case_id)

    def hides(self, case_id: str) -> bool:
        """Whether the grader's word on the case is hidden: as the team chose, and of every case while audit or gold
        items are mixed in, because they could be told from the rest by it."""
        return self._mixes or part_of(case_id, "blind") < self.rules.blind_share

    def was_blind(self, case_id: str, annotator: str) -> bool:
        """Whether the grader's word was hidden from the person who decides the case."""
        lease = self.leases.of(case_id, annotator)
        return lease.blind if lease else self.hides(case_id)

    @property
    def _mixes(self) -> bool:
        """Whether what people get now may be an audit or a gold item."""
        if self._gold and self.rules.gold_share:
            return True
        return any(self.is_open(case_id) for case_id in self._audits)

    def available(self, case_id: str, annotator: str) -> bool:
        """Whether this person can have the case now."""
        item = self.items.get(case_id)
        if item is None or self.opinions.by(case_id, annotator) or self.leases.of(case_id, annotator):
            return False
        if item.source is Source.GOLD:
            return True
        return self.is_open(case_id) and (
            self.opinions.counted(case_id) + self.leases.holders(case_id) < self.wanted(item)
        )

    def waiting(self, annotator: str, scope: Selection) -> int:
        """How many doubtful cases of the scope still want this person's opinion, whoever is at them now."""
        lane = self.lane(Source.DOUBTFUL, scope, self.rules.order)
        done = sum(case in lane and self.is_open(case) for case in self._done.get(annotator, ()))
        return lane.open - done

    def ahead(self, annotator: str, scope: Selection, count: int, order: Order | None = None) -> list[str]:
        """What this person would get after what they hold, without holding it."""
        coming = self._fresh(annotator, Source.DOUBTFUL, scope, order or self.rules.order)
        return list(islice((case for case in coming if self.available(case, annotator)), count))

    def lane(self, source: Source, scope: Selection, order: Order) -> Lane:
        """The items of a scope in an order."""
        name = (source, scope, order)
        if name not in self._lanes:
            lane = Lane((item for item in self.items.values() if item.source is source), scope, order)
            for case_id in lane.cases:
                lane.count(case_id, open=self.is_open(case_id), pending=self.is_pending(case_id), step=1)
            self._lanes[name] = lane
            if len(self._lanes) > KEPT_LANES:
                self._lanes.popitem(last=False)
        self._lanes.move_to_end(name)
        return self._lanes[name]

    def _next(self, annotator: str, scope: Selection, order: Order, but: str) -> str | None:
        """The case for this person: audit and gold items are mixed in by chance, audits also come after all that is
        doubtful, and what the person skipped comes last, the longest skipped first."""
        fresh = (self._fresh(annotator, source, scope, order) for source in self._sources())
        skipped = (case for case in self._skipped.get(annotator, ()) if self._within(case, scope))
        coming = chain(chain.from_iterable(fresh), skipped)
        return next((case for case in coming if case != but and self.available(case, annotator)), None)

    def _sources(self) -> list[Source]:
        """Where the next case is looked for, in this order."""
        chance = self._random.random()
        if chance < self.rules.gold_share:
            return [Source.GOLD, Source.DOUBTFUL, Source.AUDIT]
        if chance < self.rules.gold_share + self.rules.audit_share:
            return [Source.AUDIT, Source.DOUBTFUL]
        return [Source.DOUBTFUL, Source.AUDIT]

    def _fresh(self, annotator: str, source: Source, scope: Selection, order: Order) -> Iterator[str]:
        """What is open of a source and this person neither decided nor skipped, in its order."""
        skipped = self._skipped.get(annotator, OrderedDict())
        lane = self.lane(source, scope, order if source is Source.DOUBTFUL else Order.RANDOM)
        return lane.walk(annotator, lambda case_id: self.opinions.by(case_id, annotator) or case_id in skipped)

    def _within(self, case_id: str, scope: Selection) -> bool:
        """Whether the scope holds responses of the case."""
        return case_id in self.items and weight(self.items[case_id], scope) > 0

    def _bring_back(self, case_id: str) -> None:
        """The case may be wanted again: no lane passes it over any more."""
        for lane in self._lanes.values():
            lane.back(case_id)

    def _note_done(self, case_id: str) -> None:
        """A case that still wants opinions wants none of those who gave theirs."""
        if case_id in self.items and self.is_open(case_id):
            for annotator in self.opinions.of(case_id):
                self._done.setdefault(annotator, set()).add(case_id)

    @contextmanager
    def _recounted(self, case_id: str) -> Iterator[None]:
        """Around a change: keeps the counts of all lanes true, and brings back what is open again."""
        if case_id not in self.items or not self._lanes:
            yield
            return
        before = {"open": self.is_open(case_id), "pending": self.is_pending(case_id)}
        yield
        after = {"open": self.is_open(case_id), "pending": self.is_pending(case_id)}
        for lane in self._lanes.values():
            lane.count(case_id, **before, step=-1)
            lane.count(case_id, **after, step=1)
        if after["open"] and not before["open"]:
            self._bring_back(case_id)
