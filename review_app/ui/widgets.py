"""Widgets: the pieces that several pages share: filters, typeset panels, the head line."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import gradio as gr

from review_app.domain import Selection
from review_app.store import outcomes
from review_app.ui import words
from review_app.ui.characters import escape
from review_app.ui.desk import Caller, Desk
from review_app.ui.mathtext import LATEX_DELIMITERS
from review_app.wording import later

LABELS = {
    "runs": later("Run"),
    "models": later("Model"),
    "benchmarks": later("Benchmark"),
    "subjects": later("Subject"),
    "levels": later("Level"),
    "rules": later("Rule"),
}


def typeset_panel(elem_id: str, **options: Any) -> gr.Markdown:
    """A panel for HTML from `mathtext`: the only delimiters it typesets are the ones written there."""
    return gr.Markdown(elem_id=elem_id, latex_delimiters=LATEX_DELIMITERS, elem_classes="typeset", **options)


def notice_box() -> gr.HTML:
    """Where a page's messages appear; the first thing a page lays out."""
    return gr.HTML(elem_id="notice")


def filter_boxes(names: tuple[str, ...]) -> list[gr.Dropdown]:
    """One multiple choice a field of Selection, in the given order; empty means all."""
    return [
        gr.Dropdown(
            label=words.label(LABELS[name]),
            choices=[],
            multiselect=True,
            elem_id=f"filter-{name}",
            min_width=140,
            filterable=True,
        )
        for name in names
    ]


def filter_choices(desk: Desk, names: tuple[str, ...]) -> list[Any]:
    """What the boxes offer now; whatever was chosen stays chosen."""
    offered = outcomes.choices(desk.store)
    named = {**offered, "runs": [(name, run) for run, name in outcomes.run_names(desk.store).items()]}
    return [gr.update(choices=named[name]) for name in names]


def selection(names: tuple[str, ...], values: tuple[list[Any] | None, ...]) -> Selection:
    """The boxes' values as a Selection.

    >>> selection(("levels", "runs"), ([5], None))
    Selection(runs=(), models=(), benchmarks=(), subjects=(), levels=(5,), rules=())
    """
    return Selection(**{name: tuple(value or ()) for name, value in zip(names, values, strict=True)})


def head_line(caller: Caller, left: str, right: str = "") -> str:
    """The line above a page: what is to be known at a glance, who is signed in, and the switch of languages."""
    switches = "".join(
        f'<button type="button" class="language" lang="{code}" data-language="{code}">{name}</button>'
        for code, name in words.LANGUAGES.items()
        if code != caller.language
    )
    name = caller.say("reviewing as {name}", name=caller.name)
    return (
        f'<div class="head-line" lang="{words.TAGS[caller.language]}"><span>{left}</span>'
        f'<span class="quiet">{right}</span>'
        f'<span class="quiet who"><a href="/account" title="{html.escape(name)}">{escape(caller.name)}</a>'
        f"{switches}</span></div>"
    )


def beside(ids: Sequence[str], shown: str, step: int) -> str | None:
    """The id so many steps from the one that is shown, round in a circle; the first where that is not among them.

    >>> beside(["a", "b"], "b", 1), beside(["a", "b"], "c", 1), beside([], "a", 1)
    ('a', 'a', None)
    """
    if not ids:
        return None
    return ids[(ids.index(shown) + step) % len(ids)] if shown in ids else ids[0]


def turn_mark(address: str) -> str:
    """What tells `shortcuts.js` that an answer came, even where it shows the same again, and which address leads to
    it: `/disputes?case=c0f3a`. (A link, because Gradio lets no data attribute through.)"""
    return f'<a class="turn" id="turn-{uuid4().hex[:8]}" href="{address}"></a>'
