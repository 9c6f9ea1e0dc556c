"""Pace: how long people take for a decision, from what they decided last."""

from __future__ import annotations

from collections import deque
from statistics import median

from review_app.domain import Decision
from review_app.store import Store, submissions

# Enough to smooth a hard case, few enough to follow somebody who warms up.
COUNTED = 40
# Fewer say nothing yet.
FEWEST = 3


class Pace:
    """Seconds a decision, by person."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lately: dict[str, deque[float]] = {}

    def of(self, annotator: str) -> float | None:
        """The median seconds of a person's last decisions; None where there are too few."""
        lately = self._of(annotator)
        return median(lately) if len(lately) >= FEWEST else None

    def note(self, decision: Decision) -> None:
        """A new decision."""
        # Whoever was never asked for is read from the store, where the decision is already.
        if decision.seconds is not None and decision.annotator in self._lately:
            self._lately[decision.annotator].append(decision.seconds)

    def _of(self, annotator: str) -> deque[float]:
        """A person's last times, read from the store when they are first asked for."""
        if annotator not in self._lately:
            known = submissions.seconds(self._store, annotator, COUNTED)
            self._lately.setdefault(annotator, deque(known, maxlen=COUNTED))
        return self._lately[annotator]
