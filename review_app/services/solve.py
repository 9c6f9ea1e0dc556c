"""Solve: have a model solve a draft by programs: thought and code, the code's output from the sandbox, the answer.

Every turn is stored as it comes. The same attempt again takes what is stored and asks for the rest only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from review_app import prompts
from review_app.errors import InputError, ModelUnavailable, QuestionRefused
from review_app.llm import Client, Endpoint, Finish, Limits, Message, Reply, Sampling
from review_app.prompts import program
from review_app.prompts.program import Round, Solution
from review_app.sandbox import Sandbox
from review_app.services import likeness, programs
from review_app.store import Store, collected
from review_app.store.collected import Turn
from review_app.store.database import Row

DEFAULT_TEMPLATE = "program"

# So many programs one solution may have at most: pages show each.
MOST_ROUNDS = 5

# Examples come from the newest of the accepted solutions.
EXAMPLES_FROM = 2_000

# Told the finished rounds and the text of the turn that is being written.
Told = Callable[[tuple[Round, ...], str], None]


@dataclass(frozen=True, slots=True)
class How:
    """Whom to ask and how: at most `rounds` programs a solution, `shots` accepted solutions as examples, drawn by
    `seed`."""

    endpoint: Endpoint
    sampling: Sampling = field(default_factory=Sampling)
    limits: Limits = field(default_factory=Limits)
    template: str = DEFAULT_TEMPLATE
    rounds: int = 3
    shots: int = 2
    seed: int = 0

    def __post_init__(self) -> None:
        if not (1 <= self.rounds <= MOST_ROUNDS and self.shots >= 0):
            raise InputError("allow 1 to {most} programs, and no negative number of examples", most=MOST_ROUNDS)


@dataclass(frozen=True, slots=True)
class Example:
    """An accepted solution."""

    id: str
    statement: str
    solution: Solution


@dataclass(frozen=True, slots=True)
class Task:
    """What to solve, under which name, and who asks for it."""

    draft_id: str
    statement: str
    attempt: str
    by: str


@dataclass(frozen=True, slots=True)
class Solver:
    """Solves drafts of one store with one client; any number at once."""

    store: Store
    how: How
    client: Client
    sandbox: Sandbox
    examples: Sequence[Example]

    async def solve(self, task: Task, told: Told = lambda rounds, text: None) -> Solution:
        """The model's solution; without an answer where it did not come to one. Raises as Client.ask does."""
        there = collected.turns(self.store, task.draft_id, task.attempt)
        shown = self._shown(task, there.get(0))
        messages = self._asking(task, shown)
        rounds: tuple[Round, ...] = ()
        for number in range(self.how.rounds + 1):
            finish, text = await self._turn(task, number, there.get(number), messages, shown, rounds, told)
            thought, code = program.read(text)
            if finish != Finish.STOP or (code and number == self.how.rounds):
                return Solution((*rounds, Round(thought, code)))
            if not code:
                return Solution(rounds, text.strip())
            rounds = (*rounds, await self._ran(thought, code))
            told(rounds, "")
            said = (("assistant", program.written(thought, code)), ("user", program.printed(rounds[-1].output)))
            messages += [Message(role=role, content=content) for role, content in said]
        raise AssertionError("the last round returns")

    async def _turn(
        self,
        task: Task,
        number: int,
        stored: Row | None,
        messages: Sequence[Message],
        shown: Sequence[Example],
        rounds: tuple[Round, ...],
        told: Told,
    ) -> tuple[str, str]:
        """How the turn ended and its text: the stored one, or the model's, which then is stored."""
        if stored:
            return stored["finish"], stored["text"]
        so_far: list[str] = []

        def piece(text: str) -> None:
            so_far.append(text) if text else so_far.clear()
            told(rounds, "".join(so_far))

        blank = self._blank(task, number, shown)
        try:
            reply = await self.client.ask(messages, self.how.sampling, told=piece)
        except (ModelUnavailable, QuestionRefused, asyncio.CancelledError) as error:
            cost = getattr(error, "cost", 0.0) or None
            detail = collected.CANCELLED if isinstance(error, asyncio.CancelledError) else str(error)
            failed = Turn(**blank, finish=collected.FAILED, cost=cost, detail=detail)
            await asyncio.shield(asyncio.to_thread(collected.save_turn, self.store, failed, task.by))
            raise
        # What is paid for gets to the disk, even where the waiting for it is broken off.
        await asyncio.shield(asyncio.to_thread(collected.save_turn, self.store, turn_of(blank, reply), task.by))
        return reply.finish, reply.text

    def _blank(self, task: Task, number: int, shown: Sequence[Example]) -> Row:
        endpoint = self.how.endpoint
        return {
            "draft_id": task.draft_id,
            "attempt": task.attempt,
            "round": number,
            "model": endpoint.model,
            "base_url": endpoint.base_url,
            "prompt": prompt_of(self.how),
            "sampling": self.how.sampling.given(),
            "examples": [example.id for example in shown],
        }

    def _shown(self, task: Task, first: Row | None) -> list[Example]:
        """The examples: those of the stored first turn, else drawn for this attempt."""
        if first:
            known = {example.id: example for example in self.examples}
            return [known[name] for name in first["examples"] if name in known]
        statements, seed = [example.statement for example in self.examples], f"{self.how.seed} {task.attempt}"
        places = likeness.drawn(task.statement, statements, self.how.shots, f"{seed} {task.draft_id}")
        return [self.examples[at] for at in places]

    def _asking(self, task: Task, shown: Sequence[Example]) -> list[Message]:
        """The template's turns, with the examples before the last."""
        *before, last = prompts.template(self.how.template).asking(task.statement)
        examples = [turn for example in shown for turn in program.turns(example.statement, example.solution)]
        return [Message(role=role, content=text) for role, text in (*before, *examples, last)]

    async def _ran(self, thought: str, code: str) -> Round:
        return await asyncio.to_thread(run, self.sandbox, thought, code)


def prompt_of(how: How) -> str:
    """The template and its version, as they are stored with each turn."""
    template = prompts.template(how.template)
    return f"{template.name}@{template.version}"


def run(sandbox: Sandbox, thought: str, code: str) -> Round:
    """Run a program: the round with what the model and people see of it."""
    result = programs.run(sandbox, code)
    return Round(thought, code, programs.told(result), result.ended)


def turn_of(blank: Row, reply: Reply) -> Turn:
    """What is stored of a reply."""
    return Turn(
        **blank,
        finish=str(reply.finish),
        text=reply.text,
        reasoning=reply.reasoning,
        prompt_tokens=reply.usage.prompt,
        completion_tokens=reply.usage.completion,
        cost=reply.cost,
        seconds=reply.seconds,
        tries=reply.tries,
        detail=reply.served,
    )


def accepted(store: Store) -> list[Example]:
    """The newest accepted solutions, as examples."""
    rows = collected.states(store, "status = 'accepted'")[-EXAMPLES_FROM:]
    return [Example(row["id"], row["statement"], solution_of(row)) for row in rows]


def solution_of(row: Row) -> Solution:
    """The solution in a row of the view."""
    return Solution(tuple(Round(**one) for one in row["rounds"]), row["answer"] or "")
