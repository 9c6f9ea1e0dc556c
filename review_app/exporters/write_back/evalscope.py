"""evalscope: reviews with corrected scores, and the report of their benchmark computed anew.

In `reviews/<model>/<benchmark>_<subset>.jsonl` the main figure of a sample gets what holds, and the score's metadata
tells who says so. In `reports/<model>/<benchmark>.json` the subset's mean, and the means of categories and metric above
it, are computed anew, rounded to 4 digits as evalscope does; other metrics of the report are taken out and named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from review_app.exporters.jsonl import iso
from review_app.exporters.material import Log
from review_app.exporters.place import Write
from review_app.exporters.write_back import texts
from review_app.exporters.write_back.texts import Row

DIGITS = 4
REVIEWS, REPORTS = "reviews", "reports"


def copies(logs: Sequence[Log], moment: datetime) -> list[tuple[Path, Write]]:
    """Reviews and reports, placed as evalscope places them."""
    found: list[tuple[Path, Write]] = []
    by_report: dict[Path, list[Log]] = defaultdict(list)
    for log in logs:
        model = log.path.resolve().parent.name
        found.append((Path(REVIEWS, model, texts.plain_name(log.path)), partial(save_reviews, log)))
        report = report_of(log)
        if report:
            by_report[report].append(log)
    return found + [
        (Path(REPORTS, path.parent.name, path.name), partial(save_report, path, some, moment))
        for path, some in by_report.items()
    ]


def save_reviews(log: Log, path: Path) -> None:
    """Write the corrected rows in their own order."""
    texts.save_rows((row for row, _ in corrected(log)), path, array=False)


def corrected(log: Log) -> Iterator[tuple[Any, float | None]]:
    """Each row as it is now, and its main figure."""
    for row in texts.rows(log.path):
        score = score_of(row)
        if score is None:
            yield row, None
            continue
        name = main_of(score)
        found = log.corrections.get(str(row.get("index")))
        old = score["value"].get(name)
        if found is not None and found.correct is not None and texts.is_mark(old):
            score["value"][name] = texts.like(found.correct, old)
            score["metadata"] = {**(score.get("metadata") or {}), "review_app": found.told(old)}
        now = score["value"].get(name)
        yield row, float(now) if isinstance(now, bool | int | float) else None


def score_of(row: Any) -> Row | None:
    """The score of a sample, with its figures."""
    sample = row.get("sample_score") if isinstance(row, dict) else None
    score = sample.get("score") if isinstance(sample, dict) else None
    return score if isinstance(score, dict) and isinstance(score.get("value"), dict) else None


def main_of(score: Row) -> str:
    """The name of the figure that counts."""
    return str(score.get("main_score_name") or next(iter(score["value"]), ""))


def report_of(log: Log) -> Path | None:
    """The report of the benchmark whose name begins the file's."""
    folder = log.path.resolve().parent
    reports = sorted((folder.parent.parent / REPORTS / folder.name).glob("*.json"), key=lambda path: -len(path.stem))
    return next((path for path in reports if log.path.name.startswith(f"{path.stem}_")), None)


def save_report(source: Path, logs: Sequence[Log], moment: datetime, path: Path) -> None:
    """Write the report with the subsets of these logs, and all above them, computed anew."""
    report = texts.value(source)
    figures = {log.path.name.split(".jsonl")[0].removeprefix(f"{source.stem}_"): figures_of(log) for log in logs}
    main = next((name for _, name in figures.values()), "")
    means = {subset: values for subset, (values, _) in figures.items()}
    kept = [metric for metric in report.get("metrics", []) if is_mean(metric, main)]
    removed = [name_of(metric) for metric in report.get("metrics", []) if metric not in kept]
    for metric in kept:
        renew(metric, means)
    if "score" in report and kept:
        report["score"] = kept[0]["score"]
    report["metrics"] = kept
    report["review_app"] = {"corrected_subsets": list(means), "moment": iso(moment), "removed": removed}
    texts.save_value(report, path, indent=4)


def figures_of(log: Log) -> tuple[list[float], str]:
    """The main figure of each sample of a log as it is now, and its name."""
    found = [(value, row) for row, value in corrected(log) if value is not None]
    name = main_of(score) if found and (score := score_of(found[0][1])) else ""
    return [value for value, _ in found], name


def name_of(metric: Row) -> str:
    """A metric's name in reports of either version."""
    identity = metric.get("identity")
    return str(identity.get("name") if isinstance(identity, dict) else metric.get("name"))


def is_mean(metric: Row, main: str) -> bool:
    """Whether a metric is the mean of the figure that counts: `mean_acc`, or in reports of version 2 `acc` by mean."""
    identity = metric.get("identity")
    aggregation = identity.get("aggregation") if isinstance(identity, dict) else None
    return name_of(metric) in {main, f"mean_{main}"} and aggregation in {None, "", "mean"}


def renew(metric: Row, means: dict[str, list[float]]) -> None:
    """A metric from its subsets up: scores over samples, macro scores over parts."""
    for category in metric.get("categories", []):
        subsets = category.get("subsets", [])
        for subset in subsets:
            values = means.get(str(subset.get("name")))
            if values:
                subset["score"], subset["num"] = round(sum(values) / len(values), DIGITS), len(values)
        put_together(category, [subset for subset in subsets if not subset.get("is_aggregate")])
    put_together(metric, metric.get("categories", []))


def put_together(whole: Row, parts: list[Row]) -> None:
    """The scores of a whole from those of its parts."""
    total = sum(part["num"] for part in parts)
    if not total:
        return
    whole["num"] = total
    whole["score"] = round(sum(part["score"] * part["num"] for part in parts) / total, DIGITS)
    if "macro_score" in whole:
        scores = [float(part["macro_score" if "macro_score" in part else "score"]) for part in parts]
        whole["macro_score"] = round(sum(scores) / len(scores), DIGITS)
