"""Asking form: the boxes of pages that have models asked: whom, how, how hard, for how much, and the bar below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

import gradio as gr

from review_app.errors import InputError
from review_app.llm import Endpoint, Limits, Price, Sampling
from review_app.llm.key import key_variable, known_keys
from review_app.llm.price import price_of
from review_app.ui.words import label
from review_app.wording import Say, later

# How often (seconds) a page that shows something under way asks how it goes.
LOOK_SECONDS = 1.0

# Name -> what the box says of itself, where several pages have it.
LABELS = {
    "model": later("Model"),
    "base_url": later("Address of the endpoint"),
    "key_variable": later("Variable that holds the key"),
    "template": later("Prompt template"),
    "temperature": later("Temperature"),
    "max_tokens": later("Longest answer, in tokens"),
    "concurrency": later("Requests at once"),
    "price": later("Price of a million tokens, asked/answered"),
}
BEGINNING = {"base_url": "http://localhost:8000/v1", "samples": "1", "votes": "1", "concurrency": "16"}
EXAMPLES = {"model": "qwen2.5-7b-instruct", "price": "0.15/0.60"}

Said = Mapping[str, Any]
Word = TypeVar("Word", bound=StrEnum)


class Wish(Protocol):
    """What the boxes here say of any wish."""

    @property
    def endpoint(self) -> Endpoint:
        """Whom to ask."""

    @property
    def sampling(self) -> Sampling:
        """How answers are drawn."""

    @property
    def limits(self) -> Limits:
        """How hard the endpoint may be asked."""

    @property
    def template(self) -> str | None:
        """The template; None for the usual one."""

    @property
    def limit(self) -> int | None:
        """So many of what there is; None for all."""

    @property
    def price(self) -> Price | None:
        """Of tokens."""

    @property
    def budget(self) -> float | None:
        """What it may cost."""


def lay_out(rows: Sequence[Sequence[str]], labels: Mapping[str, str], choices: Mapping[str, Said]) -> list[Any]:
    """All boxes, row by row. Those in `choices` are dropdowns, with these options."""
    boxes = []
    for row in rows:
        with gr.Row():
            boxes += [box(name, labels[name], choices.get(name)) for name in row]
    return boxes


def box(name: str, told: str, choice: Said | None) -> Any:
    """The box of one value. Numbers are texts, for an empty box of numbers says 0."""
    common: dict[str, Any] = {"label": label(told), "elem_id": f"wish-{name}", "min_width": 150}
    if choice is not None:
        return gr.Dropdown(**{"choices": [], **choice}, **common)
    return gr.Textbox(BEGINNING.get(name, ""), max_lines=1, placeholder=EXAMPLES.get(name), **common)


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands below the boxes: start, what was begun, which of it, go on, cancel; and when to look again."""

    start: gr.Button
    begun: gr.HTML
    chosen: gr.Dropdown
    resume: gr.Button
    cancel: gr.Button
    timer: gr.Timer


def bar(page: str, noun: str) -> Bar:
    """The bar of a page that asks; `noun` is what is begun there."""
    start = gr.Button(label("Start"), variant="primary", elem_id=f"{page}-start")
    begun = gr.HTML(elem_id=f"{page}-runs", elem_classes="asking-runs")
    with gr.Row(elem_id=f"{page}-bar", elem_classes="asking-bar"):
        chosen = gr.Dropdown([], label=label(noun), elem_id=f"{page}-run", scale=3)
        resume = gr.Button(label("Go on"), elem_id=f"{page}-resume", min_width=110)
        cancel = gr.Button(label("Cancel"), elem_id=f"{page}-cancel", min_width=110)
    return Bar(start, begun, chosen, resume, cancel, gr.Timer(LOOK_SECONDS, active=False))


def key_choices(say: Say) -> Any:
    """The keys that may be sent, each with its address; none chosen is the address's own."""
    known = [(f"{name} → {address}", name) for name, address in known_keys().items()]
    return gr.update(choices=[(say("the address’s own"), ""), *known], value="")


def template_choices(names: Sequence[str], say: Say) -> Any:
    """The templates that are offered."""
    return gr.update(choices=[(say("the usual one"), ""), *((name, name) for name in names)], value="")


def template_of(said: Said, offered: Sequence[str]) -> str | None:
    """The chosen template; None for the usual one. Raises InputError: a file of the server is nobody's."""
    if said["template"] and said["template"] not in offered:
        raise InputError("choose one of the templates that are offered")
    return said["template"] or None


def endpoint_of(said: Said) -> Endpoint:
    """Whom to ask; without a chosen key by that of the address. Raises InputError."""
    url = (said["base_url"] or "").strip()
    return Endpoint((said["model"] or "").strip(), url, said["key_variable"] or key_variable(url))


def limits_of(said: Said) -> Limits:
    """How hard. Raises InputError."""
    return Limits(concurrency=whole(said["concurrency"], least=1) or Limits().concurrency)


def price_said(said: Said) -> Price | None:
    """The price of tokens, where one is given. Raises InputError."""
    return price_of(said["price"]) if (said["price"] or "").strip() else None


def word(kind: type[Word], text: str | None) -> Word:
    """A choice that is offered. Raises InputError for another."""
    try:
        return kind(text or "")
    except ValueError:
        raise InputError("choose one of what is offered: {known}", known=", ".join(kind)) from None


def common(wish: Wish) -> dict[str, str]:
    """What the boxes of LABELS, and some of the same name everywhere, say for a wish."""
    price = wish.price
    return {
        "model": wish.endpoint.model,
        "base_url": wish.endpoint.base_url,
        "key_variable": wish.endpoint.key_variable or "",
        "template": wish.template or "",
        "limit": written(wish.limit),
        "temperature": written(wish.sampling.temperature),
        "max_tokens": written(wish.sampling.max_tokens),
        "concurrency": written(wish.limits.concurrency),
        "price": f"{written(price.prompt)}/{written(price.completion)}" if price else "",
        "budget": written(wish.budget),
    }


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


def written(number: float | None) -> str:
    """A number as somebody writes it: `whole` and `fraction` read it."""
    return "" if number is None else str(number)
