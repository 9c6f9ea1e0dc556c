"""Opinions: what people have said of each case, as far as the queue must know."""

from __future__ import annotations

from review_app.domain import Outcome


class Opinions:
    """The newest standing opinion of each person, and the cases that somebody settled."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, Outcome]] = {}
        self.settled: set[str] = set()

    def say(self, case_id: str, annotator: str, outcome: Outcome) -> Outcome | None:
        """Record an opinion; the same person's opinion before."""
        said = self._said.setdefault(case_id, {})
        before = said.get(annotator)
        said[annotator] = outcome
        return before

    def unsay(self, case_id: str, annotator: str) -> None:
        """Forget a person's opinion."""
        said = self._said.get(case_id, {})
        said.pop(annotator, None)
        if not said:
            self._said.pop(case_id, None)

    def by(self, case_id: str, annotator: str) -> bool:
        """Whether this person has said something, be it that they cannot tell."""
        return annotator in self._said.get(case_id, ())

    def of(self, case_id: str) -> list[str]:
        """Who has said something of the case."""
        return list(self._said.get(case_id, ()))

    def counted(self, case_id: str) -> int:
        """How many opinions there are; "cannot tell" is none."""
        said = self._said.get(case_id)
        return sum(outcome is not Outcome.UNCERTAIN for outcome in said.values()) if said else 0

    def disputed(self, case_id: str) -> bool:
        """Whether people differ and nobody has settled it."""
        said = self._said.get(case_id, {})
        if len(said) < 2 or case_id in self.settled:
            return False
        return len(set(said.values()) - {Outcome.UNCERTAIN}) > 1
