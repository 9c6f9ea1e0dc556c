from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any

import pytest

from review_app.errors import InputError, ModelError, ModelStopped, NotFound
from review_app.services.asking import Watch
from review_app.services.background import Background, Job, State
from review_app.services.generation_progress import Progress

KEY = ("judge", "a")
REFUSAL = InputError("it is under way")


@dataclass(frozen=True)
class Ended:
    progress: Progress
    stopped: ModelError | None = None


def over(background: Background, key: tuple[str, str] = KEY) -> Job:
    """The job when its thread has ended."""
    job = background.look(key)
    assert job is not None
    assert job.thread is not None
    job.thread.join(10)
    return job


def until_halted(watch: Watch) -> Ended:
    """Tells of one of two, and goes on until somebody halts it."""
    assert watch.told is not None
    watch.told(Progress(1, 2))
    deadline = time.monotonic() + 10
    while not watch.halted():
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return Ended(Progress(1, 2))


def broken(_: Watch) -> Ended:
    raise ZeroDivisionError


def refused(_: Watch) -> Ended:
    raise NotFound("there is none")


@pytest.mark.parametrize(
    ("work", "state", "reason"),
    [
        pytest.param(lambda watch: Ended(Progress(2, 2)), State.DONE, None, id="all was asked"),
        pytest.param(lambda watch: Ended(Progress(1, 2)), State.RESTING, None, id="something is open"),
        pytest.param(
            lambda watch: Ended(Progress(1, 2), ModelStopped("no quota")), State.STOPPED, "no quota", id="broken off"
        ),
        pytest.param(refused, State.STOPPED, "there is none", id="refused"),
        pytest.param(broken, State.STOPPED, "the server's log tells it", id="a fault of ours"),
    ],
)
def test_what_became_of_a_job_is_told(
    work: Callable[[Watch], Any], state: State, reason: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    background = Background()
    with caplog.at_level(logging.CRITICAL if work is not broken else logging.ERROR):
        background.start(KEY, work, REFUSAL)
        job = over(background)
    assert job.state is state
    assert (reason or "None") in str(job.reason)
    assert ("ZeroDivisionError" in caplog.text) is (work is broken), "the log has what people are not shown"


def test_each_thing_is_done_once_at_a_time_until_it_is_cancelled() -> None:
    ended, begun = Event(), []
    background = Background(ended.set)
    background.start(KEY, until_halted, REFUSAL, lambda: begun.append("first"))
    with pytest.raises(InputError, match="it is under way"):
        background.start(KEY, until_halted, REFUSAL, lambda: begun.append("again"))
    assert begun == ["first"], "what is refused does not begin"
    background.start(("judge", "b"), until_halted, REFUSAL)
    assert (background.under_way("judge"), background.under_way("generate"), background.under_way()) == (
        True, False, True,
    )  # fmt: skip
    background.cancel(KEY)
    assert over(background).state is State.RESTING
    assert over(background).progress == Progress(1, 2)
    assert ended.is_set()
    assert background.under_way(), "the other goes on"
    background.cancel(("judge", "none"))
    background.close()
    assert not background.under_way()
    background.start(KEY, lambda watch: Ended(Progress(2, 2)), REFUSAL)
    assert over(background).state is State.DONE


def test_what_is_cancelled_ends_when_what_is_on_its_way_came() -> None:
    halted, came = Event(), Event()

    def slow(watch: Watch) -> Ended:
        halted.wait(10)
        came.wait(10)
        return Ended(Progress(1, 2))

    background = Background()
    background.start(KEY, slow, REFUSAL)
    job = background.look(KEY)
    assert job is not None
    assert job.state is State.RUNNING
    background.cancel(KEY)
    assert job.state is State.ENDING
    halted.set()
    came.set()
    assert over(background).state is State.RESTING
