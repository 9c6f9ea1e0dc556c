"""Whatever people do in whatever order, the queue's counts and what it hands out are what a count from scratch says."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from review_app.domain import Lease, Outcome, Selection
from review_app.queue.item import Item, Source
from review_app.queue.order import Order
from review_app.queue.queue import Queue
from review_app.queue.rules import Rules

PEOPLE = st.sampled_from(["ann", "bob", "cy"])
TABS = st.sampled_from(["t", "u"])
CASES = st.integers(0, 4).map("c{}".format)
OUTCOMES = st.sampled_from(Outcome)
SCOPES = [Selection(), Selection(models=("m0",)), Selection(rules=("even",)), Selection(models=("m1",), rules=("odd",))]
SOURCES = [Source.DOUBTFUL, Source.DOUBTFUL, Source.DOUBTFUL, Source.AUDIT, Source.GOLD]
ITEMS = [
    Item(
        f"c{at}", f"p{at}", "math", (("r0", "m0", 1 + at % 3), ("r1", "m1", 1))[: 1 + at % 2],
        ("even", "odd")[at % 2], position=at, source=source,
    )
    for at, source in enumerate(SOURCES)
]  # fmt: skip


class QueueMachine(RuleBasedStateMachine):
    """People at a queue. `said` and `skipped` are the model; nothing else is remembered."""

    @initialize(
        overlap=st.integers(1, 2), second=st.sampled_from([0.0, 0.5]), gold=st.sampled_from([0.0, 0.5]),
        audit=st.sampled_from([0.0, 0.5]), order=st.sampled_from(Order), seed=st.integers(0, 9),
    )  # fmt: skip
    def open_desk(self, overlap: int, second: float, gold: float, audit: float, order: Order, seed: int) -> None:
        rules = Rules(overlap, second, audit, gold, 0.5, order, timedelta(minutes=10))
        self.queue = Queue(ITEMS, rules, Random(seed))
        self.now = datetime(2025, 1, 1)
        self.said: dict[str, dict[str, Outcome]] = {item.case_id: {} for item in ITEMS}
        self.settled: set[str] = set()
        self.held: dict[tuple[str, str], Lease] = {}
        self.skipped: set[tuple[str, str]] = set()

    # What people do

    @rule(annotator=PEOPLE, tab=TABS, scope=st.sampled_from(SCOPES), count=st.integers(1, 3))
    def claim(self, annotator: str, tab: str, scope: Selection, count: int) -> None:
        self.expire()
        free = [item.case_id for item in ITEMS if self.within(item, scope) and self.free(item, annotator)]
        leases, new = self.queue.claim(annotator, tab, scope, self.now, count=count)
        before = [one for one in self.held.values() if (one.annotator, one.tab) == (annotator, tab)]
        mine = {one.case_id for one in before if self.within(ITEMS[int(one.case_id[1:])], scope)}
        assert {one.case_id for one in leases} - {one.case_id for one in new} <= mine
        given = [one.case_id for one in new]
        assert len(given) == len(set(given))
        assert set(given) <= set(free)
        if len(leases) < count:
            gold = {item.case_id for item in ITEMS if item.source is Source.GOLD}
            assert mine <= {one.case_id for one in leases}
            assert set(free) - set(given) <= gold, "only gold, which comes by chance, is kept back"
        self.held |= {(one.case_id, annotator): one for one in new}

    @rule(annotator=PEOPLE, tab=TABS, case=CASES)
    def take(self, annotator: str, tab: str, case: str) -> None:
        self.expire()
        mine = self.held.get((case, annotator))
        lease = self.queue.take(case, annotator, tab, self.now)
        assert (lease is not None) == (mine is not None or self.free(ITEMS[int(case[1:])], annotator))
        if lease:
            self.held[case, annotator] = lease

    @rule(annotator=PEOPLE, tab=TABS)
    def renew(self, annotator: str, tab: str) -> None:
        self.expire()
        longer = self.queue.renew(annotator, tab, self.now)
        mine = {key for key, one in self.held.items() if (one.annotator, one.tab) == (annotator, tab)}
        assert {(one.case_id, one.annotator) for one in longer} == mine
        self.held |= {(one.case_id, one.annotator): one for one in longer}

    @rule(annotator=PEOPLE, tab=TABS)
    def release(self, annotator: str, tab: str) -> None:
        for lease in self.queue.release(annotator, tab):
            del self.held[lease.case_id, annotator]
        assert not [one for one in self.held.values() if (one.annotator, one.tab) == (annotator, tab)]

    @rule(annotator=PEOPLE, case=CASES, outcome=OUTCOMES)
    def decide(self, annotator: str, case: str, outcome: Outcome) -> None:
        """In time, late, or of a case that was never handed out: it counts."""
        self.queue.decide(case, annotator, outcome)
        self.said[case][annotator] = outcome
        self.held.pop((case, annotator), None)
        self.skipped.discard((case, annotator))

    @precondition(lambda self: any(self.said.values()))
    @rule(pick=st.integers(0, 99), before=st.none() | OUTCOMES)
    def withdraw(self, pick: int, before: Outcome | None) -> None:
        standing = [(case, annotator) for case, said in self.said.items() for annotator in said]
        case, annotator = standing[pick % len(standing)]
        self.queue.withdraw(case, annotator, before)
        del self.said[case][annotator]
        if before:
            self.said[case][annotator] = before

    @rule(case=CASES, settled=st.booleans())
    def settle(self, case: str, settled: bool) -> None:
        self.queue.settle(case, settled=settled)
        (self.settled.add if settled else self.settled.discard)(case)

    @rule(annotator=PEOPLE, case=CASES)
    def skip(self, annotator: str, case: str) -> None:
        self.queue.skip(case, annotator)
        self.held.pop((case, annotator), None)
        self.skipped.add((case, annotator))

    @rule(minutes=st.integers(1, 12))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # What must hold

    @invariant()
    def counts_are_those_of_a_recount(self) -> None:
        if not hasattr(self, "queue"):
            return
        for scope in SCOPES:
            doubtful = [item for item in ITEMS if item.source is Source.DOUBTFUL and self.within(item, scope)]
            lane = self.queue.lane(Source.DOUBTFUL, scope, self.queue.rules.order)
            pending = [item for item in doubtful if self.pending(item)]
            assert lane.open == sum(self.open(item) for item in doubtful)
            assert lane.pending == len(pending)
            assert lane.pending_weight == sum(self.weight(item, scope) for item in pending)
            for annotator in ("ann", "bob", "cy"):
                waiting = [item for item in doubtful if self.open(item) and annotator not in self.said[item.case_id]]
                assert self.queue.waiting(annotator, scope) == len(waiting)

    @invariant()
    def what_comes_next_is_all_that_is_free(self) -> None:
        if not hasattr(self, "queue"):
            return
        self.expire()
        self.queue.expire(self.now)
        for annotator in ("ann", "bob", "cy"):
            free = {
                item.case_id
                for item in ITEMS
                if item.source is Source.DOUBTFUL
                and self.free(item, annotator)
                and (item.case_id, annotator) not in self.skipped
            }
            assert set(self.queue.ahead(annotator, Selection(), 99)) == free

    @invariant()
    def holds_are_those_of_the_model(self) -> None:
        if hasattr(self, "queue"):
            self.expire()
            self.queue.expire(self.now)
            assert {(one.case_id, one.annotator) for one in self.queue.leases.all()} == set(self.held)

    # The model

    def expire(self) -> None:
        self.held = {key: one for key, one in self.held.items() if one.until > self.now}

    def words(self, item: Item) -> list[Outcome]:
        return [word for word in self.said[item.case_id].values() if word is not Outcome.UNCERTAIN]

    def pending(self, item: Item) -> bool:
        return item.case_id not in self.settled and len(set(self.words(item))) != 1

    def open(self, item: Item) -> bool:
        if item.source is Source.GOLD:
            return True
        disputed = len(set(self.words(item))) > 1
        return item.case_id not in self.settled and not disputed and len(self.words(item)) < self.queue.wanted(item)

    def free(self, item: Item, annotator: str) -> bool:
        """Whether this person may be handed the case."""
        case = item.case_id
        if annotator in self.said[case] or (case, annotator) in self.held:
            return False
        if item.source is Source.GOLD:
            return True
        holders = sum(held == case for held, _ in self.held)
        return self.open(item) and len(self.words(item)) + holders < self.queue.wanted(item)

    def weight(self, item: Item, scope: Selection) -> int:
        return sum(count for _, model, count in item.runs if not scope.models or model in scope.models)

    def within(self, item: Item, scope: Selection) -> bool:
        return (not scope.rules or item.rule in scope.rules) and self.weight(item, scope) > 0


TestQueueMachine = QueueMachine.TestCase
TestQueueMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
