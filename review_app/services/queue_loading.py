"""Queue loading: the review queue as the store has it, made anew at the start and after every large change."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from review_app.domain import Lease, Outcome
from review_app.queue.item import Item, Source
from review_app.queue.queue import Queue
from review_app.queue.rules import Rules
from review_app.services.preferences import Blind, Preferences
from review_app.store import Store, queue_items
from review_app.store.database import Row

BLIND_SHARES = {Blind.OFF: 0.0, Blind.HALF: 0.5, Blind.ON: 1.0}


def load_queue(store: Store, chosen: Preferences, now: datetime, random: Random) -> Queue:
    """Items, opinions, skips and leases of the store under the team's preferences."""
    sources = dict.fromkeys(queue_items.audits(store), Source.AUDIT)
    sources |= dict.fromkeys(queue_items.gold(store), Source.GOLD)
    # The order in which cases come tells what judges say of them: whoever shall not see it is not led by it either.
    rows = queue_items.items(store, list(sources), advised=chosen.blind is Blind.OFF)
    queue = Queue((item(row, sources) for row in rows), rules(chosen), random)
    for row in queue_items.opinions(store):
        queue.decide(row["case_id"], row["annotator"], Outcome(row["outcome"]))
    for case_id in queue_items.settled(store):
        queue.settle(case_id)
    for row in queue_items.skips(store):
        queue.skip(row["case_id"], row["annotator"])
    for row in queue_items.holds(store, now):
        queue.leases.add(Lease(row["case_id"], row["annotator"], row["tab"], row["blind"], row["until"]))
    return queue


def rules(chosen: Preferences) -> Rules:
    """The team's preferences as the queue wants them."""
    return Rules(
        overlap=chosen.overlap,
        second_share=chosen.second_share,
        audit_share=chosen.audit_share,
        gold_share=chosen.gold_share,
        blind_share=BLIND_SHARES[chosen.blind],
        order=chosen.order,
        lease=timedelta(minutes=chosen.lease_minutes),
    )


def item(row: Row, sources: dict[str, Source]) -> Item:
    """A row of the store as an item."""
    return Item(
        case_id=row["case_id"],
        problem_id=row["problem_id"],
        benchmark=row["benchmark"],
        runs=tuple((run["run_id"], run["model"], run["n"]) for run in row["runs"]),
        rule=row["rule"],
        subject=row["subject"],
        level=row["level"],
        position=row["position"],
        source=sources.get(row["case_id"], Source.DOUBTFUL),
        promise=row["promise"],
        seconds=row["seconds"],
    )
