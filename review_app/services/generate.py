"""Generate: have a model answer a benchmark; each answer is stored as it comes, and nothing is paid for twice."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from review_app.domain import Outcome, Run
from review_app.errors import InputError, ModelError
from review_app.llm import Budget, Client, Finish, Reply
from review_app.services.asking import Asking, Watch, cost_of, only_one
from review_app.services.generation_plan import Plan, Question, Wish, plan, rounds_of, run_wished, template_of
from review_app.services.generation_progress import Progress, RunningScore, tally_of
from review_app.services.grade import Graded, grade_all
from review_app.services.programs import Programs, conversation, next_step, require_isolation
from review_app.store import Store, generations
from review_app.store.generations import FAILED, Generation

# A discarded answer is asked again with a seed that no sample has.
SEED_STEP = 1_000_000


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
    run = run_wished(store, wish)
    with only_one((store.path, run.id), being_generated(run.id)):
        todo = plan(store, wish)
        with Programs(store, todo.run.id) if todo.rounds else nullcontext() as programs:
            session = Session(store, wish, todo, watch or Watch(), programs)
            session.run()
        found = grade_all(store) if session.tally.new else None
    return Generated(
        todo.run,
        session.tally.new,
        scored(store, todo.run, session.final),
        generations.endings(store, todo.run.id),
        session.stopped,
        found,
    )


def scored(store: Store, run: Run, progress: Progress) -> Progress:
    """The progress with what the grader says of the whole run."""
    found = generations.verdicts(store, run.id)
    correct, uncertain = (found.get(outcome, 0) for outcome in (Outcome.CORRECT, Outcome.UNCERTAIN))
    return replace(progress, graded=sum(found.values()), correct=correct, uncertain=uncertain)


def require_possible(wish: Wish) -> None:
    """Raise InputError where the key, or for a budget the price, is not known, and SandboxError where programs are to
    be run and cannot: what `generate` would find out as well."""
    Client(wish.endpoint, wish.limits, price=wish.price, budget=Budget(wish.budget))
    if rounds_of(wish, template_of(wish)):
        require_isolation()


def being_generated(run_id: str) -> InputError:
    """The refusal to generate a run twice at once: that would pay twice."""
    return InputError("run {run} is being generated already; wait for it or cancel it", run=run_id)


class Session(Asking[Question, Generation]):
    """One session of asking. An answer that is none is asked again; one that holds a program is a step on the way."""

    def __init__(self, store: Store, wish: Wish, todo: Plan, watch: Watch, programs: Programs | None = None) -> None:
        super().__init__(
            wish.endpoint,
            wish.limits,
            todo.questions,
            tally_of(todo, priced=wish.price is not None),
            watch,
            price=wish.price,
            budget=Budget(wish.budget, todo.spent),
        )
        self._store, self._wish, self._todo, self._programs = store, wish, todo, programs
        self._score: RunningScore | None = None

    def run(self) -> None:
        """Ask, and reckon the score meanwhile where somebody watches."""
        with RunningScore(self.tally.grades) if self.watch.told else nullcontext() as self._score:
            super().run()

    def begins(self) -> None:
        """Make the run known."""
        generations.begin(self._store, self._todo.run)

    async def answer(self, client: Client, question: Question) -> None:
        """Ask until the answer is whole, or was asked again often enough: then the last one counts. One that holds a
        program is a step: what comes of it goes back to the model."""
        said = self._todo.template.asking(question.problem.statement)
        discarded, steps = question.discarded, question.steps
        while True:
            if self._programs:
                steps = await self._programs.finished(question.problem.id, question.sample, steps)
            if steps and self.halted():
                return
            sample = question.sample + discarded * SEED_STEP
            reply = await client.ask(conversation(said, steps), self._wish.sampling, sample=sample)
            whole = reply.finish is Finish.STOP
            step = next_step(reply.text, steps, self._todo.rounds) if whole else None
            if step:
                steps = (*steps, (step, None))
                await self.keep_step(reply, generation(question, reply, step=step))  # before its program runs
                continue
            kept = whole or discarded >= self._wish.again
            text = {"text": reply.text} if kept else {"discarded": reply.text}
            await self.keep(question, reply, generation(question, reply, **text), answers=kept)
            if kept or self.halted():
                return
            discarded += 1

    def none_came(self, question: Question, error: ModelError) -> Generation:
        """That there was no answer, and why."""
        return Generation(question.problem.id, question.sample, FAILED, cost=cost_of(error), detail=str(error))

    def kept(self, question: Question, row: Generation) -> None:
        """Have it counted in the running score."""
        if row.text is not None and self._score:
            self._score.add(question.problem, row.text)

    def write(self, rows: Sequence[Generation]) -> None:
        """Put answers on disk."""
        generations.save(self._store, self._todo.run, rows)


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
