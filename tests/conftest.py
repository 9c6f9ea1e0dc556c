from __future__ import annotations

from asyncio import events
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pytest

BROWSER = "tests/browser/"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file is run by one process, and all browser tests by one: a browser, its app and its pages are at work at the
    same time, and two of them on two processors wait for each other."""
    from xdist.scheduler import LoadFileScheduling

    class OneBrowser(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)

    return OneBrowser(config, log)


def outcome_row(number: int, values: dict[str, Any]) -> dict[str, Any]:
    """A full row of the view `outcomes`; what `values` leaves out follows from its automatic verdict."""
    automatic = values.get("automatic", "correct")
    row: dict[str, Any] = {
        "run_id": "r1", "model": "m1", "tool": "lm_eval", "source": "out/a.jsonl", "benchmark": "math",
        "split": "test", "problem_id": f"math/test/{number}", "statement": f"What is {number}?",
        "reference": str(number), "level": None, "subject": None, "response_id": f"s{number}", "sample": 0,
        "case_id": f"c{number}", "answer": str(number), "method": "boxed", "strength": "sure",
        "automatic": automatic, "rule": "text", "evidence": "same text", "expected": str(number),
        "found": str(number), "grader": "g1", "tool_outcome": None, "tool_answer": None, "decision": None,
        "annotator": None, "decided_at": None, "cause": None, "note": None,
        "status": "pending" if automatic == "uncertain" else "auto", "outcome": automatic,
        "amended_reference": None, "amended_outcome": values.get("outcome", automatic),
    }  # fmt: skip
    return row | values


@pytest.fixture(scope="session")
def outcomes_frame() -> Callable[..., pd.DataFrame]:
    """Builds a frame with the types of the store from what differs: `outcomes_frame([{"level": 3}])`."""

    def build(rows: list[dict[str, Any]]) -> pd.DataFrame:
        columns = list(outcome_row(0, {}))
        kinds = dict.fromkeys(columns, "str") | {
            "level": "Int64",
            "sample": "int64",
            "decided_at": "datetime64[us]",
        }
        frame = pd.DataFrame([outcome_row(number, row) for number, row in enumerate(rows)], columns=columns)
        return frame.astype(kinds)

    return build


@contextmanager
def no_loop_of_another(item: pytest.Item) -> Iterator[None]:
    """Once a browser was started, its loop counts as running in this thread; tests without one may run their own."""
    loop = None if "playwright" in getattr(item, "fixturenames", ()) else events._get_running_loop()
    if loop is None:
        yield
        return
    events._set_running_loop(None)
    try:
        yield
    finally:
        events._set_running_loop(loop)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with no_loop_of_another(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with no_loop_of_another(item):
        return (yield)
