"""Preferences: what a team chose for its review desk, with the bounds of each choice and its default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from review_app.errors import InputError
from review_app.queue.order import Order
from review_app.store import Store
from review_app.store import preferences as kept

# As many of the last changes are shown.
HISTORY = 100


class Blind(StrEnum):
    """For which cases the grader's word is hidden until the annotator has decided.

    `HALF` hides it for every second case (by its id), so that shown and hidden can be compared.
    """

    OFF = "off"
    ON = "on"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Preferences:
    """The team's choices. Shares are 0 to 1.

    `overlap` opinions are asked for each case, one more for `second_share` of the cases. Of what annotators get,
    `audit_share` are automatic verdicts to check and `gold_share` cases with a known answer. `hide_names` hides who
    said what in a dispute until it is settled.
    """

    overlap: int = 1
    second_share: float = 0.0
    order: Order = Order.EFFECT
    blind: Blind = Blind.OFF
    lease_minutes: float = 10.0
    audit_share: float = 0.1
    gold_share: float = 0.05
    hide_names: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody chose `after` where `before` held (the default, where nobody had chosen yet)."""

    name: str
    before: Any
    after: Any
    by: str
    at: datetime


# The least and the most that each number may be.
BOUNDS: dict[str, tuple[float, float]] = {
    "overlap": (1, 9),
    "second_share": (0, 1),
    "lease_minutes": (0.05, 240),
    "audit_share": (0, 1),
    "gold_share": (0, 1),
}

DEFAULTS = asdict(Preferences())


def preferences(store: Store) -> Preferences:
    """The choices that hold now. What a version with other bounds or names has kept counts as not chosen."""
    found = {}
    for name, value in kept.chosen(store).items():
        if name in DEFAULTS and fits(name, value):
            found[name] = CHECKS[name](name, value)
    return Preferences(**found)


def choose(store: Store, by: str, **changes: Any) -> Preferences:
    """Change some choices, all or none; what holds afterwards. Raises InputError for a value out of its bounds."""
    unknown = sorted(changes.keys() - DEFAULTS.keys())
    if unknown:
        raise InputError("there is no setting {name}", name=unknown[0])
    before = asdict(preferences(store))
    wanted = {name: CHECKS[name](name, value) for name, value in changes.items()}
    kept.choose(store, by, {name: value for name, value in wanted.items() if value != before[name]})
    return Preferences(**{**before, **wanted})


def history(store: Store) -> list[Change]:
    """The last changes, the newest first."""
    return [
        Change(
            row["name"],
            DEFAULTS.get(row["name"]) if row["before"] is None else row["before"],
            row["value"],
            row["made_by"],
            row["made_at"],
        )
        for row in kept.history(store, HISTORY)
    ]


def fits(name: str, value: Any) -> bool:
    """Whether a value may be chosen today."""
    try:
        CHECKS[name](name, value)
    except InputError:
        return False
    return True


def number(name: str, value: Any) -> float:
    """A number within its bounds."""
    least, most = BOUNDS[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise InputError(
            "{name} is {value}; it must be between {least:g} and {most:g}",
            name=name,
            value="—" if value is None else value,
            least=least,
            most=most,
        )
    return float(value)


def whole(name: str, value: Any) -> int:
    """A whole number within its bounds."""
    found = number(name, value)
    if not found.is_integer():
        raise InputError("{name} is {value}; it must be a whole number", name=name, value=value)
    return int(found)


def flag(name: str, value: Any) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise InputError("{name} is {value}; it must be yes or no", name=name, value=value)
    return value


def one_of(kind: type[StrEnum]) -> Callable[[str, Any], StrEnum]:
    """A check for one of the values of an enumeration."""

    def check(name: str, value: Any) -> StrEnum:
        try:
            return kind(value)
        except ValueError as error:
            values = ", ".join(kind)
            raise InputError(
                "{name} is {value}; choose one of {values}", name=name, value=value, values=values
            ) from error

    return check


CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "overlap": whole,
    "second_share": number,
    "order": one_of(Order),
    "blind": one_of(Blind),
    "lease_minutes": number,
    "audit_share": number,
    "gold_share": number,
    "hide_names": flag,
}
