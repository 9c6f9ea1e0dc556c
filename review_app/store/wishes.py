"""Wishes: what people had the server ask of models, so that it can go on after a restart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from review_app.store.database import Row, Store, now

# So many are told of a kind, the newest first.
MOST_TOLD = 20


def add(store: Store, kind: str, key: str, wish: Mapping[str, Any], member: str) -> None:
    """Somebody wishes for something; `wish` is of plain values and holds no key of an endpoint."""
    text = json.dumps(wish, ensure_ascii=False)
    store.append(
        "wishes",
        {"kind": [kind], "key": [key], "wish": [text], "member": [member], "begun_at": [now()]},
    )


def newest(store: Store, kind: str) -> list[Row]:
    """The last wish for each key: `key`, `wish`, `member`, `begun_at`."""
    rows = store.rows(
        """
        SELECT key, max_by(wish, seq) AS wish, max_by(member, seq) AS member, max(begun_at) AS begun_at
        FROM wishes WHERE kind = $kind GROUP BY key ORDER BY max(seq) DESC LIMIT $most""",
        {"kind": kind, "most": MOST_TOLD},
    )
    return [row | {"wish": json.loads(row["wish"])} for row in rows]
