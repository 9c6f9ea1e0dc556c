from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest

START = datetime(2025, 3, 1, 9, 0)


@pytest.fixture(scope="session")
def opinions() -> Callable[..., pd.DataFrame]:
    """`opinions({"Ada": "ci.", "Bob": "ccu"})`: a letter a case (`.` none); a list gives outcomes of other names."""
    names = {"c": "correct", "i": "incorrect", "u": "uncertain"}

    def build(said: Mapping[str, Iterable[str]], **columns: Any) -> pd.DataFrame:
        rows = [
            {"case_id": f"c{number}", "annotator": name, "outcome": names.get(letter, letter)}
            | {column: values[number] for column, values in columns.items()}
            for name, letters in said.items()
            for number, letter in enumerate(letters)
            if letter != "."
        ]
        frame = pd.DataFrame(rows, columns=["case_id", "annotator", "outcome", *columns])
        return frame.assign(seq=range(1, len(frame) + 1))

    return build


@pytest.fixture(scope="session")
def decisions() -> Callable[..., pd.DataFrame]:
    """Builds a decisions frame from what differs: `decisions([{"annotator": "Ada", "seconds": 4.0}])`; a day apart."""

    def build(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        usual = {"annotator": "Ada", "outcome": "correct", "kind": "opinion", "seconds": None, "blind": False,
                 "withdrawn": False, "automatic": "uncertain"}  # fmt: skip
        made = [
            {"case_id": f"c{number}", **usual, "decided_at": START + timedelta(days=number), **row}
            for number, row in enumerate(rows)
        ]
        columns = ["case_id", *usual, "decided_at"]
        frame = pd.DataFrame(made, columns=columns)
        return frame.astype({"seconds": "float64", "blind": bool, "withdrawn": bool, "decided_at": "datetime64[us]"})

    return build


@pytest.fixture(scope="session")
def tally() -> Callable[..., pd.DataFrame]:
    """Builds a tally from what differs: `tally([{"samples": 4, "correct": 1, "problems": 2}])`.

    What is not said follows: the grader and the amended outcomes say the same as the corrected ones, the tool as much
    as is certain, the majority is the share of the samples.
    """

    def build(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        made = [tally_row(row) for row in rows]
        frame = pd.DataFrame(made, columns=list(tally_row({})))
        texts = dict.fromkeys(("run_id", "model", "benchmark", "split", "subject"), "str")
        floats = dict.fromkeys(("majority_correct", "majority_uncertain"), "float64")
        whole = {name: "int64" for name in frame if name not in {*texts, *floats, "level"}}
        return frame.astype(texts | floats | whole | {"level": "Int64"})

    return build


def tally_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a tally; see the fixture."""
    samples, correct, uncertain = row.get("samples", 1), row.get("correct", 0), row.get("uncertain", 0)
    usual = {
        "run_id": row.get("model", "r1"), "model": "m1", "benchmark": "math", "split": "test", "level": None,
        "subject": None, "samples": samples, "tool_judged": samples, "tool_correct": correct,
        "automatic_correct": correct, "automatic_uncertain": uncertain, "correct": correct, "uncertain": uncertain,
        "amended_correct": correct, "amended_uncertain": uncertain, "majority_correct": correct / samples,
        "majority_uncertain": uncertain / samples, "problems": 1,
    }  # fmt: skip
    return usual | dict(row)


@pytest.fixture(scope="session")
def cells() -> Callable[..., pd.DataFrame]:
    """Builds cells from what differs: `cells([{"tool_outcome": "incorrect", "outcome": "correct", "responses": 3}])`.

    What is not said follows: the grader and the tool say what holds, the amended outcome is the same.
    """

    def build(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        frame = pd.DataFrame([cells_row(row) for row in rows], columns=list(cells_row({})))
        kinds = dict.fromkeys(frame, "str") | {"level": "Int64", "responses": "int64", "cases": "int64"}
        return frame.astype(kinds)

    return build


def cells_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of cells; see the fixture."""
    outcome = row.get("outcome", "correct")
    automatic = row.get("automatic", outcome)
    usual = {
        "run_id": "r1", "model": "m1", "benchmark": "math", "split": "test", "level": None, "subject": None,
        "tool_outcome": outcome, "automatic": automatic, "outcome": outcome, "amended_outcome": outcome,
        "status": "overridden" if automatic != outcome else "pending" if outcome == "uncertain" else "auto",
        "rule": "same_value", "cause": None, "strength": "sure", "responses": 1, "cases": 1,
    }  # fmt: skip
    return usual | dict(row)


@pytest.fixture(scope="session")
def pairs(tally: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """Builds a pairs frame: `pairs({"a": "cci.", "b": "ciu."})`: a letter a problem (`c` correct, `i` incorrect, `u`
    open, `.` not answered), or a number of right samples of `samples`; other columns of the problems by name."""
    letters = {"c": {"correct": 1}, "i": {}, "u": {"uncertain": 1}}

    def build(said: Mapping[str, Iterable[Any]], samples: int = 1, **columns: Any) -> pd.DataFrame:
        rows = [
            letters.get(what, {"correct": what, "samples": samples})
            | {"model": run, "problem_id": f"p{number}"}
            | {column: values[number] for column, values in columns.items()}
            for run, answers in said.items()
            for number, what in enumerate(answers)
            if what != "."
        ]
        frame = tally([{name: value for name, value in row.items() if name != "problem_id"} for row in rows])
        return frame.drop(columns="problems").assign(
            run_id=frame["model"], problem_id=[row["problem_id"] for row in rows]
        )

    return build
