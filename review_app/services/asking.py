"""Asking: many questions put to one model by as many workers as it may be asked at once; each answer goes to disk as
it comes.

What the questions are, what an answer to one takes, and what is kept of it is its user's: see `Asking`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from review_app.errors import InputError, ModelError, ModelStopped, ModelUnavailable, QuestionRefused
from review_app.llm import Budget, Client, Endpoint, Limits, Price, Reply
from review_app.services.generation_progress import Progress, Tally
from review_app.store.group_commit import GroupCommit

Question = TypeVar("Question")
Row = TypeVar("Row")

# How often whoever watches is told (seconds).
TOLD_SECONDS = 0.25

# When so many questions one after the other got no answer, none will.
GIVE_UP_AFTER = 10

# So many answers may be on their way to disk before no more is asked: what a kill -9 can cost beside the requests.
UNSAVED = 16

# What is being asked in this process: two sessions of the same would pay twice.
_under_way: set[tuple[str, ...]] = set()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Watch:
    """Whoever looks on: `told` hears the progress, `halted` says that no more questions shall be asked."""

    told: Callable[[Progress], None] | None = None
    halted: Callable[[], bool] = lambda: False


@contextmanager
def only_one(key: tuple[str, ...], refusal: InputError) -> Iterator[None]:
    """Raise the refusal where the same is being asked already."""
    with _lock:
        if key in _under_way:
            raise refusal
        _under_way.add(key)
    try:
        yield
    finally:
        with _lock:
            _under_way.discard(key)


def new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's where there is one: it does more requests in the same time."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


class Asking(Generic[Question, Row]):
    """One session; workers take the questions in order.

    Its user fills in `answer` (asks the client and gives what came to `keep`), `none_came` (the row of a question
    without an answer) and `write` (rows to disk), and may have more to do in `begins` and `kept`.
    """

    def __init__(self, endpoint: Endpoint, limits: Limits, questions: Sequence[Question], tally: Tally, watch: Watch,
                 price: Price | None = None, budget: Budget | None = None) -> None:  # fmt: skip
        self.tally, self.watch = tally, watch
        self.stopped: ModelError | None = None
        self.final = tally.progress()
        self._endpoint, self._limits, self._price, self._budget = endpoint, limits, price, budget
        self._workers, self._open = min(limits.concurrency, len(questions)), iter(questions)
        self._unanswered = 0
        self._save: GroupCommit[Row, None] = GroupCommit(self._written)

    async def answer(self, client: Client, question: Question) -> None:
        """Ask until the question is answered. Raises as Client.ask does."""
        raise NotImplementedError

    def none_came(self, question: Question, error: ModelError) -> Row:
        """What is kept of a question that got no answer."""
        raise NotImplementedError

    def write(self, rows: Sequence[Row]) -> None:
        """Put rows on disk, all or none."""
        raise NotImplementedError

    def begins(self) -> None:
        """Nothing stands against asking; the first question comes next."""

    def kept(self, question: Question, row: Row) -> None:
        """The answer to a question is on disk."""

    def run(self) -> None:
        """Ask until nothing is open, somebody halts, or the model cannot be asked any more (`stopped` says why); what
        is on its way then is waited for."""
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(self._work())

    def halted(self) -> bool:
        """Whether no more questions shall be asked."""
        return self.stopped is not None or self.watch.halted()

    async def keep(self, question: Question, reply: Reply, row: Row, *, answers: bool = True) -> None:
        """Put a reply on disk meanwhile; one that does not answer the question is to be asked again."""
        await self._unsaved.acquire()
        self._group.create_task(self._came(question, reply, row, answers))

    async def keep_step(self, reply: Reply, row: Row) -> None:
        """Wait until a reply on the way to an answer is on disk."""
        await self._saved(row)
        self._unanswered = 0
        self.tally.took(reply)

    async def _work(self) -> None:
        self._unsaved = asyncio.Semaphore(UNSAVED)
        client = Client(
            self._endpoint,
            self._limits,
            price=self._price,
            budget=self._budget,
            waiting=lambda reason, _: self.tally.waits(reason),
            halted=self.halted,
        )
        self.begins()
        async with client:
            self.tally.begin()
            teller = asyncio.create_task(self._tell())
            try:
                await self._together(client)
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

    async def _together(self, client: Client) -> None:
        """All workers to their end; the first fault of one that is not the model's ends them all."""
        try:
            async with asyncio.TaskGroup() as self._group:
                for _ in range(self._workers):
                    self._group.create_task(self._worker(client))
        except ExceptionGroup as faults:
            raise faults.exceptions[0] from None

    async def _worker(self, client: Client) -> None:
        for question in self._open:
            if self.halted():
                return
            try:
                await self.answer(client, question)
            except (QuestionRefused, ModelUnavailable) as error:
                await self._no_answer(question, error)
            except ModelStopped as error:
                self.stopped = self.stopped or error

    async def _came(self, question: Question, reply: Reply, row: Row, answers: bool) -> None:
        """It counts once it is on disk; meanwhile its worker asks the next question."""
        try:
            await self._saved(row)
        finally:
            self._unsaved.release()
        self._unanswered = 0
        self.tally.came(reply, kept=answers)
        if answers:
            self.kept(question, row)

    async def _no_answer(self, question: Question, error: ModelError) -> None:
        """Record why; the next session asks again. One who halted did not want to know."""
        if self.halted():
            return
        await self._saved(self.none_came(question, error))
        self.tally.failed(cost_of(error))
        self._unanswered += 1
        if self._unanswered >= GIVE_UP_AFTER:
            self.stopped = self.stopped or error

    async def _saved(self, row: Row) -> None:
        """Wait until it is on disk; it gets there even where the waiting is broken off."""
        await asyncio.shield(asyncio.wrap_future(self._save.submit(row)))

    def _written(self, rows: Sequence[Row]) -> list[None]:
        self.write(rows)
        return [None] * len(rows)


def cost_of(error: ModelError) -> float | None:
    """What a question without an answer may have cost at most; None where that was nothing."""
    return (error.cost or None) if isinstance(error, ModelUnavailable) else None
