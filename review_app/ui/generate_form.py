"""Generate form: the boxes in which somebody says what a model shall answer, and the wish that they make."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

import gradio as gr

from review_app import prompts
from review_app.errors import InputError
from review_app.llm import Endpoint, Limits, Sampling
from review_app.llm.price import price_of
from review_app.services.generation_plan import Wish
from review_app.store import Store, generations
from review_app.ui.words import label
from review_app.wording import Say, later

# The server's environment holds other secrets: only a variable of such a name may be sent to an address that somebody
# types in.
KEY_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_API_KEY")

# Name -> what the box says of itself. The order is that of the boxes and of the values.
LABELS = {
    "benchmark": later("Benchmark"),
    "model": later("Model"),
    "base_url": later("Address of the endpoint"),
    "key_variable": later("Variable that holds the key"),
    "template": later("Prompt template"),
    "samples": later("Answers to each problem"),
    "limit": later("Problems (empty: all)"),
    "temperature": later("Temperature"),
    "top_p": later("Top p"),
    "max_tokens": later("Longest answer, in tokens"),
    "seed": later("Seed"),
    "concurrency": later("Requests at once"),
    "price": later("Price of a million tokens, asked/answered"),
    "budget": later("Budget of the run"),
    "rounds": later("Programs run for an answer (empty: as the template says)"),
}
NAMES = tuple(LABELS)
CHOICES = ("benchmark", "key_variable", "template")
BEGINNING = {"base_url": "http://localhost:8000/v1", "samples": "1", "concurrency": "16"}
EXAMPLES = {"model": "qwen2.5-7b-instruct", "price": "0.15/0.60"}

ROWS = (NAMES[:5], NAMES[5:11], NAMES[11:])


def lay_out() -> list[Any]:
    """All boxes, in the order of NAMES."""
    boxes = []
    for row in ROWS:
        with gr.Row():
            boxes += [box(name) for name in row]
    return boxes


def box(name: str) -> Any:
    """The box of one value. Numbers are texts, for an empty box of numbers says 0."""
    common = {"label": label(LABELS[name]), "elem_id": f"wish-{name}", "min_width": 150}
    if name in CHOICES:
        return gr.Dropdown([], **common)
    return gr.Textbox(BEGINNING.get(name, ""), max_lines=1, placeholder=EXAMPLES.get(name), **common)


def offers(store: Store, say: Say) -> list[Any]:
    """What the boxes with a choice (CHOICES) offer now, and what they begin with."""
    splits = [f"{row['benchmark']}/{row['split']}" for row in generations.splits(store)]
    variables = [("—", ""), *((name, name) for name in key_variables(os.environ))]
    templates = [(say("the usual one"), ""), *((name, name) for name in prompts.names())]
    return [gr.update(choices=splits), gr.update(choices=variables, value=""), gr.update(choices=templates, value="")]


def key_variables(environment: Mapping[str, str]) -> list[str]:
    """The names of the variables that may hold a model's key.

    >>> key_variables({"OPENAI_API_KEY": "x", "AWS_SECRET_ACCESS_KEY": "y"})
    ['OPENAI_API_KEY']
    """
    return sorted(name for name in environment if KEY_VARIABLE.fullmatch(name))


def wish_of(values: tuple[Any, ...]) -> Wish:
    """What the boxes say. Raises InputError for what cannot be wished."""
    said = dict(zip(NAMES, values, strict=True))
    benchmark, _, split = (said["benchmark"] or "").rpartition("/")
    if not benchmark:
        raise InputError("choose a benchmark first; where none is offered, import one on the page Data")
    if said["template"] and said["template"] not in prompts.names():
        raise InputError("choose one of the templates that are offered")
    if (variable := said["key_variable"] or None) and not KEY_VARIABLE.fullmatch(variable):
        raise InputError("the key is taken only from a variable whose name ends with _API_KEY")
    return Wish(
        benchmark=benchmark,
        split=split,
        endpoint=Endpoint((said["model"] or "").strip(), (said["base_url"] or "").strip(), variable),
        sampling=Sampling(
            fraction(said["temperature"]),
            fraction(said["top_p"]),
            whole(said["max_tokens"], least=1),
            whole(said["seed"]),
        ),
        limits=Limits(concurrency=whole(said["concurrency"], least=1) or Limits().concurrency),
        template=said["template"] or None,
        samples=whole(said["samples"], least=1) or 1,
        limit=whole(said["limit"], least=1),
        price=price_of(said["price"]) if (said["price"] or "").strip() else None,
        budget=fraction(said["budget"]),
        rounds=whole(said["rounds"]),
    )


def fraction(text: str | None) -> float | None:
    """A number of 0 or more; None where nothing was written. Raises InputError."""
    if not (text or "").strip():
        return None
    try:
        number = float(text or "")
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise InputError("{text}: write a number of {least} or more here, or nothing", text=text, least=0)
    return number


def whole(text: str | None, least: int = 0) -> int | None:
    """A whole number of `least` or more; None where nothing was written. Raises InputError."""
    if not (text or "").strip():
        return None
    try:
        number = int(text or "")
    except ValueError:
        number = -1
    if number < least:
        raise InputError("{text}: write a whole number of {least} or more here, or nothing", text=text, least=least)
    return number


def values_of(wish: Wish) -> tuple[str, ...]:
    """What the boxes say for a wish."""
    sampling, price = wish.sampling, wish.price
    return (
        f"{wish.benchmark}/{wish.split}",
        wish.endpoint.model,
        wish.endpoint.base_url,
        wish.endpoint.key_variable or "",
        wish.template or "",
        written(wish.samples),
        written(wish.limit),
        written(sampling.temperature),
        written(sampling.top_p),
        written(sampling.max_tokens),
        written(sampling.seed),
        written(wish.limits.concurrency),
        f"{written(price.prompt)}/{written(price.completion)}" if price else "",
        written(wish.budget),
        written(wish.rounds),
    )


def written(number: float | None) -> str:
    """A number as somebody writes it: `whole` and `fraction` read it."""
    return "" if number is None else str(number)
