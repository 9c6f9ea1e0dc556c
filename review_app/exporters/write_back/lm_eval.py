"""lm-eval: samples with corrected metrics, and the results beside them computed anew.

In `samples_<task>_<time>.jsonl` each metric of a document that is 0 or 1 gets what holds, in every filter, for the
filters speak of one response; a column `review_app` tells who says so and what stood there. Documents with several
repeats keep the filter's own verdict, which is no response's. In `results_<time>.json` a mean over documents and its
standard error are computed anew (as lm-eval does: sample standard deviation over √n), groups with them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from review_app.exporters.jsonl import iso
from review_app.exporters.material import Log
from review_app.exporters.place import Write
from review_app.exporters.write_back import lm_eval_groups, texts
from review_app.exporters.write_back.texts import Row

# samples_<task>_<time>.jsonl; the task may hold "_" itself.
FILE_NAME = re.compile(r"samples_(?P<task>.+)_(?P<time>\d{4}-\d\d-\d\dT[\d.-]+)\.jsonl?")
NOT_METRICS = frozenset(
    {"doc_id", "doc", "target", "resps", "filtered_resps", "arguments", "filter", "metrics", "doc_hash", "prompt_hash",
     "target_hash", "review_app"}
)  # fmt: skip

# Means that agree so far were computed from the same values.
NEAR = 1e-9

# "metric,filter" -> the documents' values.
Values = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Task:
    """One log, and the values of its documents before and after correction."""

    name: str
    before: Values
    after: Values


def copies(logs: Sequence[Log], moment: datetime) -> list[tuple[Path, Write]]:
    """Samples and results under the name of their folder, which is the model's."""
    found: list[tuple[Path, Write]] = []
    by_results: dict[Path, list[Log]] = defaultdict(list)
    for log in logs:
        found.append((place_of(log.path), partial(save_samples, log)))
        results = results_beside(log.path)
        if results:
            by_results[results].append(log)
    return found + [(place_of(path), partial(save_results, path, some, moment)) for path, some in by_results.items()]


def place_of(path: Path) -> Path:
    """`gpt-4o/samples_….jsonl`."""
    return Path(path.resolve().parent.name) / texts.plain_name(path)


def save_samples(log: Log, path: Path) -> None:
    """Write the corrected rows, in their own order and layout."""
    texts.save_rows((row for row, _ in corrected(log)), path, array=texts.is_array(log.path))


def corrected(log: Log) -> Iterator[tuple[Any, Row]]:
    """Each row as it is now, and the metrics it had."""
    for row in texts.rows(log.path):
        metrics = metrics_of(row) if isinstance(row, dict) else {}
        found = log.corrections.get(str(row.get("doc_id"))) if metrics else None
        if found is None or found.correct is None:
            yield row, metrics
            continue
        marks = {name: value for name, value in metrics.items() if texts.is_mark(value)}
        new = {name: texts.like(found.correct, value) for name, value in marks.items()}
        yield {**row, **new, "review_app": found.told(marks)}, metrics


def metrics_of(row: Row) -> Row:
    """The figures of a row, whatever the version that wrote it."""
    listed = row.get("metrics")
    names = listed if isinstance(listed, list) else [name for name in row if name not in NOT_METRICS]
    return {name: row[name] for name in names if isinstance(row.get(name), bool | int | float)}


def results_beside(path: Path) -> Path | None:
    """The results that were written with the samples."""
    found = FILE_NAME.fullmatch(texts.plain_name(path))
    names = ([f"results_{found['time']}.json"] if found else []) + ["results.json"]
    return next((beside for name in names if (beside := path.with_name(name)).is_file()), None)


def task_of(log: Log, results: Row) -> Task:
    """The values of a log's documents. Filters without names are those of the configuration, in its order."""
    named = FILE_NAME.fullmatch(texts.plain_name(log.path))
    name = named["task"] if named else log.path.stem
    filters = results.get("configs", {}).get(name, {}).get("filter_list") or []
    order = [str(entry.get("name")) for entry in filters] or ["none"]
    before, after, rounds = defaultdict(list), defaultdict(list), defaultdict(int)  # type: ignore[var-annotated]
    for row, metrics in corrected(log):
        if not metrics:
            continue
        at = min(rounds[row["doc_id"]], len(order) - 1)
        rounds[row["doc_id"]] += 1
        for metric, value in metrics.items():
            key = f"{metric},{row.get('filter') or order[at]}"
            before[key].append(float(value))
            after[key].append(float(row[metric]))
    return Task(name, before, after)


def save_results(source: Path, logs: Sequence[Log], moment: datetime, path: Path) -> None:
    """Write the results with the tasks of these logs, and the groups they are in, computed anew."""
    results = texts.value(source)
    removed: list[str] = []
    old = lm_eval_groups.figures(results)
    for log in logs:
        task = task_of(log, results)
        entry = results.get("results", {}).get(task.name, {})
        removed += [f"{task.name}: {name}" for name in renew(entry, task)]
    removed += lm_eval_groups.renew(results, old)
    results["review_app"] = {
        "corrected_tasks": [task_name(log) for log in logs],
        "moment": iso(moment),
        "removed": removed,
    }
    texts.save_value(results, path)


def task_name(log: Log) -> str:
    """The task in a file's name."""
    named = FILE_NAME.fullmatch(texts.plain_name(log.path))
    return named["task"] if named else log.path.stem


def renew(entry: Row, task: Task) -> list[str]:
    """Put the new means into a task's entry; the figures that were no means of these values are taken out: which."""
    removed = []
    for key, values in task.after.items():
        metric, _, name = key.partition(",")
        old, error = entry.get(key), f"{metric}_stderr,{name}"
        if not isinstance(old, int | float) or values == task.before[key]:
            continue
        if abs(old - fmean(task.before[key])) > NEAR:
            removed.append(key)
            entry.pop(key)
            entry.pop(error, None)
            continue
        entry[key] = fmean(values)
        if isinstance(entry.get(error), int | float):
            entry[error] = stdev(values) / len(values) ** 0.5 if len(values) > 1 else "N/A"
    return removed
