"""Generation plan: what somebody wants a model to answer, as a run and the questions that are still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from review_app import prompts
from review_app.domain import Problem, Run, digest, run_id
from review_app.errors import InputError
from review_app.llm import Endpoint, Limits, Price, Sampling
from review_app.services.programs import BOUNDS
from review_app.store import Store, generations, steps
from review_app.store.steps import Steps

TOOL = "review_app"

# Of several splits this one is meant where nobody says.
USUAL_SPLIT = "test"


@dataclass(frozen=True, slots=True)
class Wish:
    """What to ask of whom. The same endpoint, sampling, template, benchmark, split and `label` are the same run: more
    `samples` or a higher `limit` add to it. `template` None is the benchmark's usual one; `again`: an answer that was
    cut off, refused or empty is asked again so often; `budget` is for the whole run, in the currency of `price`; up to
    `rounds` programs are run for one answer (None: as many as the template says)."""

    benchmark: str
    endpoint: Endpoint
    sampling: Sampling = field(default_factory=Sampling)
    limits: Limits = field(default_factory=Limits)
    template: str | None = None
    split: str | None = None
    samples: int = 1
    limit: int | None = None
    again: int = 1
    price: Price | None = None
    budget: float | None = None
    label: str = ""
    rounds: int | None = None

    def __post_init__(self) -> None:
        if self.samples < 1 or (self.limit is not None and self.limit < 1):
            raise InputError("ask for one sample of one problem at least")
        if self.rounds is not None and self.rounds < 0:
            raise InputError("programs can be run no fewer than 0 times")


@dataclass(frozen=True, slots=True)
class Question:
    """A sample of a problem that has no response yet; `discarded` answers to it were cut off, refused or empty, and
    `steps` are what the model wrote and ran of programs."""

    problem: Problem
    sample: int
    discarded: int = 0
    steps: Steps = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The run, the questions still open, how many there are in all, what the run has cost, and how often programs are
    run for an answer."""

    run: Run
    template: prompts.Template
    questions: tuple[Question, ...]
    total: int
    spent: float
    prompt_tokens: int
    completion_tokens: int
    rounds: int = 0


def plan(store: Store, wish: Wish) -> Plan:
    """What is left to ask. Raises InputError for a benchmark or template that is not there."""
    template, split = template_of(wish), split_of(store, wish)
    run = run_of(wish, split, template)
    done, again = generations.answered(store, run.id), generations.discarded(store, run.id)
    begun = steps.unfinished(store, run.id)
    problems = generations.problems(store, wish.benchmark, split, wish.limit)
    asked = [
        Question(problem, sample, again.get((problem.id, sample), 0), begun.get((problem.id, sample), ()))
        for sample in range(wish.samples)
        for problem in problems
    ]
    left = tuple(question for question in asked if (question.problem.id, question.sample) not in done)
    spent = generations.spent(store, run.id)
    return Plan(
        run,
        template,
        left,
        len(asked),
        spent["cost"] or 0.0,
        spent["prompt_tokens"],
        spent["completion_tokens"],
        rounds_of(wish, template),
    )


def run_wished(store: Store, wish: Wish) -> Run:
    """The run that a wish belongs to. Raises InputError as `plan` does."""
    return run_of(wish, split_of(store, wish), template_of(wish))


def template_of(wish: Wish) -> prompts.Template:
    """The template that was chosen, or the benchmark's usual one."""
    return prompts.template(wish.template or prompts.usual(wish.benchmark))


def rounds_of(wish: Wish, template: prompts.Template) -> int:
    """How often programs are run for an answer."""
    return template.rounds if wish.rounds is None else wish.rounds


def split_of(store: Store, wish: Wish) -> str:
    """The split that is meant: the one named, the only one, or `test`. Raises InputError naming those there are."""
    there = generations.splits(store)
    found = [row["split"] for row in there if row["benchmark"] == wish.benchmark]
    if not found:
        raise InputError(
            "{benchmark}: the database has no problems of it, only of {known}; import it first: review-app import …",
            benchmark=wish.benchmark,
            known=", ".join(sorted({row["benchmark"] for row in there})) or "—",
        )
    usual = found[0] if len(found) == 1 else USUAL_SPLIT
    chosen = usual if wish.split is None else wish.split
    if chosen not in found:
        raise InputError(
            "{benchmark} has the splits {known}: choose one with --split",
            benchmark=wish.benchmark,
            known=", ".join(found),
        )
    return chosen


def run_of(wish: Wish, split: str, template: prompts.Template) -> Run:
    """The run that the wish belongs to, named by what makes its answers what they are."""
    params = params_of(wish, split, template)
    told = f"{template.name}@{template.version}"
    source = (
        f"generate/{wish.benchmark} {told} {digest(*(f'{name}={params[name]!r}' for name in sorted(params)), length=8)}"
    )
    return Run(run_id(wish.endpoint.model, TOOL, source), wish.endpoint.model, TOOL, source, params)


def params_of(wish: Wish, split: str, template: prompts.Template) -> Mapping[str, Any]:
    """Everything that the answers depend on, as plain values."""
    rounds = rounds_of(wish, template)
    bounds = {"seconds": BOUNDS.seconds, "memory": BOUNDS.memory, "output": BOUNDS.output}
    programs = {"programs": {"rounds": rounds, **bounds}} if rounds else {}
    return programs | {
        "benchmark": wish.benchmark,
        "split": split,
        "base_url": wish.endpoint.base_url,
        "prompt": {"name": template.name, "version": template.version, "digest": template.digest},
        "sampling": wish.sampling.given(),
        "label": wish.label,
    }
