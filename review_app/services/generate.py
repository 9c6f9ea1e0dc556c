"""Generate: have a model answer a benchmark; each answer is stored as it comes, and nothing is paid for twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from review_app.domain import Run
from review_app.errors import InputError, ModelError, ModelStopped, ModelUnavailable, QuestionRefused
from review_app.llm import Budget, Client, Finish, Reply
from review_app.services.generation_plan import Plan, Question, Wish, plan, rounds_of, run_wished, template_of
from review_app.services.generation_progress import Progress, RunningScore, Tally, tally_of
from review_app.services.grade import Graded, grade_all
from review_app.services.programs import Programs, conversation, next_step, require_isolation
from review_app.store import Store, generations
from review_app.store.generations import FAILED, Generation
from review_app.store.group_commit import GroupCommit
from review_app.store.steps import Step

# How often whoever watches is told (seconds).
TOLD_SECONDS = 0.25

# When so many questions one after the other got no answer, none will.
GIVE_UP_AFTER = 10

# A discarded answer is asked again with a seed that no sample has.
SEED_STEP = 1_000_000

# So many answers may be on their way to disk before no more is asked: what a kill -9 can cost beside the requests.
UNSAVED = 16

# Runs that are being generated in this process, by (database, run): two at once would pay twice.
_under_way: set[tuple[str, str]] = set()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Watch:
    """Whoever looks on: `told` hears the progress, `halted` says that no more questions shall be asked."""

    told: Callable[[Progress], None] | None = None
    halted: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Generated:
    """What became of it: `new` answers, the final progress, how many of the run's responses ended how, why it was
    broken off (None where it was not), and what the grader made of the new answers."""

    run: Run
    new: int
    progress: Progress
    endings: dict[str, int] = field(default_factory=dict)
    stopped: ModelError | None = None
    graded: Graded | None = None


def generate(store: Store, wish: Wish, watch: Watch | None = None) -> Generated:
    """Ask what has no response yet, store each answer as it comes, and grade.

    Where the model cannot be asked any more, `stopped` says why; what came is stored, and the same wish goes on from
    there. Raises InputError for a wish that cannot be begun, and SandboxError where programs are to be run and cannot.
    """
    watch = watch or Watch()
    with only_one(store, run_wished(store, wish)):
        todo = plan(store, wish)
        with Programs(store, todo.run.id) if todo.rounds else nullcontext() as programs:
            session = Session(store, wish, todo, watch, programs)
            with asyncio.Runner(loop_factory=new_loop) as runner:
                runner.run(session.work())
        found = grade_all(store) if session.tally.new else None
    return Generated(
        todo.run,
        session.tally.new,
        session.final,
        generations.endings(store, todo.run.id),
        session.stopped,
        found,
    )


def require_possible(wish: Wish) -> None:
    """Raise InputError where the key, or for a budget the price, is not known, and SandboxError where programs are to
    be run and cannot: what `generate` would find out as well."""
    Client(wish.endpoint, wish.limits, price=wish.price, budget=Budget(wish.budget))
    if rounds_of(wish, template_of(wish)):
        require_isolation()


def new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's where there is one: it does more requests in the same time."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


@contextmanager
def only_one(store: Store, run: Run) -> Iterator[None]:
    """Raise InputError where this run is being generated already."""
    key = (store.path, run.id)
    with _lock:
        if key in _under_way:
            raise InputError("run {run} is being generated already; wait for it or cancel it", run=run.id)
        _under_way.add(key)
    try:
        yield
    finally:
        with _lock:
            _under_way.discard(key)


class Session:
    """One session of asking; as many workers as there may be requests at once take the questions in order."""

    def __init__(self, store: Store, wish: Wish, todo: Plan, watch: Watch, programs: Programs | None = None) -> None:
        self.wish, self.todo, self.watch, self._store = wish, todo, watch, store
        self.tally: Tally = tally_of(todo, priced=wish.price is not None)
        self.final = self.tally.progress()
        self.stopped: ModelError | None = None
        self._programs = programs
        self._open = iter(todo.questions)
        self._unanswered = 0
        self._score: RunningScore | None = None
        self._unsaved = asyncio.Semaphore(UNSAVED)
        self._save: GroupCommit[Generation, None] = GroupCommit(self._write)

    def halted(self) -> bool:
        """Whether no more questions shall be asked."""
        return self.stopped is not None or self.watch.halted()

    async def work(self) -> None:
        """Ask until nothing is open or somebody halts; what is on its way then is waited for."""
        budget = Budget(self.wish.budget, self.todo.spent)
        client = Client(
            self.wish.endpoint,
            self.wish.limits,
            price=self.wish.price,
            budget=budget,
            waiting=lambda reason, _: self.tally.waits(reason),
            halted=self.halted,
        )
        generations.begin(self._store, self.todo.run)
        with RunningScore(self.tally.grades) if self.watch.told else nullcontext() as self._score:
            async with client as self._client:
                self.tally.begin()
                teller = asyncio.create_task(self._tell())
                try:
                    await self._together(min(self.wish.limits.concurrency, len(self.todo.questions)))
                finally:
                    teller.cancel()
                    with suppress(asyncio.CancelledError):
                        await teller
                    self.final = self.tally.progress()
        if self.watch.told:
            self.watch.told(self.final)

    async def _tell(self) -> None:
        while self.watch.told:
            self.watch.told(self.tally.progress())
            await asyncio.sleep(TOLD_SECONDS)

    async def _together(self, workers: int) -> None:
        """All workers to their end; the first fault of one that is not the model's ends them all."""
        try:
            async with asyncio.TaskGroup() as self._group:
                for _ in range(workers):
                    self._group.create_task(self._worker())
        except ExceptionGroup as faults:
            raise faults.exceptions[0] from None

    async def _worker(self) -> None:
        for question in self._open:
            if self.halted():
                return
            try:
                await self._answer(question)
            except (QuestionRefused, ModelUnavailable) as error:
                await self._no_answer(question, error)
            except ModelStopped as error:
                self.stopped = self.stopped or error

    async def _answer(self, question: Question) -> None:
        """Ask until the answer is whole, or was asked again often enough: then the last one counts. One that holds a
        program is a step: what comes of it goes back to the model."""
        said = self.todo.template.asking(question.problem.statement)
        discarded, steps = question.discarded, question.steps
        while True:
            if self._programs:
                steps = await self._programs.finished(question.problem.id, question.sample, steps)
            if steps and self.halted():
                return
            sample = question.sample + discarded * SEED_STEP
            reply = await self._client.ask(conversation(said, steps), self.wish.sampling, sample=sample)
            whole = reply.finish is Finish.STOP
            step = next_step(reply.text, steps, self.todo.rounds) if whole else None
            if step:
                steps = (*steps, (step, None))
                await self._keep_step(question, reply, step)
                continue
            kept = whole or discarded >= self.wish.again
            await self._keep(question, reply, kept=kept)
            if kept or self.halted():
                return
            discarded += 1

    async def _keep_step(self, question: Question, reply: Reply, step: Step) -> None:
        """It is on disk before its program runs."""
        await self._saved(generation(question, reply, step=step))
        self._unanswered = 0
        self.tally.took(reply)

    async def _keep(self, question: Question, reply: Reply, *, kept: bool) -> None:
        row = generation(question, reply, text=reply.text if kept else None, discarded=None if kept else reply.text)
        await self._unsaved.acquire()
        self._group.create_task(self._came(question, reply, row))

    async def _came(self, question: Question, reply: Reply, row: Generation) -> None:
        """It counts once it is on disk; meanwhile its worker asks the next question."""
        try:
            await self._saved(row)
        finally:
            self._unsaved.release()
        self._unanswered = 0
        self.tally.came(reply, kept=row.text is not None)
        if row.text is not None and self._score:
            self._score.add(question.problem, row.text)

    async def _no_answer(self, question: Question, error: ModelError) -> None:
        """Record why; the next session asks again. One who halted did not want to know."""
        if self.halted():
            return
        row = Generation(question.problem.id, question.sample, FAILED, cost=cost_of(error), detail=str(error))
        await self._saved(row)
        self.tally.failed(cost_of(error))
        self._unanswered += 1
        if self._unanswered >= GIVE_UP_AFTER:
            self.stopped = self.stopped or error

    async def _saved(self, row: Generation) -> None:
        """Wait until it is on disk; it gets there even where the waiting is broken off."""
        await asyncio.shield(asyncio.wrap_future(self._save.submit(row)))

    def _write(self, rows: Sequence[Generation]) -> list[None]:
        generations.save(self._store, self.todo.run, rows)
        return [None] * len(rows)


def generation(question: Question, reply: Reply, **what: Any) -> Generation:
    """The record of a reply; `what` became of its text."""
    return Generation(
        question.problem.id,
        question.sample,
        str(reply.finish),
        reasoning=reply.reasoning,
        prompt_tokens=reply.usage.prompt,
        completion_tokens=reply.usage.completion,
        estimated=reply.usage.estimated,
        cost=reply.cost,
        seconds=reply.seconds,
        tries=reply.tries,
        served=reply.served,
        **what,
    )


def cost_of(error: ModelError) -> float | None:
    """What a question without an answer may have cost at most; None where that was nothing."""
    return (error.cost or None) if isinstance(error, ModelUnavailable) else None
