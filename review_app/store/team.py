"""The team: what happened to each person, event by event; the view `users` says what holds."""

from __future__ import annotations

from datetime import datetime

from review_app.store.database import Row, Store

MEMBERS = "SELECT name, role, password, disabled, epoch, added_at FROM users ORDER BY added_at, name"


def members(store: Store) -> list[Row]:
    """Everybody who was ever added: name, role, password (a hash), disabled, epoch, added_at; the oldest first."""
    return store.rows(MEMBERS)


def note(
    store: Store, event: str, name: str, by: str, moment: datetime, *,
    role: str | None = None, password: str | None = None,
) -> None:  # fmt: skip
    """Append one event; on disk when this returns."""
    row = {"name": name, "event": event, "role": role, "password": password, "made_by": by, "made_at": moment}
    columns, values = ", ".join(row), ", ".join(f"${column}" for column in row)
    with store.transaction() as cursor:
        cursor.execute(f"INSERT INTO user_events ({columns}) VALUES ({values})", row)
