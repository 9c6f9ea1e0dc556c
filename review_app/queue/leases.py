"""Leases: who holds which case until when. A hold ends with a decision, a release, or its time."""

from __future__ import annotations

import heapq
from datetime import datetime

from review_app.domain import Lease


class Leases:
    """All holds that have not ended."""

    def __init__(self) -> None:
        self._of_case: dict[str, dict[str, Lease]] = {}
        self._of_tab: dict[tuple[str, str], dict[str, Lease]] = {}
        self._ends: list[tuple[datetime, str, str]] = []

    def add(self, lease: Lease) -> None:
        """Hold the case, or hold it longer."""
        self.drop(lease.case_id, lease.annotator)
        self._of_case.setdefault(lease.case_id, {})[lease.annotator] = lease
        self._of_tab.setdefault((lease.annotator, lease.tab), {})[lease.case_id] = lease
        heapq.heappush(self._ends, (lease.until, lease.case_id, lease.annotator))

    def drop(self, case_id: str, annotator: str) -> Lease | None:
        """End a hold; None where there was none."""
        holders = self._of_case.get(case_id, {})
        lease = holders.pop(annotator, None)
        if lease is None:
            return None
        if not holders:
            del self._of_case[case_id]
        held = self._of_tab[annotator, lease.tab]
        del held[case_id]
        if not held:
            del self._of_tab[annotator, lease.tab]
        return lease

    def expire(self, now: datetime) -> list[Lease]:
        """End every hold whose time is over."""
        ended = []
        while self._ends and self._ends[0][0] <= now:
            until, case_id, annotator = heapq.heappop(self._ends)
            lease = self.of(case_id, annotator)
            if lease is not None and lease.until == until:
                self.drop(case_id, annotator)
                ended.append(lease)
        return ended

    def of(self, case_id: str, annotator: str) -> Lease | None:
        """This person's hold on the case."""
        return self._of_case.get(case_id, {}).get(annotator)

    def holders(self, case_id: str) -> int:
        """How many people hold the case."""
        return len(self._of_case.get(case_id, ()))

    def at(self, annotator: str, tab: str) -> list[Lease]:
        """What a tab holds, oldest first."""
        return list(self._of_tab.get((annotator, tab), {}).values())

    def all(self) -> list[Lease]:
        """Every hold."""
        return [lease for held in self._of_tab.values() for lease in held.values()]
