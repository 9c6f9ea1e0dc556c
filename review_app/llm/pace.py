"""Pace: so much of something a minute, evenly spread, whoever asks for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

MINUTE = 60.0

# So much of what is allowed is used: the network brings together what was sent apart.
USED = 0.98

# While one waits its turn it looks this often (seconds) whether something was given back.
LOOK = 1.0

Now = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Pace:
    """Lets takers through one after the other, each as long after the one before as that one's amount is worth.

    In any minute no more than `per_minute` is taken, but for the amount of the last who came in. None: no bound.
    """

    def __init__(
        self,
        per_minute: float | None = None,
        now: Now = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        halted: Callable[[], bool] = lambda: False,
    ) -> None:
        self._worth = MINUTE / (per_minute * USED) if per_minute else 0.0
        self._now, self._sleep, self._halted = now, sleep, halted
        self._free_at = 0.0
        self._turn = asyncio.Lock()

    async def take(self, amount: float = 1.0) -> None:
        """Wait for one's turn, or until all is halted."""
        if not self._worth and self._free_at <= self._now():
            return
        async with self._turn:
            while (wait := self._free_at - self._now()) > 0 and not self._halted():
                await self._sleep(min(wait, LOOK))
            self._free_at = max(self._now(), self._free_at) + amount * self._worth

    def give_back(self, amount: float) -> None:
        """Of what was taken so much was not used."""
        self._free_at -= amount * self._worth

    def pause(self, seconds: float) -> None:
        """Let nobody through for a while: the endpoint asked for it."""
        self._free_at = max(self._free_at, self._now() + seconds)
