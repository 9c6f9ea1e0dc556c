"""Table: which columns an export has, in which order, and the summary that goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_app.metrics import accuracy

if TYPE_CHECKING:
    import pandas as pd

# column of the outcomes frame -> name in the export, in the export's order
COLUMNS = {
    "problem_id": "problem",
    "benchmark": "benchmark",
    "split": "split",
    "level": "level",
    "subject": "subject",
    "model": "model",
    "run_id": "run",
    "sample": "sample",
    "statement": "statement",
    "reference": "reference",
    "answer": "answer",
    "outcome": "outcome",
    "status": "status",
    "automatic": "automatic",
    "rule": "rule",
    "evidence": "evidence",
    "expected": "expected",
    "found": "found",
    "tool_outcome": "tool_outcome",
    "tool_answer": "tool_answer",
    "decision": "decision",
    "annotator": "annotator",
    "decided_at": "decided_at",
    "cause": "cause",
    "note": "note",
    "amended_reference": "amended_reference",
    "amended_outcome": "amended_outcome",
    "response_id": "response",
    "case_id": "case",
    "method": "method",
    "strength": "strength",
    "grader": "grader",
    "tool": "tool",
    "source": "source",
}
KINDS = {"level": "Int64", "sample": "int64", "decided_at": "datetime64[us]"}

# What each row of the summary is about: its scope -> the columns beside benchmark and model that divide it.
SCOPES: dict[str, tuple[str, ...]] = {
    "all": (),
    "level": ("level",),
    "subject": ("subject",),
    "level and subject": ("level", "subject"),
}

# What the summary's columns mean, for the notes that go with a workbook.
MEANINGS = {
    "scope": "what divides the responses of a model to a benchmark: level, subject, both or nothing",
    "n": "responses",
    "automatic_low": "share the grader alone found correct, its uncertain ones counted wrong",
    "automatic_high": "the same with its uncertain ones counted right",
    "corrected_low": "share correct after people's decisions, pending ones counted wrong",
    "corrected_high": "the same with pending ones counted right",
    "amended_low": "corrected_low by the right answers that people confirmed where a printed reference is wrong",
    "amended_high": "the same with those still uncertain counted right",
    "tool": "share the evaluation tool itself called correct, of the responses it judged",
    "pending": "responses whose outcome is still uncertain",
    "correct_automatic": "responses the grader alone found correct",
    "correct": "responses correct after people's decisions",
}


def empty() -> pd.DataFrame:
    """No rows, but every column with its name and type: texts `str`, `level` `Int64`, `sample` `int64`,
    `decided_at` UTC without a zone."""
    import pandas as pd

    kinds = {name: KINDS.get(column, "str") for column, name in COLUMNS.items()}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def summary(frame: pd.DataFrame) -> pd.DataFrame:
    """The scores of each model on each benchmark: overall, by level, by subject and by both; `frame` holds
    outcomes, or counts of them in its column `responses`.

    `level` and `subject` are missing where the scope does not divide by them, and for problems without one;
    a benchmark whose problems have none has no rows of that scope.
    """
    import pandas as pd

    parts = [_scope(frame, scope, by) for scope, by in SCOPES.items()]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _scope(frame: pd.DataFrame, scope: str, by: tuple[str, ...]) -> pd.DataFrame:
    """The summary's rows of one scope."""
    pair = ["benchmark", "model"]
    found = accuracy.scores(frame, [*pair, *by])
    if by:
        known = (found[list(by)] != accuracy.MISSING).all(axis=1)
        found = found[known.groupby([found[name] for name in pair]).transform("any")]
    found = found.assign(scope=scope, **{name: None for name in ("level", "subject") if name not in by})
    for name in by:
        found[name] = found[name].where(found[name] != accuracy.MISSING, None)
    found = found[["benchmark", "model", "scope", "level", "subject", *accuracy.SCORES]]
    return found.astype({"benchmark": "str", "model": "str", "scope": "str", "level": "Int64", "subject": "str"})
