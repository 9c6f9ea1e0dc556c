"""Generate form: the boxes in which somebody says what a model shall answer, and the wish that they make."""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app import prompts
from review_app.errors import InputError
from review_app.llm import Sampling
from review_app.services.generation_plan import Wish
from review_app.store import Store, generations
from review_app.ui import asking_form as asking
from review_app.ui.asking_form import fraction, whole, written
from review_app.wording import Say, later

# Name -> what the box says of itself.
LABELS = asking.LABELS | {
    "benchmark": later("Benchmark"),
    "samples": later("Answers to each problem"),
    "limit": later("Problems (empty: all)"),
    "top_p": later("Top p"),
    "seed": later("Seed"),
    "budget": later("Budget of the run"),
    "rounds": later("Programs run for an answer (empty: as the template says)"),
}
ROWS = (
    ("benchmark", "model", "base_url", "key_variable", "template"),
    ("samples", "limit", "temperature", "top_p", "max_tokens", "seed"),
    ("concurrency", "price", "budget", "rounds"),
)
# The order is that of the boxes and of the values.
NAMES = tuple(name for row in ROWS for name in row)
CHOICES = ("benchmark", "key_variable", "template")


def lay_out() -> list[Any]:
    """All boxes, in the order of NAMES."""
    return asking.lay_out(ROWS, LABELS, {name: {} for name in CHOICES})


def offers(store: Store, say: Say) -> list[Any]:
    """What the boxes with a choice (CHOICES) offer now, and what they begin with."""
    splits = [f"{row['benchmark']}/{row['split']}" for row in generations.splits(store)]
    return [gr.update(choices=splits), asking.key_choices(say), asking.template_choices(prompts.names(), say)]


def wish_of(values: tuple[Any, ...]) -> Wish:
    """What the boxes say. Raises InputError for what cannot be wished."""
    said = dict(zip(NAMES, values, strict=True))
    benchmark, _, split = (said["benchmark"] or "").rpartition("/")
    if not benchmark:
        raise InputError("choose a benchmark first; where none is offered, import one on the page Data")
    return Wish(
        benchmark=benchmark,
        split=split,
        endpoint=asking.endpoint_of(said),
        sampling=Sampling(
            fraction(said["temperature"]),
            fraction(said["top_p"]),
            whole(said["max_tokens"], least=1),
            whole(said["seed"]),
        ),
        limits=asking.limits_of(said),
        template=asking.template_of(said, prompts.names()),
        samples=whole(said["samples"], least=1) or 1,
        limit=whole(said["limit"], least=1),
        price=asking.price_said(said),
        budget=fraction(said["budget"]),
        rounds=whole(said["rounds"]),
    )


def values_of(wish: Wish) -> tuple[str, ...]:
    """What the boxes say for a wish."""
    said = asking.common(wish) | {
        "benchmark": f"{wish.benchmark}/{wish.split}",
        "samples": written(wish.samples),
        "top_p": written(wish.sampling.top_p),
        "seed": written(wish.sampling.seed),
        "rounds": written(wish.rounds),
    }
    return tuple(said[name] for name in NAMES)
