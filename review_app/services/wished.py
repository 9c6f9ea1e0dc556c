"""Wished: what people have the server ask of models in its background, kept so that it goes on after a restart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from review_app.errors import InputError, NotFound, ReviewError
from review_app.llm import Endpoint, Limits, Price, Sampling
from review_app.llm.key import require_own
from review_app.services.asking import Watch
from review_app.services.background import Background, Ended, State
from review_app.services.generation_progress import Progress
from review_app.store import Store, wishes


class Asked(Protocol):
    """A wish: a frozen dataclass of plain values, and of whom it asks."""

    @property
    def endpoint(self) -> Endpoint:
        """Whom."""


Wish = TypeVar("Wish", bound=Asked)


@dataclass(frozen=True, slots=True)
class Errand(Generic[Wish]):
    """A kind of wish: which wishes go on with one another (`key`), what can be known before anything is paid
    (`require_possible` raises), how it is done, how a stored wish is read, how much of each there is (`done`), and what
    is said where one is under way already."""

    kind: str
    key: Callable[[Store, Wish], str]
    require_possible: Callable[[Store, Wish], None]
    do: Callable[[Store, Wish, Watch], Ended]
    read: Callable[[Mapping[str, Any]], Wish]
    done: Callable[[Store, Sequence[str]], Mapping[str, int]]
    refusal: Callable[[Store, Wish], InputError]
    unknown: str


@dataclass(frozen=True, slots=True)
class Told(Generic[Wish]):
    """A wish as people see it: what was wished last under this key by whom and when, how much is there, and of one that
    this process has worked on how it went; `reason` says why it stopped."""

    key: str
    wish: Wish
    member: str
    begun_at: datetime
    done: int
    state: State = State.RESTING
    progress: Progress | None = None
    reason: ReviewError | None = None


class Wished(Generic[Wish]):
    """The wishes of one kind on one server; several may be under way, each of them once."""

    def __init__(self, store: Store, background: Background, errand: Errand[Wish]) -> None:
        self._store, self._background, self._errand = store, background, errand

    def start(self, wish: Wish, member: str) -> str:
        """Begin, or go on with, what the wish belongs to; its key. Nothing was paid when this raises InputError, or
        what the errand raises."""
        store, errand = self._store, self._errand
        require_own(wish.endpoint)
        errand.require_possible(store, wish)
        key = errand.key(store, wish)
        self._background.start(
            (errand.kind, key),
            lambda watch: errand.do(store, wish, watch),
            errand.refusal(store, wish),
            lambda: wishes.add(store, errand.kind, key, plain(wish), member),
        )
        return key

    def resume(self, key: str, member: str) -> str:
        """Go on as it was wished last. Raises NotFound, and what `start` raises."""
        return self.start(self.told(key).wish, member)

    def cancel(self, key: str) -> None:
        """Ask no more; what came, and what is on its way, is kept. Nothing happens to what rests."""
        self._background.cancel((self._errand.kind, key))

    def told(self, key: str) -> Told[Wish]:
        """One of them. Raises NotFound."""
        found = next((one for one in self.all() if one.key == key), None)
        if found is None:
            raise NotFound(self._errand.unknown, key=key)
        return found

    def all(self) -> list[Told[Wish]]:
        """The newest wishes, one a key."""
        rows = wishes.newest(self._store, self._errand.kind)
        done = self._errand.done(self._store, [row["key"] for row in rows])
        return [self._told(row, done.get(row["key"], 0)) for row in rows]

    def under_way(self) -> bool:
        """Whether any is."""
        return self._background.under_way(self._errand.kind)

    def _told(self, row: Mapping[str, Any], done: int) -> Told[Wish]:
        given = (row["key"], self._errand.read(row["wish"]), row["member"], row["begun_at"], done)
        job = self._background.look((self._errand.kind, row["key"]))
        return Told(*given, job.state, job.progress, job.reason) if job else Told(*given)


def plain(wish: Any) -> dict[str, Any]:
    """A wish as plain values. It holds the name of the key's variable, never the key."""
    return asdict(wish)


def parts(values: Mapping[str, Any]) -> dict[str, Any]:
    """A stored wish with what all wishes have as what it was."""
    sampling = dict(values["sampling"])
    return dict(values) | {
        "endpoint": Endpoint(**values["endpoint"]),
        "sampling": Sampling(**sampling | {"stop": tuple(sampling["stop"])}),
        "limits": Limits(**values["limits"]),
        "price": Price(**values["price"]) if values["price"] else None,
    }
