"""Judge form: the boxes in which somebody says what shall be judged by whom, and the wish that they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr

from review_app import prompts
from review_app.domain import Selection
from review_app.llm import Sampling
from review_app.services.judge_plan import Form, Wish
from review_app.services.judge_reply import Kind
from review_app.store import Store, outcomes
from review_app.store.judgments import Which
from review_app.ui import asking_form as asking
from review_app.ui.asking_form import fraction, whole, word, written
from review_app.ui.words import label
from review_app.wording import Say, later

# Name -> what the box says of itself.
LABELS = asking.LABELS | {
    "kind": later("What is asked of the judge"),
    "benchmark": later("Benchmark"),
    "runs": later("Run"),
    "which": later("Which cases (equivalence)"),
    "limit": later("Cases or responses (empty: all)"),
    "votes": later("Votes on each"),
    "form": later("How JSON is asked for"),
    "budget": later("Budget of the judge"),
}
ROWS = (
    ("kind", "benchmark", "runs", "which", "limit"),
    ("model", "base_url", "key_variable", "template", "votes"),
    ("form", "temperature", "max_tokens", "concurrency", "price", "budget"),
)
# The order is that of the boxes and of the values.
NAMES = tuple(name for row in ROWS for name in row)

KINDS = {
    Kind.EQUIVALENCE: later("equivalence of answers"),
    Kind.SCORE: later("score of responses, 1–10"),
}
CASES = {
    Which.PENDING: later("those that wait for people"),
    Which.DECIDED: later("those that people decided"),
    Which.ALL: later("both"),
}
FORMS = {
    Form.JSON: later("as JSON"),
    Form.SCHEMA: later("by a schema"),
    Form.TEXT: later("by the prompt alone"),
}

# Filled when the page is opened.
OFFERED = ("benchmark", "runs", "key_variable", "template")


def lay_out() -> list[Any]:
    """All boxes, in the order of NAMES."""
    words: dict[str, Mapping[Any, str]] = {"kind": KINDS, "which": CASES, "form": FORMS}
    fixed = {
        name: {"choices": [(label(told), str(one)) for one, told in known.items()], "value": str(next(iter(known)))}
        for name, known in words.items()
    }
    open_ones: dict[str, dict[str, Any]] = {name: {} for name in OFFERED}
    return asking.lay_out(ROWS, LABELS, fixed | open_ones | {"runs": {"multiselect": True}})


def offers(store: Store, say: Say) -> list[Any]:
    """What the boxes of OFFERED offer now, and what they begin with."""
    benchmarks = [(name, name) for name in outcomes.choices(store)["benchmarks"]]
    runs = [(name, run) for run, name in outcomes.run_names(store).items()]
    return [
        gr.update(choices=[(say("all"), ""), *benchmarks], value=""),
        gr.update(choices=runs),
        asking.key_choices(say),
        asking.template_choices(prompts.names(prompts.JUDGE), say),
    ]


def wish_of(values: tuple[Any, ...]) -> Wish:
    """What the boxes say. Raises InputError for what cannot be wished."""
    said = dict(zip(NAMES, values, strict=True))
    benchmarks = (said["benchmark"],) if said["benchmark"] else ()
    return Wish(
        word(Kind, said["kind"]),
        asking.endpoint_of(said),
        Selection(benchmarks=benchmarks, runs=tuple(said["runs"] or ())),
        word(Which, said["which"]),
        sampling=Sampling(temperature=fraction(said["temperature"]), max_tokens=whole(said["max_tokens"], least=1)),
        limits=asking.limits_of(said),
        template=asking.template_of(said, prompts.names(prompts.JUDGE)),
        form=word(Form, said["form"]),
        votes=whole(said["votes"], least=1) or 1,
        limit=whole(said["limit"], least=1),
        price=asking.price_said(said),
        budget=fraction(said["budget"]),
    )


def values_of(wish: Wish) -> tuple[Any, ...]:
    """What the boxes say for a wish."""
    said = asking.common(wish) | {
        "kind": str(wish.kind),
        "benchmark": next(iter(wish.selection.benchmarks), ""),
        "runs": list(wish.selection.runs),
        "which": str(wish.which),
        "votes": written(wish.votes),
        "form": str(wish.form),
    }
    return tuple(said[name] for name in NAMES)
