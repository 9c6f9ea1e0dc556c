"""Pool: verdicts on a stream, in its order: easy cases at once, hard ones once each in killable workers."""

from __future__ import annotations

import copyreg
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from itertools import islice
from operator import attrgetter
from threading import Lock
from types import TracebackType
from typing import Any, Generic, TypeVar

from review_app.domain import Answer, Outcome, Problem, Verdict
from review_app.grading.child import Limits
from review_app.grading.extract import extract
from review_app.grading.grade import GRADER, QUOTE_LIMIT, decide_fast, decide_slow
from review_app.grading.reasons import REASONS
from review_app.grading.reference import reference_of
from review_app.grading.workers import Workers

T = TypeVar("T")
R = TypeVar("R")

# While the first waits for its verdict, so many cases behind it may be begun: bounded memory, busy workers.
WINDOW = 1_000
# So many cases travel to a worker together: their trip costs little beside their work.
CHUNK = 100
# So many chunks a worker are on their way: none waits for the parent, and they fit in memory.
CHUNKS_AHEAD = 3
# The last hard cases keep their verdicts, at about a kilobyte each, so that no copy is worked out again.
REMEMBERED = 10_000

_log = logging.getLogger(__name__)


def travelling_light(kind: type[Any]) -> None:
    """Have records of this kind pickled as their fields: a third of the time that frozen dataclasses take else."""
    names = attrgetter(*kind.__dataclass_fields__)
    copyreg.pickle(kind, lambda record: (kind, names(record)))


for _kind in (Problem, Answer, Verdict):
    travelling_light(_kind)


@dataclass(frozen=True, slots=True)
class Graded:
    """What was cut out of a response, and the verdict on it; `seconds` of the verdict hold both."""

    answer: Answer
    verdict: Verdict


class Pool:
    r"""Gives verdicts; a context manager, because what it started must end.

    Hard cases go to `executor`, any of `concurrent.futures`; without one to `Workers` of its own, which start
    with the first hard case. Two `workers` or more, asked for, do everything, in chunks; the verdicts are the
    same. Any thread may use it.

    >>> with Pool() as pool:
    ...     problem = Problem("p", "gsm8k", "test", "How many?", reference="18")
    ...     [str(graded.verdict.outcome) for graded in pool.graded([(problem, r"So \boxed{18}")])]
    ['correct']
    """

    def __init__(
        self, workers: int | None = None, limits: Limits | None = None, executor: Executor | None = None
    ) -> None:
        self.limits = limits or Limits()
        self._own = Workers(self.limits, workers) if executor is None else None
        self._executor: Executor = self._own or executor  # type: ignore[assignment]  # one of them is there
        self._chunks_ahead = CHUNKS_AHEAD * workers if self._own and workers and workers > 1 else 0
        self._asked: OrderedDict[bytes, Future[Verdict]] = OrderedDict()
        self._asking = Lock()

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, with what they are at; somebody else's executor stays as it is."""
        if self._own:
            self._own.shutdown(cancel_futures=True)

    def answers(self, texts: Iterable[str]) -> Iterator[Answer]:
        """What `extract` cuts out of each response."""
        return (answer for _, answer in self._each(extract, texts))

    def verdicts(self, cases: Iterable[tuple[Problem, Answer]]) -> Iterator[Verdict]:
        """The verdict on each case, in order; reads ahead of them by at most WINDOW and the chunks."""
        begun = (self._begin(*case, first) for case, first in self._each(first_look, cases))
        return (case.verdict() for case in in_order(begun, WINDOW, Begun.done))

    def graded(self, rows: Iterable[tuple[Problem, str]]) -> Iterator[Graded]:
        """Answer and verdict for each problem and response, in order."""
        begun = (
            self._begin(problem, answer, first, seconds)
            for (problem, _), (answer, first, seconds) in self._each(read, rows)
        )
        return (Graded(case.answer, case.verdict()) for case in in_order(begun, WINDOW, Begun.done))

    def _begin(self, problem: Problem, answer: Answer, first: Verdict | None, seconds: float = 0.0) -> Begun:
        return Begun(problem, answer, first or self._ask(problem, answer), seconds, self.limits)

    def _ask(self, problem: Problem, answer: Answer) -> Future[Verdict]:
        """The future verdict on a hard case; the same one for all its copies."""
        key = identity(problem, answer)
        with self._asking:
            if key not in self._asked:
                self._asked[key] = self._executor.submit(decide_slow, problem, answer)
            self._asked.move_to_end(key)
            if len(self._asked) > REMEMBERED:
                self._asked.popitem(last=False)
            return self._asked[key]

    def _each(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Every item with what the function says of it, here or in chunks by the workers."""
        if not self._chunks_ahead:
            return ((item, function(item)) for item in items)
        here = partial(done_each, function)
        sent = (Chunk(chunk, self._executor.submit(here, chunk), here) for chunk in chunks(items, CHUNK))
        back = in_order(sent, self._chunks_ahead, Chunk.done)
        return (pair for chunk in back for pair in zip(chunk.items, chunk.results(help_out=True), strict=True))


@dataclass(frozen=True, slots=True)
class Begun:
    """A case with its verdict, or with the future that will bring it."""

    problem: Problem
    answer: Answer
    said: Verdict | Future[Verdict]
    seconds: float
    limits: Limits

    def done(self) -> bool:
        """Is the verdict there?"""
        return isinstance(self.said, Verdict) or self.said.done()

    def verdict(self) -> Verdict:
        """Wait for the verdict. A case that was stopped is uncertain, and its reason says by what."""
        if isinstance(self.said, Verdict):
            return self.said
        said = self._heard(self.said)
        return replace(said, seconds=said.seconds + self.seconds) if self.seconds else said

    def _heard(self, future: Future[Verdict]) -> Verdict:
        try:
            return future.result()
        except CancelledError:
            raise
        except TimeoutError:
            return self._stopped("too_slow", self.limits.seconds)
        except MemoryError:
            return self._stopped("too_large")
        except Exception as error:  # each executor has errors of its own, and none may cost more than this case
            _log.warning("case of problem %s: %s: %s", self.problem.id, type(error).__name__, error)
            return self._stopped("worker_died")

    def _stopped(self, reason: str, seconds: float = 0.0) -> Verdict:
        expected = reference_of(self.problem).text[:QUOTE_LIMIT]
        found = self.answer.text[:QUOTE_LIMIT]
        return Verdict(Outcome.UNCERTAIN, reason, REASONS[reason], expected, found, GRADER, seconds)


@dataclass(frozen=True, slots=True)
class Chunk(Generic[T, R]):
    """Items that travel together, what will come back for them, and what does them here if nothing comes."""

    items: list[T]
    future: Future[list[R]]
    here: Callable[[list[T]], list[R]]

    def done(self) -> bool:
        """Is it back?"""
        return self.future.done()

    def results(self, help_out: bool = False) -> list[R]:
        """One result an item, in order; a chunk whose worker was lost is done again, in this process.

        To `help_out`, this process also does a chunk that nobody has begun: while the workers start, it is alone.
        """
        if help_out and self.future.cancel():
            return self.here(self.items)
        try:
            return self.future.result()
        except CancelledError:
            raise
        except Exception as error:  # as above
            _log.warning("a chunk is done again: %s: %s", type(error).__name__, error)
            return self.here(self.items)


def in_order(begun: Iterable[T], ahead: int, done: Callable[[T], bool]) -> Iterator[T]:
    """The same things in the same order, each when it is done or when `ahead` others wait behind it.

    >>> list(in_order(iter([3, 1, 2]), 2, lambda number: number < 3))
    [3, 1, 2]
    """
    waiting: deque[T] = deque()
    for thing in begun:
        waiting.append(thing)
        while waiting and (len(waiting) > ahead or done(waiting[0])):
            yield waiting.popleft()
    yield from waiting


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of `size` items; the last may be shorter.

    >>> list(chunks("abc", 2))
    [['a', 'b'], ['c']]
    """
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def done_each(function: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """What a worker does with a chunk."""
    return [function(item) for item in items]


def first_look(case: tuple[Problem, Answer]) -> Verdict | None:
    """The verdict on an easy case."""
    return decide_fast(*case)


def read(row: tuple[Problem, str]) -> tuple[Answer, Verdict | None, float]:
    """Answer, the verdict on an easy case, and the seconds that both took."""
    started = time.perf_counter()
    answer = extract(row[1])
    said = decide_fast(row[0], answer)
    seconds = time.perf_counter() - started
    return answer, said and replace(said, seconds=seconds), seconds


def identity(problem: Problem, answer: Answer) -> bytes:
    """What two cases share that must get the same verdict: all that the grader looks at."""
    parts = (
        problem.benchmark, problem.statement, problem.reference, problem.solution,
        answer.text, answer.method, answer.strength, answer.doubt,
    )  # fmt: skip
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
