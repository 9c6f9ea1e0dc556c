"""Published: the ledger of scores that others published, and which of its names for models are measured ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from review_app.domain import PublishedScore
from review_app.store.database import Row, Store
from review_app.store.facts import ALWAYS

SCORE = [field.name for field in fields(PublishedScore)]
COLUMNS = f"id, entry, replaces, {', '.join(SCORE)}, withdrawn, reason, made_by, made_at"

STANDING = f"SELECT {COLUMNS} FROM published_scores_at($moment) ORDER BY model, benchmark, split, metric, seq"
HISTORY = f"SELECT {COLUMNS} FROM published_scores WHERE entry = $entry ORDER BY seq"
CHANGES = f"SELECT {COLUMNS} FROM published_scores WHERE made_at <= $moment ORDER BY seq DESC LIMIT $most"
MATCHES = """
SELECT measured, published, said, reason, made_by, made_at FROM model_matches_at($moment)
WHERE said <> 'by_name' ORDER BY measured, published
"""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row: what somebody said of an entry, when and why. The newest of an `entry` holds; `replaces` is the id of
    the row before it, None for the first."""

    id: str
    entry: str
    replaces: str | None
    score: PublishedScore
    withdrawn: bool
    reason: str
    made_by: str
    made_at: datetime


def standing(store: Store, moment: datetime | None = None) -> list[LedgerRow]:
    """The entries that hold, or held at a moment, by model and benchmark."""
    return [ledger_row(row) for row in store.rows(STANDING, {"moment": moment or ALWAYS})]


def history(store: Store, entry: str) -> list[LedgerRow]:
    """All rows of an entry, the first first; none for an unknown one."""
    return [ledger_row(row) for row in store.rows(HISTORY, {"entry": entry})]


def changes(store: Store, moment: datetime | None, most: int) -> list[LedgerRow]:
    """The last rows of the whole ledger, the newest first."""
    return [ledger_row(row) for row in store.rows(CHANGES, {"moment": moment or ALWAYS, "most": most})]


def entries(store: Store) -> set[str]:
    """The ids of all entries there ever were, withdrawn ones too."""
    return {row["entry"] for row in store.rows("SELECT DISTINCT entry FROM published_scores")}


def begun(store: Store) -> datetime:
    """Since when the database has a ledger."""
    found: datetime = store.value("SELECT applied_at FROM schema_versions WHERE number = 4")
    return found


def append(store: Store, rows: Sequence[LedgerRow]) -> None:
    """Write rows, all or none."""
    names = [name.strip() for name in COLUMNS.split(",")]
    values = [{**asdict(row), **asdict(row.score)} for row in rows]
    store.append("published_scores", {name: [value[name] for value in values] for name in names})


def matches(store: Store, moment: datetime | None = None) -> list[Row]:
    """What people say of names: `measured`, `published`, `said` (`same` or `different`), `reason`, `made_by`,
    `made_at`."""
    return store.rows(MATCHES, {"moment": moment or ALWAYS})


def say_match(store: Store, row: Row) -> None:
    """Write what somebody says of two names; the columns of `matches`."""
    store.append("model_matches", {name: [value] for name, value in row.items()})


def ledger_row(row: Row) -> LedgerRow:
    """A row of the table as a record."""
    score = PublishedScore(**{name: row[name] for name in SCORE})
    return LedgerRow(score=score, **{name: value for name, value in row.items() if name not in SCORE})
