"""Judge plan: what somebody wants judged by whom, as the votes that are still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from review_app import prompts
from review_app.domain import Selection
from review_app.errors import InputError
from review_app.llm import Endpoint, Limits, Price, Sampling
from review_app.services.judge_reply import DIMENSIONS, OVERALL, VERDICTS, Kind
from review_app.store import Store, judgments
from review_app.store.database import Row
from review_app.store.judgments import Judge, Which

# Benchmarks in Chinese are judged in Chinese where nobody chose a prompt.
CHINESE = ("mathusereval",)

# Of a response from which no answer was cut out surely the end is compared: that is where an answer stands.
CLOSING_CHARACTERS = 2_000


class Form(StrEnum):
    """How the endpoint is told that JSON is wanted: by a schema, by JSON's name, or by the prompt alone. Not all know
    schemas."""

    SCHEMA = "schema"
    JSON = "json"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Wish:
    """What to judge: of `selection` the cases `which`, or for scores all responses; the first `limit` of them, `votes`
    times each. `template` None is the usual one; `budget` is for all that this judge was ever asked."""

    kind: Kind
    endpoint: Endpoint
    selection: Selection = field(default_factory=Selection)
    which: Which = Which.PENDING
    sampling: Sampling = field(default_factory=Sampling)
    limits: Limits = field(default_factory=Limits)
    template: str | None = None
    form: Form = Form.JSON
    votes: int = 1
    limit: int | None = None
    price: Price | None = None
    budget: float | None = None

    def __post_init__(self) -> None:
        if self.votes < 1 or (self.limit is not None and self.limit < 1):
            raise InputError("ask for one vote on one case at least")
        if self.kind is Kind.SCORE and not (self.selection.benchmarks or self.selection.runs):
            raise InputError("name the benchmark or the runs whose responses are to be scored, such as mathusereval")

    @property
    def asking(self) -> Sampling:
        """How votes are drawn, and in which form."""
        wanted = response_format(self.kind, self.form)
        return replace(self.sampling, extra={**wanted, **self.sampling.extra})


@dataclass(frozen=True, slots=True)
class Question:
    """One vote on a case or response that is not there yet; `values` fill the template."""

    target: str
    vote: int
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """The judge, the votes still open, how many are wanted in all and on what, and what the judge has cost."""

    judge: Judge
    template: prompts.Template
    questions: tuple[Question, ...]
    targets: tuple[str, ...]
    total: int
    spent: float
    prompt_tokens: int
    completion_tokens: int


def plan(store: Store, wish: Wish) -> Plan:
    """What is left to ask: every first vote before any second one.

    Raises InputError where there is nothing to judge, or the judge's name stands for another prompt.
    """
    judge = judge_of(wish)
    require_same_text(store, judge)
    rows = asked_about(store, wish)
    if not rows:
        raise nothing_to_judge()
    done, spent = judgments.voted(store, judge), judgments.spent(store, judge)
    left = tuple(
        Question(row["target"], vote, values(row))
        for vote in range(wish.votes)
        for row in rows
        if (row["target"], vote) not in done
    )
    return Plan(
        judge,
        template_of(wish),
        left,
        tuple(row["target"] for row in rows),
        wish.votes * len(rows),
        spent["cost"] or 0.0,
        spent["prompt_tokens"],
        spent["completion_tokens"],
    )


def require_same_text(store: Store, judge: Judge) -> None:
    """Raise InputError where the judge's name stands for another prompt."""
    if judgments.other_text(store, judge):
        raise InputError("{judge} was asked by another text: raise the version in its template", judge=judge.judge)


def nothing_to_judge() -> InputError:
    """The refusal to ask nothing."""
    return InputError("there is nothing to judge under these choices; import and grade, or choose others")


def asked_about(store: Store, wish: Wish) -> list[Row]:
    """The cases or responses that are meant."""
    if wish.kind is Kind.EQUIVALENCE:
        return judgments.cases(store, wish.selection, wish.which, wish.limit)
    return judgments.responses(store, wish.selection, wish.limit)


def judge_of(wish: Wish) -> Judge:
    """The judge that a wish names. Raises InputError for a template that is none."""
    template = template_of(wish)
    params = {"base_url": wish.endpoint.base_url, "sampling": wish.asking.given()}
    name = f"{wish.endpoint.model} · {template.name}@{template.version}"
    return Judge(wish.kind, name, wish.endpoint.model, template.digest, params)


def template_of(wish: Wish) -> prompts.Template:
    """The template that was chosen, or the usual one of the kind. Raises InputError for one of the other kind, whose
    votes could not be read."""
    chinese = bool(wish.selection.benchmarks) and set(wish.selection.benchmarks) <= set(CHINESE)
    found = prompts.template(wish.template or f"{wish.kind}{'-zh' if chinese else ''}", prompts.JUDGE)
    known = prompts.names(prompts.JUDGE)
    if wish.template in known and not wish.template.startswith(wish.kind):
        fitting = ", ".join(name for name in known if name.startswith(wish.kind))
        raise InputError("{name} asks for something else; choose one of {known}", name=found.name, known=fitting)
    return found


def values(row: Row) -> dict[str, str]:
    """What the template is filled with. A benchmark without short answers has its solution as the reference."""
    closing = row["answer"][-CLOSING_CHARACTERS:] if row["whole"] else row["answer"]
    return {
        prompts.PROBLEM: row["statement"],
        prompts.REFERENCE: row["reference"] or row["solution"],
        prompts.ANSWER: closing,
    }


def response_format(kind: Kind, form: Form) -> dict[str, Any]:
    """The field of a request that asks for JSON; none where the prompt alone does."""
    if form is Form.TEXT:
        return {}
    if form is Form.JSON:
        return {"response_format": {"type": "json_object"}}
    return {"response_format": {"type": "json_schema", "json_schema": {
        "name": str(kind), "strict": True, "schema": schema(kind)}}}  # fmt: skip


def schema(kind: Kind) -> dict[str, Any]:
    """The JSON schema of a vote."""
    fields: dict[str, Any] = {"reason": {"type": "string"}}
    if kind is Kind.EQUIVALENCE:
        fields["verdict"] = {"type": "string", "enum": list(VERDICTS)}
    else:
        fields |= {name: {"type": "integer", "enum": list(range(1, 11))} for name in (*DIMENSIONS, OVERALL)}
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
