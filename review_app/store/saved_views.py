"""Saved views: names that people gave to links into the browser of cases; the newest row of a name holds."""

from __future__ import annotations

from review_app.store.database import Row, Store, now

VIEWS = """
SELECT name, unnest(max_by({query: query, removed: removed, made_by: made_by, made_at: made_at}, seq))
FROM saved_views GROUP BY name
"""


def views(store: Store) -> list[Row]:
    """`name`, `query`, `made_by`, `made_at` of the views that are there, by name."""
    return store.rows(f"SELECT * EXCLUDE (removed) FROM ({VIEWS}) WHERE NOT removed ORDER BY lower(name), name")


def view(store: Store, name: str) -> Row | None:
    """The view of a name; None where there is none."""
    return next((row for row in views(store) if row["name"] == name), None)


def keep(store: Store, name: str, query: str, by: str) -> None:
    """Give a view a name; one that this name had before is replaced."""
    append(store, name, query, by, removed=False)


def remove(store: Store, name: str, by: str) -> None:
    """The name stands for nothing any more."""
    append(store, name, "", by, removed=True)


def append(store: Store, name: str, query: str, by: str, *, removed: bool) -> None:
    """One row."""
    row = {"name": name, "query": query, "removed": removed, "made_by": by, "made_at": now()}
    store.append("saved_views", {column: [value] for column, value in row.items()})
