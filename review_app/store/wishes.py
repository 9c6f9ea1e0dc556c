"""Wishes: what people had the server ask of models, so that it can go on after a restart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from review_app.store.database import Row, Store, now

# So many of the runs are told, the newest first.
MOST_TOLD = 20


def add(store: Store, run_id: str, wish: Mapping[str, Any], member: str) -> None:
    """Somebody wishes for answers; `wish` is of plain values and holds no key."""
    text = json.dumps(wish, ensure_ascii=False)
    store.append(
        "generation_wishes",
        {"run_id": [run_id], "wish": [text], "member": [member], "begun_at": [now()]},
    )


def newest(store: Store) -> list[Row]:
    """The last wish for each run: `run_id`, `wish`, `member`, `begun_at`, and how many responses are there (`done`)."""
    rows = store.rows(
        """
        WITH newest AS (
            SELECT run_id, max_by(wish, seq) AS wish, max_by(member, seq) AS member, max(begun_at) AS begun_at,
                max(seq) AS seq
            FROM generation_wishes GROUP BY run_id ORDER BY seq DESC LIMIT $most
        ), answered AS (
            SELECT run_id, count(*) AS done FROM responses
            WHERE run_id IN (SELECT run_id FROM newest) GROUP BY run_id
        )
        SELECT newest.* EXCLUDE (seq), coalesce(done, 0) AS done FROM newest
        LEFT JOIN answered ON answered.run_id = newest.run_id ORDER BY newest.seq DESC""",
        {"most": MOST_TOLD},
    )
    return [row | {"wish": json.loads(row["wish"])} for row in rows]
