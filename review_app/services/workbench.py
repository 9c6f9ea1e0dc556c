"""Workbench: solutions that models are writing right now, for people who watch them come."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any

from review_app.errors import InputError, ReviewError
from review_app.llm import Budget, Client, Price
from review_app.prompts import program
from review_app.prompts.program import Round, Solution
from review_app.sandbox import Sandbox
from review_app.services import collect, solve
from review_app.store import Store, attempts, collected
from review_app.store.database import Row
from review_app.wording import Sentence


@dataclass(frozen=True, slots=True)
class Money:
    """What tokens cost, and what all that this person had solved may cost, all in all."""

    price: Price | None = None
    budget: float | None = None


@dataclass(slots=True)
class Job:
    """One solution on its way: what is there of it; `trouble` (and `pause`, seconds) is why nothing comes just now,
    `error` why it ended without one."""

    by: str
    model: str
    solution: Solution = field(default_factory=Solution)
    trouble: Sentence | None = None
    pause: float = 0.0
    done: bool = False
    error: ReviewError | None = None
    task: asyncio.Task[None] | None = None

    def told(self, rounds: tuple[Round, ...], text: str) -> None:
        """A piece came."""
        thought, code = program.read(text)
        self.solution = Solution((*rounds, Round(thought, code))) if "```" in text else Solution(rounds, text)
        if text:
            self.trouble = None

    def halt(self) -> None:
        """Drop it; to be called where it runs."""
        if self.task:
            self.task.cancel()

    def waits(self, reason: Sentence, seconds: float) -> None:
        """A request failed and will be made again."""
        self.trouble, self.pause = reason, seconds


class Workbench:
    """The jobs of one server, one a draft, all in one thread beside: so one budget can hold for several of them."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._budgets: dict[str, Budget] = {}
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self, store: Store, by: str, draft_id: str, how: solve.How, money: Money | None = None) -> None:
        """Have a draft solved. An attempt of the same person's that broke off is gone on with, and what came of it is
        not paid for again. Raises InputError where that is under way or the key is missing, SandboxError where code
        cannot be run here."""
        row, sandbox, spends = collect.found(store, draft_id), Sandbox(), money or Money()
        if spends.budget is not None and (spends.price is None or how.sampling.max_tokens is None):
            raise InputError("a budget needs the price of tokens and the longest turn; fill these boxes, too")
        attempt = attempt_of(attempts.last(store, draft_id), by, how)
        with self._lock:
            if self.under_way(draft_id):
                raise InputError("a model is at this draft already; wait for it or cancel it")
            job, budget = Job(by, how.endpoint.model), self._budget(store, by, spends.budget)
            client = Client(how.endpoint, how.limits, price=spends.price, budget=budget, waiting=job.waits)
            self._jobs[draft_id] = job

            async def work() -> None:
                async with client:
                    solver = solve.Solver(store, how, client, sandbox, solve.accepted(store))
                    found = await solver.solve(solve.Task(draft_id, row["statement"], attempt, by), job.told)
                await asyncio.to_thread(collect.keep, store, row, found, by, attempt, how.endpoint.model)

            self._running().call_soon_threadsafe(self._start, job, work())

    def _start(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        job.task = asyncio.get_running_loop().create_task(work)
        job.task.add_done_callback(lambda task: self._end(job, task))

    def _budget(self, store: Store, by: str, limit: float | None) -> Budget:
        """The person's budget: shared by what is under way, else counted anew from what is stored."""
        if not any(job.by == by and not job.done for job in self._jobs.values()):
            self._budgets[by] = Budget(limit, collected.spent(store, by))
        self._budgets[by].limit = limit
        return self._budgets[by]

    def _running(self) -> asyncio.AbstractEventLoop:
        """The loop of the thread, which is there as long as there are jobs."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            Thread(target=run_out, args=(self._loop,), name="solve", daemon=True).start()
        return self._loop

    def _end(self, job: Job, task: asyncio.Task[None]) -> None:
        """A job is done; the thread ends with the last one."""
        job.error = fault(task)
        with self._lock:
            job.done = True
            if self._loop and all(one.done for one in self._jobs.values()):
                self._loop.stop()
                self._loop = None

    def look(self, draft_id: str) -> Job | None:
        """The job at a draft, if there is one; one that is done is shown once."""
        with self._lock:
            job = self._jobs.get(draft_id)
            if job and job.done:
                del self._jobs[draft_id]
            return job

    def under_way(self, draft_id: str) -> Job | None:
        """The job of a model that is at this draft."""
        job = self._jobs.get(draft_id)
        return None if job is None or job.done else job

    def look_is_due(self, draft_id: str) -> bool:
        """Whether to look again: a model is at it, or what became of that was not shown."""
        return draft_id in self._jobs

    def halt(self, draft_id: str) -> None:
        """Drop what a model is writing; turns that came whole are kept."""
        job = self.under_way(draft_id)
        if job and self._loop:
            self._loop.call_soon_threadsafe(job.halt)


def run_out(loop: asyncio.AbstractEventLoop) -> None:
    """Run until somebody stops it, and tidy up."""
    try:
        loop.run_forever()
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()


def fault(task: asyncio.Task[None]) -> ReviewError | None:
    """Why there is no solution; None where there is one. A fault of ours is told to the log."""
    if task.cancelled():
        return InputError("cancelled")
    error = task.exception()
    if error is None or isinstance(error, ReviewError):
        return error
    task.get_loop().call_exception_handler({"message": "solving failed", "exception": error})
    return InputError("the program failed at this; its log says how")


def attempt_of(last: Row | None, by: str, how: solve.How) -> str:
    """The name of the attempt to make: the last one's where that broke off by itself and asked the same, else a new
    one, which the draw of examples hangs on: so the same seed draws the same."""
    if last is None:
        return "page-1"
    asked = (how.endpoint.model, how.endpoint.base_url, solve.prompt_of(how), how.sampling.given())
    same = (last["model"], last["base_url"], last["prompt"], json.loads(last["sampling"])) == asked
    broken = same and last["made_by"] == by and not last["whole"] and last["detail"] != collected.CANCELLED
    return last["attempt"] if broken else f"page-{last['tried'] + 1}"
