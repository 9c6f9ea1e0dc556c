"""Cards: kept ready for whoever is next, read many at a time, and forgotten when something changes them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from threading import Lock

from review_app.services.evidence import Card, read_cards
from review_app.store import Store
from review_app.store.group_commit import GroupCommit

# Reading one card takes half as long as reading hundreds: so many of the next cases are read with each, and again,
# while people go on, when half of them may be used up.
AHEAD = 400
# Some tens of people, each with filters of their own, find theirs.
KEPT_CARDS = 2_048

Ahead = Callable[[int], Iterable[str]]


class Cards:
    """The cards of a store. Safe to call from many threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._kept: OrderedDict[str, Card] = OrderedDict()
        # Case -> the kept cards of other answers to its problem.
        self._telling: dict[str, set[str]] = {}
        self._given = 0
        # Who wants cards while others are read shares the next reading.
        self._read: GroupCommit[Sequence[str], dict[str, Card]] = GroupCommit(self._read_together)
        # What changed since the reading that is under way began: it may not know of it.
        self._decided: set[str] = set()
        self._cleared = False

    def get(self, ids: Sequence[str], ahead: Ahead | None = None) -> dict[str, Card]:
        """The cards of `ids`, without those that no response gives any more. `ahead(count)` names what comes next."""
        found = self._known(ids)
        missing = len(found) < len(ids)
        coming = list(ahead(AHEAD)) if ahead and (missing or self._is_low(len(ids))) else []
        if missing:
            read = self._read([*ids, *coming])
            found |= {case_id: read[case_id] for case_id in ids if case_id in read}
        elif coming:
            self._read.submit(coming)
        return found

    def forget_siblings(self, case_id: str) -> None:
        """Somebody decided a case: the cards of the other answers to its problem tell of it."""
        with self._lock:
            self._decided.add(case_id)
            for name in list(self._telling.get(case_id, ())):
                self._drop(name)

    def clear(self) -> None:
        """Something changed many cases."""
        with self._lock:
            self._cleared = True
            self._kept.clear()
            self._telling.clear()

    def _known(self, ids: Iterable[str]) -> dict[str, Card]:
        """Those that are kept; they are the last to make room."""
        with self._lock:
            known = [case_id for case_id in ids if case_id in self._kept]
            for case_id in known:
                self._kept.move_to_end(case_id)
            return {case_id: self._kept[case_id] for case_id in known}

    def _is_low(self, given: int) -> bool:
        """Whether half of what was read ahead may be used up; one of those who ask is told so."""
        with self._lock:
            self._given += given
            low = self._given >= AHEAD // 2
            self._given *= not low
            return low

    def _read_together(self, asked: Sequence[Sequence[str]]) -> list[dict[str, Card]]:
        """The cards of all who wait, for each of them; read once, and kept."""
        with self._lock:
            self._decided.clear()
            self._cleared = False
        ids = dict.fromkeys(chain.from_iterable(asked))
        known = self._known(ids)
        missing = [case_id for case_id in ids if case_id not in known]
        read = read_cards(self._store, missing) if missing else {}
        self._keep(read)
        return [known | read] * len(asked)

    def _keep(self, read: dict[str, Card]) -> None:
        with self._lock:
            for case_id, card in read.items():
                if self._cleared or any(card.tells_of(decided) for decided in self._decided):
                    continue
                self._kept[case_id] = card
                for row in card.siblings:
                    self._telling.setdefault(row["case_id"], set()).add(case_id)
            while len(self._kept) > KEPT_CARDS:
                self._drop(next(iter(self._kept)))

    def _drop(self, case_id: str) -> None:
        """Keep a card no longer. The lock must be held."""
        for row in self._kept.pop(case_id).siblings:
            telling = self._telling[row["case_id"]]
            telling.discard(case_id)
            if not telling:
                del self._telling[row["case_id"]]
