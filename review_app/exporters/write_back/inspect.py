"""Inspect: the log with its scores edited through Inspect's own package, which keeps the history and computes metrics.

Every scorer's "C" or "I" (1 or 0) of a decided sample becomes what holds, as a score edit whose provenance names
author, reason and time. Needs the extra `inspect`; without it `precomputed_scores` gives the same scores as a file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from review_app.errors import ExportError
from review_app.exporters import zips
from review_app.exporters.jsonl import iso
from review_app.exporters.material import Correction, Log
from review_app.exporters.place import Write
from review_app.exporters.write_back import texts
from review_app.wording import later

LETTERS = {"C": True, "I": False}

ZIPPED = ".eval"


def copies(logs: Sequence[Log], moment: datetime) -> list[tuple[Path, Write]]:
    """One log each, in the form it has. Raises ExportError without Inspect's package."""
    try:
        import inspect_ai.log  # noqa: F401 - whether it is there
    except ImportError as error:
        raise ExportError(
            later(
                "writing Inspect logs needs Inspect's package: pip install 'review_app[inspect]'; or export "
                "precomputed_scores, which needs nothing"
            )
        ) from error
    return [(Path(texts.plain_name(log.path)), partial(save, log, moment)) for log in logs]


def save(log: Log, moment: datetime, path: Path) -> None:
    """Write the edited log; it is read, edited and written whole, as Inspect does."""
    from inspect_ai.log import read_eval_log, recompute_metrics, write_eval_log

    found = read_eval_log(str(log.path.resolve()))
    for sample in found.samples or []:
        correction = log.corrections.get(json.dumps([sample.id, sample.epoch], ensure_ascii=False))
        if correction is not None and correction.correct is not None:
            edit_sample(found, sample, correction, moment)
    if found.samples:
        recompute_metrics(found)
    suffix = ZIPPED if log.path.suffix == ZIPPED else ".json"
    part = path.with_name(path.name + suffix)
    try:
        write_eval_log(found, str(part.resolve()), format="eval" if suffix == ZIPPED else "json")
        if suffix == ZIPPED:
            zips.settle(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def edit_sample(found: Any, sample: Any, correction: Correction, moment: datetime) -> None:
    """Edit each score that says right or wrong, and give the edit's event a name and time of its own making."""
    from inspect_ai.log import edit_score

    for name, score in list((sample.scores or {}).items()):
        new = corrected(score.value, correction)
        if new is None or new == score.value:
            continue
        edit_score(
            found, sample.id, name, edit_of(new, correction, moment), recompute_metrics=False, epoch=sample.epoch
        )
        event = next(event for event in reversed(sample.events) if event.event == "score_edit")
        event.uuid = f"review_app-{sample.uuid or sample.id}-{sample.epoch}-{name}"
        event.timestamp, event.working_start = aware(correction.decided_at or moment), 0.0


def edit_of(new: Any, correction: Correction, moment: datetime) -> Any:
    """The edit with its provenance."""
    from inspect_ai.log import ProvenanceData
    from inspect_ai.scorer import ScoreEdit

    decided = correction.decided_at or moment
    told = {"status": correction.status, "decided_at": iso(decided)}
    provenance = ProvenanceData(
        timestamp=aware(decided), author=correction.by, reason=correction.reason or None, metadata=told
    )
    return ScoreEdit(value=new, provenance=provenance)


def corrected(value: Any, correction: Correction) -> Any:
    """What holds in the form of the scorer's own value; None where that says neither right nor wrong."""
    if isinstance(value, str):
        return None if value not in LETTERS else "C" if correction.correct else "I"
    return texts.like(bool(correction.correct), value) if texts.is_mark(value) else None


def aware(moment: datetime) -> datetime:
    """A moment as Inspect keeps it."""
    return moment.replace(tzinfo=UTC)
