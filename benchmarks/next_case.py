"""Next case: how long the review desk's service takes to find the next case among 100,000, without HTTP or browser.

`python -m benchmarks.next_case DATABASE` is the process that is measured; it prints milliseconds as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from benchmarks import large, scenario
from benchmarks.commands import apart
from benchmarks.figures import Figure, spread

CASES = 100_000
DECISIONS = 500
PEOPLE = 10
# The case that is shown and the one after it, as the page asks for them.
AHEAD = 2


def claimed(room: Path) -> Iterator[Figure]:
    """The claim after each of 500 decisions: which case, its lease on disk, and everything the page shows of it."""
    database = scenario.copied(large.database(room, CASES), room / "next.duckdb")
    yield from spread("desk.next_100k", apart("next_case", database))


def claims(database: Path) -> list[float]:
    """Milliseconds of each claim; PEOPLE take turns. Reading the queue and the first claim of each are not timed."""
    from review_app.domain import Outcome, Selection
    from review_app.services.review_desk import ReviewDesk, Submission
    from review_app.store import open_store

    with open_store(database) as store:
        desk = ReviewDesk(store)
        hands = {}
        for number in range(PEOPLE):
            first = desk.claim(f"person {number}", "tab", Selection(), count=AHEAD)
            hands[f"person {number}"] = [held.card.case_id for held in first]
        taken = []
        for number in range(DECISIONS):
            name = f"person {number % PEOPLE}"
            decided, *hand = hands[name]
            desk.submit(name, Submission(uuid4().hex, decided, Outcome.CORRECT))
            begin = time.perf_counter()
            new = desk.claim(name, "tab", Selection(), count=AHEAD, hold=hand)
            taken.append((time.perf_counter() - begin) * 1000)
            hands[name] = hand + [held.card.case_id for held in new]
    return taken


if __name__ == "__main__":
    print(json.dumps(claims(Path(sys.argv[1]))))
