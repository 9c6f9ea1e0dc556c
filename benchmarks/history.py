"""History: every figure ever measured here, one JSON line each, and the last ones beside the earlier ones."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.commands import ROOT
from benchmarks.figures import Figure, digits

RESULTS = Path(__file__).with_name("results.jsonl")
GIT_LIMIT_S = 10


def circumstances() -> dict[str, Any]:
    """What a figure has to be read with: when, which commit, which machine, and how busy it was.

    {"date": "2026-11-21T09:30:00+00:00", "commit": "d5509fa0c1b2-dirty", "cpus": 2, "load": 0.42}
    """
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
    }


def commit() -> str:
    """The checked-out commit, `-dirty` where tracked files were changed; `unknown` outside a checkout."""
    words = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    try:
        said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=GIT_LIMIT_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return said.stdout.strip()


def append(figure: Figure, about: dict[str, Any]) -> None:
    """Add one figure with its circumstances to the results."""
    row = {"name": figure.name, "value": round(figure.value, 4), "unit": figure.unit, **about}
    with RESULTS.open("a", encoding="utf-8") as out:
        out.write(json.dumps(row) + "\n")


def comparison(prefix: str) -> list[str]:
    """`name last unit (median of n earlier: m)` for each figure; only the same number of CPUs is compared."""
    return [compared(rows[:-1], rows[-1]) for rows in by_name(prefix).values()]


def compared(before: list[dict[str, Any]], last: dict[str, Any]) -> str:
    """The last result of a figure beside those of the same kind of machine."""
    earlier = [row["value"] for row in before if row["cpus"] == last["cpus"]]
    line = f"{last['name']} {digits(last['value'])} {last['unit']}"
    return f"{line} (median of {len(earlier)} earlier: {digits(median(earlier))})" if earlier else line


def by_name(prefix: str) -> dict[str, list[dict[str, Any]]]:
    """The results of each figure, oldest first."""
    kept: dict[str, list[dict[str, Any]]] = {}
    if RESULTS.is_file():
        for row in map(json.loads, RESULTS.read_text(encoding="utf-8").splitlines()):
            if row["name"].startswith(prefix):
                kept.setdefault(row["name"], []).append(row)
    return kept
