"""Ledger: published scores as a CSV table, as RFC 4180 has it; what was not said is an empty field."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from review_app.exporters import place


def write(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], path: Path) -> Path:
    """Write one line an entry. Raises ExportError with the path where it cannot be written."""
    cells = [[row[name] for name in columns] for row in rows]

    def save(part: Path) -> None:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(cells)

    return place.deliver({path: save})[0]
