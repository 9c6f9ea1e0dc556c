"""OpenCompass: the result file with corrected details and accuracy, as `results/<model>/<data set>.json`.

To 0.4.0 `details` is an object with `correct` for each prediction; from 0.4.1 a list with one word a run for each
example, in `correct` or `cascade_correct`, while the texts stand in the predictions of that name. There an example is
found by its number in `example_abbr`, and prediction r·N + i is run r of example i. Where details were left out their
ids may be shifted, so such a file is refused. Figures other than accuracies are taken out and named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from review_app.errors import ExportError
from review_app.exporters.jsonl import iso
from review_app.exporters.material import Correction, Log
from review_app.exporters.place import Write
from review_app.exporters.write_back import texts
from review_app.exporters.write_back.texts import Row

ABBREVIATION = re.compile(r"_(\d+)\Z")
GRADERS = ("correct", "cascade_correct")
ACCURACY = re.compile(r"accuracy(?: \(\d+ runs average\))?")

RESULTS, PREDICTIONS = "results", "predictions"


def copies(logs: Sequence[Log], moment: datetime) -> list[tuple[Path, Write]]:
    """A result file for each log."""
    return [(Path(RESULTS, model_of(log), texts.plain_name(log.path)), partial(save, log, moment)) for log in logs]


def model_of(log: Log) -> str:
    """The folder's name, which is the model's."""
    return log.path.resolve().parent.name


def save(log: Log, moment: datetime, path: Path) -> None:
    """Write the corrected result file."""
    source = results_of(log)
    results = texts.value(source)
    details = results.get("details")
    if isinstance(details, dict):
        marks = correct_members(log, details)
    elif isinstance(details, list):
        marks = correct_list(log, source, details)
    else:
        raise ExportError("{path}: holds no details, so there is nothing to correct", path=source)
    removed = renew(results, marks)
    results["review_app"] = {"moment": iso(moment), "removed": removed}
    texts.save_value(results, path, indent=4)


def results_of(log: Log) -> Path:
    """The result file: the log itself, or the one that stands in its place among the results."""
    folder = log.path.resolve().parent
    if folder.parent.name != PREDICTIONS:
        return log.path
    path = folder.parent.parent / RESULTS / folder.name / log.path.name
    if not path.is_file():
        raise ExportError(
            "{path}: there is no result file to correct for {predictions}", path=path, predictions=log.path
        )
    return path


def correct_members(log: Log, details: Row) -> list[Any]:
    """Details to 0.4.0, known by their keys: corrected in place; all marks there are now."""
    marks: list[Any] = []
    for key, detail in details.items():
        if not isinstance(detail, dict):
            continue
        listed = isinstance(detail.get("correct"), list)
        old = detail["correct"] if listed else [detail.get("correct")]
        several = isinstance(detail.get("origin_prediction"), list) and len(detail["origin_prediction"]) > 1
        found = [log.corrections.get(f"{key}/{at}" if several else key) for at in range(len(old))]
        new = [marked(mark, correction) for mark, correction in zip(old, found, strict=True)]
        told = [word for word in map(word_on, old, found) if word]
        detail["correct"] = new if listed else new[0]
        if told:
            detail["review_app"] = told if listed else told[0]
        marks += new
    return marks


def correct_list(log: Log, source: Path, details: list[Any]) -> list[Any]:
    """Details from 0.4.1, known by the numbers of example and run."""
    named = ((ABBREVIATION.search(str(detail.get("example_abbr"))), detail) for detail in details)
    entries = {int(found[1]): detail for found, detail in named if found}
    runs = [len(detail[grader]) for detail in entries.values() if (grader := grader_of(detail))]
    predictions = predictions_of(log, source)
    if len(set(runs)) != 1 or len(runs) != len(details) or sum(runs) != predictions:
        raise ExportError(
            "{path}: {details} details for {predictions} predictions: their ids may be shifted, so none is corrected",
            path=source,
            details=sum(runs),
            predictions=predictions,
        )
    return [mark for number, detail in entries.items() for mark in correct_example(log, number, detail, len(entries))]


def correct_example(log: Log, number: int, detail: Row, examples: int) -> list[Any]:
    """The words of one example, run by run."""
    grader = grader_of(detail)
    found = [log.corrections.get(str(run * examples + number)) for run in range(len(detail[grader]))]
    old = detail[grader]
    new = [marked(mark, correction) for mark, correction in zip(old, found, strict=True)]
    told = list(map(word_on, old, found))
    detail[grader] = new
    if any(told):
        detail["review_app"] = told
    return new


def grader_of(detail: Row) -> str:
    """The name under which a detail has its word; empty where it has none."""
    return next((name for name in GRADERS if isinstance(detail.get(name), list)), "")


def predictions_of(log: Log, source: Path) -> int:
    """How many predictions the details must cover."""
    folder = source.resolve().parent
    beside = folder.parent.parent / PREDICTIONS / folder.name / source.name
    path = beside if log.path.resolve() == source.resolve() else log.path
    return sum(isinstance(entry, dict) for entry in texts.value(path).values())


def word_on(old: Any, correction: Correction | None) -> Row | None:
    """What a copy says of a correction; None where there is none."""
    return None if correction is None or correction.correct is None else correction.told(old)


def marked(old: Any, correction: Correction | None) -> Any:
    """What holds, or the tool's own word."""
    if correction is None or correction.correct is None:
        return old
    return texts.like(correction.correct, old)


def renew(results: Row, marks: list[Any]) -> list[str]:
    """Compute accuracies anew; other figures are taken out: which."""
    known = [bool(mark) for mark in marks if texts.is_mark(mark)]
    share = 100 * sum(known) / len(known) if known else 0.0
    figures = [
        name for name, value in results.items() if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    for name in figures:
        if ACCURACY.fullmatch(name):
            results[name] = share
        else:
            results.pop(name)
    return [name for name in figures if not ACCURACY.fullmatch(name)]
