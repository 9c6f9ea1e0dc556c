"""Collect unattended: problems with known answers; what the grader proves correct is accepted, doubt goes to people.

Everything is stored as it comes, so the same again after any interruption pays for nothing twice.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from review_app import grading
from review_app.domain import Outcome, Reject
from review_app.errors import InputError, ModelError, ModelStopped, ModelUnavailable, QuestionRefused
from review_app.llm import Budget, Client, Price
from review_app.prompts.program import Solution
from review_app.sandbox import Bounds, Sandbox
from review_app.services import collect, solve
from review_app.services.asking import GIVE_UP_AFTER, new_loop
from review_app.store import Store, collected
from review_app.store.collected import Ruling
from review_app.store.database import Row

# Who has said what nobody said; no person has a name like it.
NOBODY = "review-app collect --auto"

PROVED = "the grader proved the answer"
DISPROVED = "the grader refuted every answer"

AMONG = "id IN (SELECT unnest($ids))"


@dataclass(frozen=True, slots=True)
class Errand:
    """What to collect: the files of problems, how they are solved, how often at most, and for how much money all in
    all (in the currency of `price`)."""

    paths: tuple[Path, ...]
    how: solve.How
    attempts: int = 2
    price: Price | None = None
    budget: float | None = None
    seconds: float = Bounds().seconds

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise InputError("allow one attempt at least")


@dataclass(slots=True)
class Came:
    """What became of it. `left` problems are open, because somebody halted or the model gave no answer; `doubtful` wait
    for people, `unknown` have no known answer, `copies` stand elsewhere already. `stopped`: why it was broken off."""

    total: int = 0
    accepted: int = 0
    rejected: int = 0
    doubtful: int = 0
    left: int = 0
    unknown: int = 0
    copies: int = 0
    cost: float | None = None
    new: Counter[str] = field(default_factory=Counter)
    rejects: tuple[Reject, ...] = ()
    stopped: ModelError | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Whoever looks on: `told` hears (done, total), `halted` says that nothing more shall be asked."""

    told: Callable[[int, int], None] = lambda done, total: None
    halted: Callable[[], bool] = lambda: False


def collect_all(store: Store, errand: Errand, watch: Watch | None = None) -> Came:
    """Take the files in and solve what is open of them. Raises InputError for a file that cannot be used, SandboxError
    where code cannot be run here."""
    sandbox = Sandbox(Bounds(errand.seconds))
    added = [collect.take_list(store, NOBODY, path) for path in errand.paths]
    session = Session(store, errand, watch or Watch(), sandbox, [one.source for one in added])
    chosen = list(dict.fromkeys(name for one in added for name in one.ids))
    came = session.came
    came.rejects = tuple(reject for one in added for reject in one.rejects)
    todo = list(session.todo(chosen))
    if todo:
        with grading.Pool() as session.pool, asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(session.work(todo))
    session.count(chosen)
    return came


class Session:
    """One session; as many drafts at once as there may be requests."""

    def __init__(self, store: Store, errand: Errand, watch: Watch, sandbox: Sandbox, sources: Sequence[str]) -> None:
        self.store, self.errand, self.watch, self.sandbox, self.sources = store, errand, watch, sandbox, sources
        self.came = Came()
        self.pool: grading.Pool | None = None
        self._unanswered = 0

    def halted(self) -> bool:
        """Whether nothing more shall be asked."""
        return self.came.stopped is not None or self.watch.halted()

    def todo(self, ids: Sequence[str]) -> Iterator[tuple[Row, int]]:
        """Each draft that is to be solved, and how many attempts there were."""
        copies, tried = collected.later_copies(self.store, ids), collected.attempts(self.store, NOBODY)
        for row in collected.states(self.store, AMONG, {"ids": list(ids)}):
            if row["id"] not in copies and self._is_open(row, tried.get(row["id"], 0)):
                yield row, tried.get(row["id"], 0)

    def _is_open(self, row: Row, tried: int) -> bool:
        """Whether nobody solved it yet, or only refuted or broken attempts were made, and not all that may be."""
        if not row["reference"] or row["said"] is not None or tried >= self.errand.attempts:
            return False
        return row["status"] == collect.OPEN or (row["written_by"] == NOBODY and again(row))

    async def work(self, todo: Sequence[tuple[Row, int]]) -> None:
        """Solve until nothing is open or somebody halts; what is on its way then is waited for."""
        how, price = self.errand.how, self.errand.price
        budget = Budget(self.errand.budget, collected.spent(self.store, NOBODY, self.sources))
        client = Client(how.endpoint, how.limits, price=price, budget=budget, halted=self.halted)
        self._open, self._done, self._total = iter(todo), 0, len(todo)
        # The examples are those of the beginning: which ones are drawn does not hang on who comes first.
        async with client:
            self._solver = solve.Solver(self.store, how, client, self.sandbox, solve.accepted(self.store))
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(min(how.limits.concurrency, len(todo))):
                        group.create_task(self._worker())
            except ExceptionGroup as faults:
                raise faults.exceptions[0] from None

    async def _worker(self) -> None:
        for row, tried in self._open:
            if self.halted():
                return
            try:
                await self._solve(row, tried)
                self._unanswered = 0
            except (QuestionRefused, ModelUnavailable) as error:
                self._no_answer(error)
            except ModelStopped as error:
                self.came.stopped = self.came.stopped or error
            self._done += 1
            self.watch.told(self._done, self._total)

    def _no_answer(self, error: ModelError) -> None:
        """The next session asks again; when so many got none one after the other, none will."""
        self._unanswered += 1
        if self._unanswered >= GIVE_UP_AFTER:
            self.came.stopped = self.came.stopped or error

    async def _solve(self, row: Row, tried: int) -> None:
        """Attempt after attempt, until one is not refuted."""
        for number in range(tried, max(tried + 1, self.errand.attempts)):
            if self.halted():
                return
            task = solve.Task(row["id"], row["statement"], f"auto-{number}", NOBODY)
            solution = await self._solver.solve(task)
            last = number + 1 >= self.errand.attempts
            row = await asyncio.to_thread(self._conclude, row, solution, task.attempt, last)
            if not again(row) or row["written_by"] != NOBODY:
                return

    def _conclude(self, row: Row, solution: Solution, attempt: str, last: bool) -> Row:
        """Store the solution with what the grader says; the row as it is then."""
        model, before = self.errand.how.endpoint.model, row["version_id"]
        version = collect.version_of(row, solution, "model", after=before, pool=self.pool, attempt=attempt, model=model)
        ruling = None
        if version.outcome == Outcome.CORRECT and sound(solution):
            ruling = Ruling(row["id"], version.id, collect.ACCEPTED, PROVED)
        elif version.outcome == Outcome.INCORRECT and last:
            ruling = Ruling(row["id"], version.id, collect.REJECTED, DISPROVED)
        try:
            collected.save_version(self.store, version, NOBODY, ruling)
        except InputError:
            pass  # a person was at it meanwhile: what they did holds
        else:
            self.came.new[ruling.said if ruling else "doubtful"] += 1
        return collect.found(self.store, row["id"])

    def count(self, ids: Sequence[str]) -> None:
        """Where every draft stands now."""
        rows = collected.states(self.store, AMONG, {"ids": list(ids)})
        copies, left = collected.later_copies(self.store, ids), {row["id"] for row, _ in self.todo(ids)}
        self.came.total = len(rows)
        self.came.cost = collected.spent(self.store, NOBODY, self.sources) if self.errand.price else None
        for row in rows:
            name = place(row, row["id"] in copies, row["id"] in left)
            setattr(self.came, name, getattr(self.came, name) + 1)


def place(row: Row, copy: bool, left: bool) -> str:
    """Which field of Came counts a draft."""
    if row["status"] in {collect.ACCEPTED, collect.REJECTED}:
        return str(row["status"])
    if copy:
        return "copies"
    if left:
        return "left"
    return "doubtful" if row["reference"] else "unknown"


def again(row: Row) -> bool:
    """Whether the newest attempt is refuted, or did not come to an answer."""
    return row["version_id"] is None or row["outcome"] == Outcome.INCORRECT or not row["answer"]


def sound(solution: Solution) -> bool:
    """Whether the way can be trained on too: its last program ran to its end."""
    return not solution.rounds or solution.rounds[-1].ended == "well"
