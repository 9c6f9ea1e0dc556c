"""Ledger: what simulated annotators were told, held against each other and against the database.

An event is a dict: `what` happened to `who`, `at` which second. `handed` a `case`; `sent` a decision of `id`, `case`
and `outcome`; `acked` that `id`, after so many `ms`; gave a case `back` (skipped it, or took its decision back);
`undone` once that was acknowledged; `looked` whether a case was `free`; `gone` or `refused` for a `reason`.

`python -m benchmarks.ledger DATABASE LOG…` prints {"lost": n, "stuck": n}.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Event = dict[str, Any]


def write(path: Path, log: Iterable[Event]) -> None:
    """Keep a log as JSON Lines."""
    path.write_text("".join(json.dumps(event) + "\n" for event in log), encoding="utf-8")


def read(path: Path) -> list[Event]:
    """The events of a log, oldest first."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def collisions(log: Iterable[Event]) -> int:
    """How often a case was handed to somebody while somebody else had it, or had decided it.

    A case that was given back, or of which somebody could not tell, may go to others. Giving back is noted when it
    is sent, being handed something when it arrives: so an honest server is never blamed.

    >>> ada, boole = {"who": "ada", "case": "c1"}, {"who": "boole", "case": "c1"}
    >>> collisions([{"what": "handed", **ada}, {"what": "handed", **boole}])
    1
    >>> collisions([{"what": "handed", **ada}, {"what": "back", **ada}, {"what": "handed", **boole}])
    0
    """
    holders: dict[str, str] = {}
    count = 0
    for event in log:
        what, case, who = event["what"], event.get("case", ""), event["who"]
        gives_back = what == "back" or (what == "sent" and event["outcome"] == "uncertain")
        if what == "handed":
            count += holders.setdefault(case, who) != who
        elif gives_back and holders.get(case) == who:
            del holders[case]
    return count


def acknowledged(log: Iterable[Event]) -> list[tuple[str, str, str, str]]:
    """(id, case, annotator, outcome) of each decision that the server said was saved."""
    sent = {event["id"]: event for event in log if event["what"] == "sent"}
    saved = dict.fromkeys(event["id"] for event in log if event["what"] == "acked")
    return [(id, sent[id]["case"], sent[id]["who"], sent[id]["outcome"]) for id in saved]


def unacknowledged(log: list[Event]) -> list[Event]:
    """The decisions that were sent and never heard of again."""
    saved = {event["id"] for event in log if event["what"] == "acked"}
    return [event for event in log if event["what"] == "sent" and event["id"] not in saved]


def in_hands(log: list[Event]) -> list[str]:
    """The cases that people had when their server went: handed, and neither given back nor decided for certain."""
    decided = {case for _, case, _, _ in acknowledged(log)}
    back = {event["case"] for event in log if event["what"] == "back"}
    handed = dict.fromkeys(event["case"] for event in log if event["what"] == "handed")
    return [case for case in handed if case not in decided | back]


def lost(log: list[Event], decisions: list[tuple[Any, ...]], withdrawn: set[str]) -> int:
    """Acknowledged decisions that are not among the database's (id, case, annotator, outcome, moment), acknowledged
    withdrawals that are not, and cases of which somebody has more than one standing decision."""
    there = {row[:4] for row in decisions}
    missing = sum(decision not in there for decision in acknowledged(log))
    standing = Counter((row[1], row[2]) for row in decisions if row[0] not in withdrawn)
    doubled = sum(count > 1 for count in standing.values())
    undone = Counter((event["case"], event["who"]) for event in log if event["what"] == "undone")
    taken_back = Counter((row[1], row[2]) for row in decisions if row[0] in withdrawn)
    return missing + doubled + (undone - taken_back).total()


def stuck(log: list[Event], decisions: list[tuple[Any, ...]]) -> int:
    """Cases that nobody could get although their holds had ended and nobody had decided them."""
    first: dict[str, datetime] = {}
    for _, case, _, _, moment in decisions:
        first[case] = min(moment, first.get(case, moment))
    looks = [event for event in log if event["what"] == "looked" and not event["free"]]
    return sum(first.get(look["case"], datetime.max) > moment_of(look) for look in looks)


def moment_of(event: Event) -> datetime:
    """When it was, as the database writes it."""
    return datetime.fromtimestamp(event["at"], UTC).replace(tzinfo=None)


def main(database: str, *logs: str) -> None:
    """Compare the logs, all of one database, with what it holds."""
    from review_app.store import open_store

    log = [event for path in logs for event in read(Path(path))]
    with open_store(database) as store, store.cursor() as cursor:
        decisions = cursor.execute("SELECT id, case_id, annotator, outcome, decided_at FROM decisions").fetchall()
        withdrawn = {id for (id,) in cursor.execute("SELECT decision_id FROM withdrawals").fetchall()}
    print(json.dumps({"lost": lost(log, decisions, withdrawn), "stuck": stuck(log, decisions)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
