"""Throttle: whoever guesses passwords waits longer and longer; whoever knows theirs does not wait for the guesser.

Attempts are counted as they fail, and one is forgotten each minute. A browser that a person signed in from before
(it holds a signed cookie) has a count of its own and is held up by nothing else, so that nobody can lock a colleague
out by guessing at their name, nor by guessing from the same office. All other browsers share one count a name and one
an address. No wait is longer than a minute: a person on a new browser gets in even while somebody guesses, and a
guesser has no more than 1,440 guesses a day at a name. The counts are in memory and forgotten at a restart.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

# So long after a failure it counts no more; of many, one goes each time.
FORGET_SECONDS = 60.0
# As many counts are kept, about a megabyte; the one that was touched longest ago goes first.
MOST_KEYS = 10_000


class Kind(StrEnum):
    """What attempts are counted by."""

    BROWSER = "browser"  # one that the person signed in from before
    NAME = "name"
    ADDRESS = "address"
    ACCOUNT = "account"  # the present password, asked of somebody who is signed in


@dataclass(frozen=True, slots=True)
class Patience:
    """After `free` failures a wait of a second, doubled with each further one up to `longest` seconds."""

    free: int
    longest: float = 60.0

    def wait(self, failures: float) -> float:
        """Seconds to wait after so many failures.

        >>> [Patience(2).wait(failures) for failures in (0, 1, 2, 3, 8, 1000)]
        [0.0, 0.0, 1.0, 2.0, 60.0, 60.0]
        """
        return 0.0 if failures < self.free else min(self.longest, 2.0 ** min(failures - self.free, 30))


# A whole office may share an address, and a proxy gives everybody its own.
PATIENCE = {
    Kind.BROWSER: Patience(free=5),
    Kind.NAME: Patience(free=5),
    Kind.ADDRESS: Patience(free=30),
    Kind.ACCOUNT: Patience(free=5),
}

Key = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class Count:
    """Failures that are not forgotten yet, as of the last attempt (seconds of the clock)."""

    failures: float
    last: float

    def at(self, moment: float) -> float:
        """The same as of a later moment."""
        return max(0.0, self.failures - (moment - self.last) / FORGET_SECONDS)


class Throttle:
    """Attempts by key. Every attempt counts as failed until it is known to be right, so that a thousand attempts at
    once are no way around it. For one thread: the event loop's."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_KEYS) -> None:
        self._clock = clock
        self._most = most
        self._counts: OrderedDict[Key, Count] = OrderedDict()

    def attempt(self, keys: Sequence[Key]) -> float:
        """Count an attempt, 0.0; or the seconds to wait first, and nothing is counted."""
        moment = self._clock()
        wait = max(self._wait(key, moment) for key in keys)
        if wait > 0:
            return wait
        for key in keys:
            known = self._counts.get(key)
            self._keep(key, Count((known.at(moment) if known else 0.0) + 1, moment))
        return 0.0

    def forgive(self, keys: Sequence[Key]) -> None:
        """The attempt was right: its counts start anew.

        Of an address only this attempt is taken back: somebody with a password of their own could go on guessing
        at others.
        """
        for key in keys:
            known = self._counts.pop(key, None)
            if known and key[0] is Kind.ADDRESS and known.failures > 1:
                self._keep(key, Count(known.failures - 1, known.last))

    def _wait(self, key: Key, moment: float) -> float:
        """Seconds until this key may be tried again; nothing or less for now."""
        known = self._counts.get(key)
        return known.last + PATIENCE[key[0]].wait(known.failures) - moment if known else 0.0

    def _keep(self, key: Key, count: Count) -> None:
        """Remember a count, and forget the oldest where there are too many."""
        self._counts[key] = count
        self._counts.move_to_end(key)
        while len(self._counts) > self._most:
            self._counts.popitem(last=False)
