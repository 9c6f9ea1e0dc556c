"""Workbench: solutions that models are writing right now, for people who watch them come."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from threading import Lock, Thread
from uuid import uuid4

from review_app.errors import InputError, ReviewError
from review_app.llm import Client
from review_app.prompts import program
from review_app.prompts.program import Round, Solution
from review_app.sandbox import Sandbox
from review_app.services import collect, solve
from review_app.store import Store


@dataclass(slots=True)
class Job:
    """One solution on its way: what is there of it; `error` is why it ended without one."""

    loop: asyncio.AbstractEventLoop
    solution: Solution = field(default_factory=Solution)
    done: bool = False
    error: ReviewError | None = None
    task: asyncio.Task[None] | None = None

    def told(self, rounds: tuple[Round, ...], text: str) -> None:
        """A piece came."""
        thought, code = program.read(text)
        if "```" in text:
            self.solution = Solution((*rounds, Round(thought, code)))
        else:
            self.solution = Solution(rounds, text)

    def halt(self) -> None:
        """Drop it; turns that came whole are kept."""
        if self.task and not self.done:
            self.loop.call_soon_threadsafe(self.task.cancel)


class Workbench:
    """The jobs of one server, one a draft."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()

    def begin(self, store: Store, by: str, draft_id: str, how: solve.How) -> None:
        """Have a draft solved in a thread beside. Raises InputError where that is under way or the key is missing,
        SandboxError where code cannot be run here."""
        row, sandbox, attempt = collect.found(store, draft_id), Sandbox(), uuid4().hex[:12]
        client = Client(how.endpoint, how.limits)
        with self._lock:
            known = self._jobs.get(draft_id)
            if known and not known.done:
                raise InputError("a model is at this draft already; wait for it or cancel it")
            job = self._jobs[draft_id] = Job(asyncio.new_event_loop())

        async def work() -> None:
            async with client:
                solver = solve.Solver(store, how, client, sandbox, solve.accepted(store))
                found = await solver.solve(solve.Task(draft_id, row["statement"], attempt, by), job.told)
            collect.keep(store, row, found, by, attempt, how.endpoint.model)

        def run() -> None:
            try:
                job.task = job.loop.create_task(work())
                job.loop.run_until_complete(job.task)
            except asyncio.CancelledError:
                job.error = InputError("cancelled")
            except ReviewError as error:
                job.error = error
            except Exception:
                job.error = InputError("the program failed at this; its log says how")
                raise
            finally:
                job.loop.close()
                job.done = True

        Thread(target=run, name="solve", daemon=True).start()

    def look(self, draft_id: str) -> Job | None:
        """The job at a draft, if there is one; one that is done is shown once."""
        with self._lock:
            job = self._jobs.get(draft_id)
            if job and job.done:
                del self._jobs[draft_id]
            return job

    def busy(self, draft_id: str) -> bool:
        """Whether a model is at this draft."""
        job = self._jobs.get(draft_id)
        return job is not None and not job.done

    def look_is_due(self, draft_id: str) -> bool:
        """Whether to look again: a model is at it, or what became of that was not shown."""
        return draft_id in self._jobs

    def halt(self, draft_id: str) -> None:
        """Drop what a model is writing."""
        if job := self._jobs.get(draft_id):
            job.halt()
