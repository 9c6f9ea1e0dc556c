"""Generation progress: how far a run is, how fast, what it cost, and how it scores so far."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from threading import Event, Thread
from types import TracebackType

from review_app import grading
from review_app.domain import Outcome, Problem
from review_app.llm import Reply
from review_app.services.generation_plan import Plan
from review_app.wording import Say, Sentence, english

Now = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` questions are answered, earlier sessions included; `failed` got no answer in this one, `again`
    answers were discarded and asked again. `cost` (None without a price) and tokens are the run's. Of `graded` answers
    of this session (at its end: of the run) `correct` are surely right and `uncertain` open.
    `trouble`: why somebody waits, None where nobody does. `per_second` and `seconds_left` are None until something
    came."""

    done: int
    total: int
    failed: int = 0
    again: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None
    graded: int = 0
    correct: int = 0
    uncertain: int = 0
    per_second: float | None = None
    seconds_left: float | None = None
    trouble: Sentence | None = None


@dataclass(slots=True)
class Tally:
    """Counts one session of generating; of one thread, but for `grades`, which another may fill."""

    now: Progress
    clock: Now = time.monotonic
    grades: Counter[Outcome] = field(default_factory=Counter)
    new: int = 0
    begun: float = 0.0

    def begin(self) -> None:
        """The first question is asked now."""
        self.begun = self.clock()

    def came(self, reply: Reply, *, kept: bool) -> None:
        """An answer came and is stored."""
        self.new += kept
        self.took(reply)
        self.now = replace(self.now, done=self.now.done + kept, again=self.now.again + (not kept))

    def took(self, reply: Reply) -> None:
        """What a reply cost, be it an answer or a step on the way to one."""
        self.now = replace(
            self.now,
            prompt_tokens=self.now.prompt_tokens + reply.usage.prompt,
            completion_tokens=self.now.completion_tokens + reply.usage.completion,
            cost=added(self.now.cost, reply.cost),
            trouble=None,
        )

    def failed(self, cost: float | None) -> None:
        """A question got no answer, and may have cost so much."""
        self.now = replace(self.now, failed=self.now.failed + 1, cost=added(self.now.cost, cost))

    def waits(self, reason: Sentence) -> None:
        """A request failed and will be made again."""
        self.now = replace(self.now, trouble=reason)

    def progress(self) -> Progress:
        """How it stands at this moment."""
        passed = self.clock() - self.begun if self.begun else 0.0
        rate = self.new / passed if self.new and passed > 0 else None
        left = self.now.total - self.now.done - self.now.failed
        return replace(
            self.now,
            graded=self.grades.total(),
            correct=self.grades[Outcome.CORRECT],
            uncertain=self.grades[Outcome.UNCERTAIN],
            per_second=rate,
            seconds_left=left / rate if rate else None,
        )


def added(cost: float | None, more: float | None) -> float | None:
    """Both together; None where there is no price."""
    return cost if more is None else (cost or 0.0) + more


def tally_of(plan: Plan, *, priced: bool) -> Tally:
    """Where a session begins."""
    done = plan.total - len(plan.questions)
    cost = plan.spent if priced or plan.spent else None
    return Tally(Progress(done, plan.total, 0, 0, plan.prompt_tokens, plan.completion_tokens, cost))


def described(progress: Progress, say: Say = english) -> str:
    """One line for people: `96 a minute · 41,200 tokens · cost 0.1250 · 84.1 % correct, 3 open, of 120`."""
    parts = []
    if progress.per_second is not None:
        parts.append(say("{rate:,.0f} a minute", rate=60 * progress.per_second))
    parts.append(say("{tokens:,} tokens", tokens=progress.prompt_tokens + progress.completion_tokens))
    if progress.cost is not None:
        parts.append(say("cost {cost:.4f}", cost=progress.cost))
    if progress.graded:
        share = 100 * progress.correct / progress.graded
        told = "{share:.1f} % correct, {open:,} open, of {graded:,}"
        parts.append(say(told, share=share, open=progress.uncertain, graded=progress.graded))
    if progress.failed:
        parts.append(say("{failed:,} without an answer", failed=progress.failed))
    if progress.trouble:
        parts.append(say("waiting: {reason}", reason=progress.trouble))
    return " · ".join(parts)


class RunningScore:
    """Grades answers in a thread beside, for the score that is shown meanwhile; the verdicts are not kept.

    A context manager; what it has not graded at the end it leaves.
    """

    def __init__(self, grades: Counter[Outcome]) -> None:
        self._grades = grades
        self._answers: SimpleQueue[tuple[Problem, str] | None] = SimpleQueue()
        self._ended = Event()
        self._thread = Thread(target=self._work, name="running score", daemon=True)

    def add(self, problem: Problem, text: str) -> None:
        """One more answer."""
        self._answers.put((problem, text))

    def __enter__(self) -> RunningScore:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._answers.put(None)
        self._thread.join()

    def _work(self) -> None:
        with grading.Pool() as pool:
            while (answer := self._answers.get()) and not self._ended.is_set():
                for graded in pool.graded([answer]):
                    self._grades[graded.verdict.outcome] += 1
