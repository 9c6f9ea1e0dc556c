"""Budget: money that may be spent. What a request can cost at most is set aside before it is made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from review_app.errors import BudgetSpent

# Sums of prices are sums of binary fractions: so much (of a unit of money) is no difference.
TOLERANCE = 1e-9


@dataclass(slots=True)
class Hold:
    """Money set aside for one request; `cost` is what it took in the end, nothing unless somebody says so."""

    worst: float
    cost: float = 0.0


class Budget:
    """Never lets `spent` exceed `limit` (None: no limit), whatever the requests on their way cost.

    Of one event loop. A request that might not fit waits until others have come back cheaper than they might have.
    """

    def __init__(self, limit: float | None = None, spent: float = 0.0) -> None:
        self.limit = limit
        self.spent = spent
        self.held = 0.0
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def hold(self, worst: float) -> AsyncIterator[Hold]:
        """Set `worst` aside for the time of a request. Raises BudgetSpent where not even that is left."""
        if self.limit is not None:
            async with self._changed:
                await self._changed.wait_for(lambda: self._fits(self.held + worst) or not self._fits(worst))
                if not self._fits(worst):
                    raise BudgetSpent(
                        "{spent:.4f} of the budget of {limit:.4f} is spent and the next question may cost {worst:.4f}; "
                        "the answers so far are kept: raise the budget to go on",
                        spent=self.spent,
                        limit=self.limit,
                        worst=worst,
                    )
                self.held += worst
        hold = Hold(worst)
        try:
            yield hold
        finally:
            self.spent += hold.cost
            if self.limit is not None:
                async with self._changed:
                    self.held -= worst
                    self._changed.notify_all()

    def _fits(self, more: float) -> bool:
        return self.limit is None or self.spent + more <= self.limit + TOLERANCE
