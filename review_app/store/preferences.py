"""Preferences and guidelines: what a team chose, each change kept; the newest of a name holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import duckdb

from review_app.store.database import Row, Store, now

HISTORY = """
SELECT name, value, lag(value) OVER (PARTITION BY name ORDER BY seq) AS before, made_by, made_at
FROM preferences ORDER BY seq DESC LIMIT $most
"""

ADD_GUIDELINES = """
INSERT INTO guidelines SELECT newest + 1, $text, $by, $moment
FROM (SELECT coalesce(max(version), 0) AS newest FROM guidelines) WHERE newest = $after RETURNING version
"""


def chosen(store: Store) -> dict[str, Any]:
    """Name -> value of everything that was ever chosen."""
    rows = store.rows("SELECT name, max_by(value, seq) AS value FROM preferences GROUP BY name")
    return {row["name"]: json.loads(row["value"]) for row in rows}


def choose(store: Store, by: str, values: Mapping[str, Any]) -> None:
    """Append new values; from now on they hold."""
    store.append(
        "preferences",
        {
            "name": list(values),
            "value": [json.dumps(value) for value in values.values()],
            "made_by": [by] * len(values),
            "made_at": [now()] * len(values),
        },
    )


def history(store: Store, most: int) -> list[Row]:
    """The last changes, the newest first: `name`, `value`, `before` (None for the first), `made_by`, `made_at`."""
    rows = store.rows(HISTORY, {"most": most})
    return [row | {key: json.loads(row[key]) for key in ("value", "before") if row[key] is not None} for row in rows]


def latest_guidelines(store: Store) -> Row | None:
    """The newest version: `version`, `text`, `made_by`, `made_at`; None where none was written."""
    return store.row("SELECT * FROM guidelines ORDER BY version DESC LIMIT 1")


def guidelines_of(store: Store, version: int) -> Row | None:
    """One version; None where there is none of this number."""
    return store.row("SELECT * FROM guidelines WHERE version = $version", {"version": version})


def guidelines_history(store: Store) -> list[Row]:
    """All versions without their texts, the newest first."""
    return store.rows("SELECT version, made_by, made_at FROM guidelines ORDER BY version DESC")


def add_guidelines(store: Store, by: str, text: str, after: int) -> int | None:
    """Append the version that follows version `after` (0 before the first); its number, counted from 1.

    None where somebody else's version came after that one meanwhile.
    """
    values = {"text": text, "by": by, "moment": now(), "after": after}
    try:
        with store.transaction() as cursor:
            made = cursor.execute(ADD_GUIDELINES, values).fetchone()
    except (duckdb.ConstraintException, duckdb.TransactionException):
        return None  # both wrote at the same moment
    return int(made[0]) if made else None
