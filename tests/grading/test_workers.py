"""Killable workers: what a hostile call costs, and what it cannot cost."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from review_app.grading import child
from review_app.grading.child import Limits
from review_app.grading.workers import Workers

SECONDS = 0.4
LIMITS = Limits(SECONDS, 512)
# On a busy machine a kill, or a new start of Python with sympy, may take this long.
PATIENCE = 30


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with pytest.MonkeyPatch.context() as patch, Workers(LIMITS, 2) as opened:
        patch.setattr(child, "PRELOADED", ())  # what these tests call is in Python itself, and starts at once
        yield opened


def gone(pid: int) -> bool:
    """Has the process ended?"""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(
    ("error", "call"),
    [
        pytest.param(TimeoutError, (time.sleep, 60), id="it waits for ever"),
        pytest.param(TimeoutError, (pow, 10**6, 10**8), id="it loops inside one instruction of C"),
        pytest.param(MemoryError, (bytearray, 10**9), id="it wants more memory than it may have"),
        pytest.param(BrokenExecutor, (os._exit, 3), id="it ends its process"),
        pytest.param(BrokenExecutor, (signal.raise_signal, signal.SIGSEGV), id="its process breaks"),
        pytest.param(RuntimeError, (int, "x"), id="it raises"),
        pytest.param(BrokenExecutor, (sys.exit, 3), id="it leaves"),
        pytest.param(pickle.PicklingError, (lambda: 1,), id="it cannot be sent"),
    ],
)
def test_a_hostile_call_costs_itself_only(
    error: type[Exception], call: tuple[Callable[..., Any], Any], workers: Workers
) -> None:
    before = [workers.submit(divmod, number, 7) for number in range(50)]
    hostile = workers.submit(*call)
    after = [workers.submit(divmod, number, 7) for number in range(50, 100)]
    assert [future.result(PATIENCE) for future in before + after] == [divmod(number, 7) for number in range(100)]
    assert type(hostile.exception(PATIENCE)) is error


def test_a_call_is_stopped_at_its_limit(workers: Workers) -> None:
    workers.submit(int).result(PATIENCE)
    begun = time.monotonic()
    assert isinstance(workers.submit(time.sleep, 60).exception(PATIENCE), TimeoutError)
    assert SECONDS <= time.monotonic() - begun < SECONDS + 5


def test_the_time_to_start_a_process_is_no_call_s_time() -> None:
    with Workers(Limits(0.2, 512), 1) as opened:
        assert opened.submit(divmod, 9, 7).result(PATIENCE) == (1, 2)


def test_workers_that_somebody_kills_are_replaced_and_their_calls_done_again(workers: Workers) -> None:
    pids = {workers.submit(os.getpid).result(PATIENCE) for _ in range(50)}
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    futures = [workers.submit(os.getpid) for _ in range(50)]
    assert pids.isdisjoint(future.result(PATIENCE) for future in futures)


def test_many_threads_may_submit(workers: Workers) -> None:
    def ask(thread: int) -> list[tuple[int, int]]:
        return [workers.submit(divmod, thread * 100 + number, 7).result(PATIENCE) for number in range(100)]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == [[divmod(t * 100 + n, 7) for n in range(100)] for t in range(8)]


def test_nothing_starts_before_the_first_call() -> None:
    with Workers(LIMITS, 1) as opened:
        assert not opened.started


def test_shutdown_waits_for_what_is_queued() -> None:
    opened = Workers(LIMITS, 1)
    futures = [opened.submit(divmod, number, 7) for number in range(20)]
    pid = opened.submit(os.getpid)
    opened.shutdown()
    assert all(future.done() for future in futures)
    assert gone(pid.result())
    with pytest.raises(RuntimeError, match="shut down"):
        opened.submit(int)


def test_cancelling_ends_what_runs_at_once() -> None:
    opened = Workers(Limits(PATIENCE, 512), 1)
    pid = opened.submit(os.getpid).result(PATIENCE)
    futures: list[Future[Any]] = [opened.submit(time.sleep, 60) for _ in range(3)]
    begun = time.monotonic()
    opened.shutdown(cancel_futures=True)
    assert time.monotonic() - begun < PATIENCE / 2
    assert gone(pid)
    for future in futures:
        with pytest.raises(CancelledError):
            future.result(0)


SCRIPT = """
import os, time
from review_app.grading.workers import Workers
workers = Workers(count=1)
print(workers.submit(os.getpid).result(), flush=True)
time.sleep(60)
"""


def test_a_script_needs_no_guard_and_leaves_no_process_behind_when_it_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.kill()
    assert gone(pid)
