"""Programs: runs what models write on the way to an answer, keeps what came of it, and tells it to the model."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from review_app.errors import SandboxError
from review_app.llm import Message
from review_app.llm.reply import whole_characters
from review_app.prompts.program import printed
from review_app.prompts.trace import before_output, program
from review_app.sandbox import Bounds, Ended, Sandbox
from review_app.store import Store, steps
from review_app.store.steps import Result, Step, Steps

# What a program may take. Kept with the run, for answers depend on it.
BOUNDS = Bounds()

# So much of an output is told to the model, and of an error its end: more would be paid for and says no more.
MOST_TOLD, MOST_ERROR = 4_000, 1_000

# Told to the model, in the language of tracebacks.
STOPPED = {
    Ended.TIME: "stopped: the program took longer than it may",
    Ended.MEMORY: "stopped: the program wanted more memory than it may have",
    Ended.OUTPUT: "stopped: the program printed more than it may",
}
NOTHING = "(nothing was printed)"


class Programs:
    """Runs the programs of one run; a context manager. Raises SandboxError where there is no isolation.

    No more of them run at once than there are processors: the time of each is measured by the clock.
    """

    def __init__(self, store: Store, run_id: str) -> None:
        self._store, self._run_id = store, run_id
        self._sandbox = Sandbox(BOUNDS)
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, "program")

    def __enter__(self) -> Programs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)

    async def finished(self, problem_id: str, sample: int, so_far: Steps) -> Steps:
        """The same steps, where the last program has come to its end; what came of it is stored."""
        if not so_far or so_far[-1][1]:
            return so_far
        step = so_far[-1][0]
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._threads, self._run, problem_id, sample, step)
        return (*so_far[:-1], (step, result))

    def _run(self, problem_id: str, sample: int, step: Step) -> Result:
        result = run(self._sandbox, step.code)
        steps.add_result(self._store, self._run_id, problem_id, sample, step.round, result)
        return result


def require_isolation() -> None:
    """Raise SandboxError where no program can be run."""
    Sandbox(BOUNDS)


def run(sandbox: Sandbox, code: str) -> Result:
    """What comes of a program; one that is none, for it is too long, ends in an error."""
    try:
        ran = sandbox.run(code)
    except SandboxError as error:
        return Result("", f"{error}\n", Ended.ERROR, 0.0)
    return Result(whole_characters(ran.output), whole_characters(ran.error), ran.ended, ran.seconds)


def next_step(text: str, so_far: Steps, rounds: int) -> Step | None:
    """The step that an answer is; None where it is the last one: no program in it, one that ran already, or none
    may be run any more."""
    code = program(text)
    if code is None or len(so_far) >= rounds or code in {step.code for step, _ in so_far}:
        return None
    return Step(len(so_far) + 1, text, code)


def conversation(asked: Sequence[tuple[str, str]], so_far: Steps) -> list[Message]:
    """What is said to the model: the question, and each of its steps with what came of the program."""
    said = [Message(role=role, content=text) for role, text in asked]
    for step, result in so_far:
        said.append(Message(role="assistant", content=before_output(step.text).rstrip()))
        said.append(Message(role="user", content=printed(told(result))))
    return said


def told(result: Result | None) -> str:
    """What came of a program, as the model reads it."""
    if result is None:
        return NOTHING
    ended = Ended(result.ended)
    end = result.error.strip()[-MOST_ERROR:] if ended is Ended.ERROR else STOPPED.get(ended, "")
    return "\n".join(part for part in (shortened(result.output.rstrip()), end) if part) or NOTHING


def shortened(text: str) -> str:
    """The text, or its two ends.

    >>> len(shortened("x" * 100_000)) < 4_100
    True
    """
    half = MOST_TOLD // 2
    return text if len(text) <= MOST_TOLD else f"{text[:half]}\n… {len(text) - MOST_TOLD} characters …\n{text[-half:]}"
