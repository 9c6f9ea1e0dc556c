"""Asking: many questions put to one model by as many workers as it may be asked at once; each answer goes to disk as
it comes.

What the questions are and what becomes of an answer is its user's: see `Asking`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Generic, TypeVar

from review_app.errors import InputError, ModelError, ModelStopped, ModelUnavailable, QuestionRefused
from review_app.llm import Budget, Client, Endpoint, Limits, Price, Reply
from review_app.services.generate import GIVE_UP_AFTER, TOLD_SECONDS, UNSAVED, Watch, cost_of, new_loop
from review_app.services.generation_progress import Tally
from review_app.store.group_commit import GroupCommit

Question = TypeVar("Question")
Row = TypeVar("Row")

# What is being asked in this process: two sessions of the same would pay twice.
_under_way: set[tuple[str, ...]] = set()
_lock = Lock()


@contextmanager
def only_one(key: tuple[str, ...], name: str) -> Iterator[None]:
    """Raise InputError where the same is being asked already."""
    with _lock:
        if key in _under_way:
            raise InputError("{name} is at work already; wait for it or cancel it", name=name)
        _under_way.add(key)
    try:
        yield
    finally:
        with _lock:
            _under_way.discard(key)


class Asking(Generic[Question, Row]):
    """One session. Its user fills in `put` (asks the client), `came` (the row of an answer), `none_came` (the row of a
    question without one), `write` (rows to disk), and may count in `kept`."""

    def __init__(self, endpoint: Endpoint, limits: Limits, questions: Sequence[Question], tally: Tally, watch: Watch,
                 price: Price | None = None, budget: Budget | None = None) -> None:  # fmt: skip
        self.tally, self.watch = tally, watch
        self.stopped: ModelError | None = None
        self.final = tally.progress()
        self._endpoint, self._limits, self._price, self._budget = endpoint, limits, price, budget
        self._workers, self._open = min(limits.concurrency, len(questions)), iter(questions)
        self._unanswered = 0
        self._save: GroupCommit[Row, None] = GroupCommit(self._written)

    async def put(self, client: Client, question: Question) -> Reply:
        """Ask the question."""
        raise NotImplementedError

    def came(self, question: Question, reply: Reply) -> Row:
        """What is kept of an answer."""
        raise NotImplementedError

    def none_came(self, question: Question, error: ModelError) -> Row:
        """What is kept of a question that got no answer."""
        raise NotImplementedError

    def write(self, rows: Sequence[Row]) -> None:
        """Put rows on disk, all or none."""
        raise NotImplementedError

    def kept(self, row: Row) -> None:
        """An answer is on disk."""

    def run(self) -> None:
        """Ask until nothing is open, somebody halts, or the model cannot be asked any more (`stopped` says why)."""
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(self._work())

    def halted(self) -> bool:
        """Whether no more questions shall be asked."""
        return self.stopped is not None or self.watch.halted()

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
        async with client as self._client:
            self.tally.begin()
            teller = asyncio.create_task(self._tell())
            try:
                await self._together()
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

    async def _together(self) -> None:
        """All workers to their end; the first fault of one that is not the model's ends them all."""
        try:
            async with asyncio.TaskGroup() as self._group:
                for _ in range(self._workers):
                    self._group.create_task(self._worker())
        except ExceptionGroup as faults:
            raise faults.exceptions[0] from None

    async def _worker(self) -> None:
        for question in self._open:
            if self.halted():
                return
            try:
                reply = await self.put(self._client, question)
            except (QuestionRefused, ModelUnavailable) as error:
                await self._no_answer(question, error)
            except ModelStopped as error:
                self.stopped = self.stopped or error
            else:
                await self._unsaved.acquire()
                self._group.create_task(self._answer(question, reply))

    async def _answer(self, question: Question, reply: Reply) -> None:
        """It counts once it is on disk; meanwhile its worker asks the next question."""
        row = self.came(question, reply)
        try:
            await self._saved(row)
        finally:
            self._unsaved.release()
        self._unanswered = 0
        self.tally.came(reply, kept=True)
        self.kept(row)

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
