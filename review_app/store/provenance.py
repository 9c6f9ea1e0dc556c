"""Provenance: what a figure rests on: the files it was imported from, grader, guideline, and the last thing said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from review_app.store.database import Row, Store

# Where something is said, and when it was.
SAID = {
    "imports": "imported_at",
    "extractions": "extracted_at",
    "verdicts": "graded_at",
    "decisions": "decided_at",
    "withdrawals": "withdrawn_at",
    "reference_flags": "flagged_at",
    "reference_rulings": "ruled_at",
    "amended_verdicts": "graded_at",
    "guidelines": "made_at",
    "judgments": "judged_at",
}

# Benchmarks' own files bring no run: all of them are named, for any may have filled in a level or a reference.
INPUTS = """
WITH brought AS (
    SELECT import_id FROM runs WHERE id IN (SELECT unnest($runs))
    UNION SELECT import_id FROM responses WHERE run_id IN (SELECT unnest($runs))
)
SELECT file, format, sha256, min(imported_at) AS imported_at FROM imports
WHERE (id IN (SELECT import_id FROM brought) OR json_array_length(report, '$.models') = 0)
    AND ($moment IS NULL OR imported_at <= $moment)
GROUP BY ALL ORDER BY file, format, sha256
"""

# Of a run's files the one imported last: the others are earlier states of it.
SOURCES = """
SELECT runs.id AS run_id, model, tool, source, unnest(max_by({file: file, sha256: sha256, format: format}, imported_at))
FROM runs JOIN (
    SELECT run_id, import_id FROM responses UNION SELECT id, import_id FROM runs
) AS brought ON brought.run_id = runs.id
JOIN imports ON imports.id = brought.import_id
WHERE runs.id IN (SELECT unnest($runs)) GROUP BY runs.id, model, tool, source
ORDER BY model, source, runs.id
"""


def latest(store: Store) -> datetime | None:
    """The moment at which the last thing was said, imported or graded; None for an empty store."""
    said = " UNION ALL ".join(f"SELECT max({moment}) AS moment FROM {name}" for name, moment in SAID.items())
    found: datetime | None = store.value(f"SELECT max(moment) FROM ({said})")
    return found


def guideline(store: Store, moment: datetime | None) -> int | None:
    """The version of the guidelines in force, None where there are none."""
    found: int | None = store.value(
        "SELECT max(version) FROM guidelines WHERE $moment IS NULL OR made_at <= $moment", {"moment": moment}
    )
    return found


def inputs(store: Store, runs: Sequence[str], moment: datetime | None) -> list[Row]:
    """The files behind these runs with the SHA-256 that each had, and those of benchmarks, as of a moment."""
    return store.rows(INPUTS, {"runs": list(runs), "moment": moment})


def imported(store: Store) -> set[str]:
    """The SHA-256 of every file that was ever taken in."""
    return {row["sha256"] for row in store.rows("SELECT DISTINCT sha256 FROM imports WHERE sha256 IS NOT NULL")}


def sources(store: Store, runs: Sequence[str]) -> list[Row]:
    """Each run with the `file` it was imported from, as the user named it, its `sha256` and its importer's name."""
    return store.rows(SOURCES, {"runs": list(runs)})
