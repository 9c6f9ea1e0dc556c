"""Precomputed scores: what holds for the samples of an Inspect log, for Inspect's scorer `precomputed_scores`.

    {"id": 7, "value": "C", "epoch": 1, "answer": "2", "explanation": "ann: equivalent_form", "metadata": {…}}

Samples that nobody decided have no record, so Inspect leaves them unscored. `inspect score LOG --scorer …` reads it; a
log needs its own file, since records are known by sample and epoch alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from review_app.errors import ExportError
from review_app.exporters import choice
from review_app.exporters.material import Correction, Log, Material, Row
from review_app.wording import later

TOOL = "inspect"


def write(material: Material, path: Path) -> list[Path]:
    """One record a line. Raises ExportError for more than one log, or one that is not Inspect's."""
    logs = material.logs()
    if [log.tool for log in logs] != [TOOL]:
        tools = ", ".join(sorted({log.tool for log in logs}))
        raise ExportError(
            "precomputed scores are for one Inspect log; {count} runs of {tools} are chosen, name one run of Inspect",
            count=len(logs),
            tools=tools,
        )
    lacking = ExportError(later("nothing to export: no sample of the log is decided; grade or review it first"))
    return choice.write(path, records(logs[0]), lacking)


def records(log: Log) -> Iterator[Row]:
    """The record of each sample that is decided."""
    for place, found in log.corrections.items():
        if found.correct is not None:
            name, epoch = json.loads(place)
            yield record(name, epoch, found)


def record(name: int | str, epoch: int, found: Correction) -> Row:
    """One sample's, as the scorer reads it."""
    return {
        "id": name,
        "value": "C" if found.correct else "I",
        "epoch": epoch,
        "answer": found.answer,
        "explanation": f"{found.by}: {found.reason}" if found.reason else found.by,
        "metadata": {"status": found.status, "by": found.by, "decided_at": found.decided_at},
    }
