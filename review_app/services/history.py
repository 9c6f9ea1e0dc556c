"""History: what happened to one case, from the file that brought it to the last word on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from review_app.domain import Kind
from review_app.store import Store, history
from review_app.store.database import Row


class What(StrEnum):
    """What may happen to a case; of events at one moment those named first come first."""

    IMPORTED = "imported"
    EXTRACTED = "extracted"
    LEFT = "left"
    GRADED = "graded"
    DRAWN = "drawn"
    CLAIMED = "claimed"
    RENEWED = "renewed"
    EXPIRED = "expired"
    RELEASED = "released"
    SKIPPED = "skipped"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    FLAGGED = "flagged"
    RULED = "ruled"
    AMENDED = "amended"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened at a moment (UTC, without a zone). `facts` are the columns of its row in the store."""

    happened: datetime
    what: What
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hold:
    """One person's hold on the case while its rows are read."""

    claim: Row
    until: datetime
    renewals: int = 0
    renewed: datetime | None = None


def events(store: Store, case_id: str, now: datetime) -> list[Event]:
    """Everything that happened to a case until `now`, the oldest first."""
    rows = history.rows(store, case_id)
    opinions = [row for row in rows["decided"] if row["kind"] == Kind.OPINION]
    holds = hold_events([*rows.pop("leases"), *opinions, *rows["skipped"]], now)
    found = [Event(row["happened"], What(what), row) for what, of_kind in rows.items() for row in of_kind]
    order = list(What)
    return sorted([*found, *holds], key=lambda event: (event.happened, order.index(event.what), event.facts["seq"]))


def hold_events(rows: Iterable[Row], now: datetime) -> Iterator[Event]:
    """Claims, renewals (one event for all of a hold), releases, and holds whose time ran out.

    `rows` are those of leases (with an `event`), and the decisions and skips that end a hold too.
    """
    by_person = sorted(rows, key=lambda row: (row["annotator"], row["seq"]))
    for _, of_person in groupby(by_person, key=lambda row: row["annotator"]):
        yield from holds_of_person(of_person, now)


def holds_of_person(rows: Iterable[Row], now: datetime) -> Iterator[Event]:
    """The same of one person."""
    hold: Hold | None = None
    for row in rows:
        event = row.get("event")
        if hold and event == "renewed":
            hold = Hold(hold.claim, row["until"], hold.renewals + 1, row["happened"])
            continue
        if hold:
            yield from closed(hold, row["happened"])
        hold = Hold(row, row["until"]) if event == "claimed" else None
        if event in ("claimed", "released"):
            yield Event(row["happened"], What(event), row)
    if hold:
        yield from closed(hold, now)


def closed(hold: Hold, ended: datetime) -> Iterator[Event]:
    """What is left to tell of a hold that ended, or has lasted until now."""
    if hold.renewed:
        yield Event(hold.renewed, What.RENEWED, {**hold.claim, "count": hold.renewals, "until": hold.until})
    if hold.until <= ended:
        yield Event(hold.until, What.EXPIRED, hold.claim)
