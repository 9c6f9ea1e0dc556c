"""Groups of lm-eval's tasks: their figures computed anew from their tasks', by the rule that gave the old ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from math import isclose, sqrt
from statistics import fmean

from review_app.exporters.write_back.texts import Row

# Figures that agree so far were computed from the same values.
NEAR = 1e-6

# The tasks' figures and numbers of documents -> the group's figure.
Rule = Callable[[list[float], list[int]], float]


def figures(results: Row) -> Row:
    """The figures of all tasks and groups as they were."""
    found: Row = deepcopy(results.get("results", {}))
    return found


def renew(results: Row, old: Row) -> list[str]:
    """Compute the groups anew, inner ones first; what follows no known rule is taken out: which."""
    removed: list[str] = []
    new = results.get("results", {})
    for group in inner_first(results.get("group_subtasks", {})):
        tasks = [task for task in results["group_subtasks"][group] if task in old]
        if any(old[task] != new.get(task) for task in tasks):
            for entry in entries(results, group):
                removed += [f"{group}: {name}" for name in renew_entry(entry, tasks, sizes(results, tasks), old, new)]
    return list(dict.fromkeys(removed))


def inner_first(subtasks: Row) -> Iterator[str]:
    """Groups after the groups they hold."""
    done: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name in done or not subtasks.get(name):
            return
        done.add(name)
        for inner in subtasks[name]:
            yield from visit(inner)
        yield name

    for name in subtasks:
        yield from visit(name)


def entries(results: Row, group: str) -> Iterator[Row]:
    """Where a group's figures stand: among the results, and among the groups."""
    return (results[part][group] for part in ("results", "groups") if group in results.get(part, {}))


def sizes(results: Row, tasks: Sequence[str]) -> list[int]:
    """How many documents each task, or group of tasks, has."""
    counts, subtasks = results.get("n-samples", {}), results.get("group_subtasks", {})

    def size(name: str) -> int:
        if name in counts:
            return int(counts[name].get("effective", 0))
        return sum(size(inner) for inner in subtasks.get(name, ()))

    return [size(task) for task in tasks]


def renew_entry(entry: Row, tasks: Sequence[str], sizes: list[int], old: Row, new: Row) -> list[str]:
    """One group's figures; those to be taken out."""
    removed = []
    for key, value in list(entry.items()):
        metric, _, name = key.partition(",")
        if not name or not isinstance(value, int | float):
            continue
        before, after = [old[task].get(key) for task in tasks], [new[task].get(key) for task in tasks]
        if before == after:
            continue
        rule = pooled if metric.endswith("_stderr") else mean_like(value, before, sizes)
        if rule is None or not numbers(before, after) or not near(rule(before, sizes), value):
            removed.append(key)
            entry.pop(key)
        else:
            entry[key] = rule(after, sizes)
    return removed


def mean_like(value: float, before: list[float], sizes: list[int]) -> Rule | None:
    """The mean, of documents or of tasks, that the old figure is."""
    rules = (weighted, unweighted) if numbers(before) else ()
    return next((rule for rule in rules if near(rule(before, sizes), value)), None)


def numbers(*lists: list[float]) -> bool:
    """Whether every task has a number: lm-eval writes "N/A" for none."""
    return all(isinstance(value, int | float) for values in lists for value in values)


def near(found: float, told: float) -> bool:
    """Whether two figures were computed from the same values."""
    return isclose(found, told, rel_tol=NEAR, abs_tol=NEAR)


def weighted(values: list[float], sizes: list[int]) -> float:
    """The mean over documents."""
    return sum(value * size for value, size in zip(values, sizes, strict=True)) / max(1, sum(sizes))


def unweighted(values: list[float], _: list[int]) -> float:
    """The mean over tasks."""
    return fmean(values)


def pooled(errors: list[float], sizes: list[int]) -> float:
    """The standard error of the mean over documents, as lm-eval pools it."""
    squares = sum((size - 1) * error**2 * size for error, size in zip(errors, sizes, strict=True))
    total = sum(sizes)
    return sqrt(squares / (total - len(sizes))) / sqrt(total) if total > len(sizes) else float("nan")
