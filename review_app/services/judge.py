"""Judge: have models say whether answers are right, or how good they are: advice for people, which counts for nothing
by itself. Each vote is stored as it comes, and none is paid for twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from review_app.domain import Outcome
from review_app.errors import InputError, ModelError
from review_app.llm import Budget, Client, Message, Reply
from review_app.services.asking import Asking, Watch, cost_of, only_one
from review_app.services.generation_progress import Progress, Tally, described
from review_app.services.judge_plan import Plan, Question, Wish, judge_of, plan
from review_app.services.judge_reply import read
from review_app.store import Store, judgments
from review_app.store.judgments import Judge, Judgment
from review_app.wording import Say, english, later

# What is told of the votes, in this order.
SAID = {
    Outcome.CORRECT: later("{count:,} correct"),
    Outcome.INCORRECT: later("{count:,} incorrect"),
    Outcome.UNCERTAIN: later("{count:,} unsure"),
    "unreadable": later("{count:,} unreadable"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of it: `new` votes on `targets` cases or responses, the final progress, what all votes on these say
    (by outcome; `unreadable`), and why it was broken off (None where it was not)."""

    judge: Judge
    targets: int
    new: int
    progress: Progress
    votes: dict[str, int] = field(default_factory=dict)
    stopped: ModelError | None = None


def judge(store: Store, wish: Wish, watch: Watch | None = None) -> Judged:
    """Ask for every vote that is not there yet.

    Where the model cannot be asked any more, `stopped` says why; what came is stored, and the same wish goes on from
    there. Raises InputError for a wish that cannot be begun.
    """
    asked = judge_of(wish)
    with only_one((store.path, asked.kind, asked.model, asked.digest), at_work(asked)):
        todo = plan(store, wish)
        session = Session(store, wish, todo, watch or Watch())
        session.run()
    return Judged(
        todo.judge,
        len(todo.targets),
        session.tally.new,
        session.final,
        judgments.tally(store, todo.judge, todo.targets),
        session.stopped,
    )


def at_work(asked: Judge) -> InputError:
    """The refusal to ask a judge twice at once."""
    return InputError("{name} is at work already; wait for it or cancel it", name=asked.judge)


class Session(Asking[Question, Judgment]):
    """One session of asking a judge; what it says so far is counted as the running score."""

    def __init__(self, store: Store, wish: Wish, todo: Plan, watch: Watch) -> None:
        cost = todo.spent if wish.price or todo.spent else None
        begun = Progress(
            todo.total - len(todo.questions), todo.total, 0, 0, todo.prompt_tokens, todo.completion_tokens, cost
        )
        super().__init__(
            wish.endpoint,
            wish.limits,
            todo.questions,
            Tally(begun),
            watch,
            price=wish.price,
            budget=Budget(wish.budget, todo.spent),
        )
        self._store, self._wish, self._todo = store, wish, todo

    async def answer(self, client: Client, question: Question) -> None:
        """Ask for one vote."""
        said = self._todo.template.filled(question.values)
        messages = [Message(role=role, content=text) for role, text in said]
        reply = await client.ask(messages, self._wish.asking, sample=question.vote)
        await self.keep(question, reply, self._judgment(question, reply))

    def _judgment(self, question: Question, reply: Reply) -> Judgment:
        """The vote, or why the reply is none."""
        vote = read(self._wish.kind, reply.text)
        return Judgment(
            question.target,
            question.vote,
            str(vote.outcome) if vote.outcome else None,
            vote.score,
            json.dumps(dict(vote.rating)) if vote.rating else None,
            vote.reason,
            reply.text,
            vote.failure,
            str(reply.finish),
            reply.usage.prompt,
            reply.usage.completion,
            reply.usage.estimated,
            reply.cost,
            reply.seconds,
            reply.tries,
            reply.served,
        )

    def none_came(self, question: Question, error: ModelError) -> Judgment:
        """That there was no reply, and why."""
        return Judgment(question.target, question.vote, failure=str(error), cost=cost_of(error))

    def kept(self, question: Question, row: Judgment) -> None:
        """Count what it says."""
        if row.outcome:
            self.tally.grades[Outcome(row.outcome)] += 1

    def write(self, rows: Sequence[Judgment]) -> None:
        """Put votes on disk."""
        judgments.save(self._store, self._todo.judge, rows)


def lines(found: Judged, say: Say = english) -> Iterator[str]:
    """Who judged what, what the votes say, and what is left."""
    now = found.progress
    told = "{judge}: {new:,} new votes, {done:,} of {total:,} in all, on {targets:,} cases"
    if found.judge.kind != "equivalence":
        told = "{judge}: {new:,} new votes, {done:,} of {total:,} in all, on {targets:,} responses"
    yield say(told, judge=found.judge.judge, new=found.new, done=now.done, total=now.total, targets=found.targets)
    yield described(now, say)
    said = [say(text, count=found.votes[name]) for name, text in SAID.items() if found.votes.get(name)]
    if said:
        yield say("votes: {votes}", votes=", ".join(said))
    if now.done < now.total:
        yield say("{count:,} questions are open: the same again goes on from here", count=now.total - now.done)
