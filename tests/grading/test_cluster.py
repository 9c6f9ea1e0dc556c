"""Chunks over somebody else's executor; on a Dask cluster where `distributed` is installed (extra `cluster`)."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest

from review_app.domain import Problem
from review_app.errors import ClusterError
from review_app.grading import Graded, Limits, Pool, cluster

ROWS = [
    (Problem(f"p{number}", "math", "test", "How many?", str(number % 7)), rf"So \boxed{{{number % 5}}}")
    for number in range(1_000)
]


def said(graded: Iterator[Graded]) -> list[tuple[str, str, str]]:
    return [(str(row.verdict.outcome), row.verdict.rule, row.answer.text) for row in graded]


@pytest.fixture(scope="module")
def here() -> list[tuple[str, str, str]]:
    """What this process says of ROWS."""
    with Pool() as pool:
        return said(pool.graded(ROWS))


@pytest.fixture(autouse=True, scope="module")
def no_child_left() -> Iterator[None]:
    yield
    cluster.own_pool(Limits()).close()
    cluster.own_pool.cache_clear()


def test_chunks_over_any_executor_give_the_same_in_order(here: list[tuple[str, str, str]]) -> None:
    with ThreadPoolExecutor(3) as executor:
        assert said(cluster.spread(ROWS, executor)) == here


class Losing(Executor):
    """An executor that loses every second chunk."""

    def __init__(self) -> None:
        self.sent = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.sent += 1
        future: Future[Any] = Future()
        if self.sent % 2:
            future.set_exception(OSError("the worker was lost"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_a_chunk_that_is_lost_for_good_is_done_here(
    here: list[tuple[str, str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    executor = Losing()
    assert said(cluster.spread(ROWS, executor)) == here
    assert executor.sent == len(ROWS) / cluster.CHUNK
    assert caplog.text.count("a chunk is done again: OSError") == (executor.sent + 1) // 2


def test_an_address_where_nobody_answers_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.3)
    with pytest.raises(ClusterError, match="no Dask scheduler answers"), cluster.connected("tcp://127.0.0.1:9"):
        pass


def test_a_dask_worker_that_is_killed_half_way_costs_nothing(here: list[tuple[str, str, str]]) -> None:
    distributed = pytest.importorskip("distributed")
    times = 2 * cluster.AHEAD * cluster.CHUNK // len(ROWS)  # most chunks are sent after the kill
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local,
        cluster.connected(local.scheduler_address) as graded,
        distributed.Client(local.scheduler_address) as client,
    ):
        first, second = client.run(os.getpid).values()
        assert first != second
        rows, found = iter(graded(ROWS * times)), []
        for number, row in enumerate(rows):
            found.append(row)
            if number == len(ROWS):
                os.kill(first, signal.SIGKILL)
        assert said(iter(found)) == here * times
