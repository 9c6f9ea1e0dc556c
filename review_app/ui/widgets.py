"""Widgets: the pieces that several pages share: filters, typeset panels, the head line."""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app.store import outcomes
from review_app.store.outcomes import Selection
from review_app.ui.characters import escape
from review_app.ui.desk import Desk
from review_app.ui.mathtext import LATEX_DELIMITERS

LABELS = {
    "runs": "Run",
    "models": "Model",
    "benchmarks": "Benchmark",
    "subjects": "Subject",
    "levels": "Level",
    "rules": "Rule",
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
            label=LABELS[name],
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
    run_names = {row["run_id"]: f"{row['model']} · {row['source']}" for row in outcomes.runs(desk.store)}
    named = {**offered, "runs": [(run_names.get(run, run), run) for run in offered["runs"]]}
    return [gr.update(choices=named[name]) for name in names]


def selection(names: tuple[str, ...], values: tuple[list[Any] | None, ...]) -> Selection:
    """The boxes' values as a Selection.

    >>> selection(("levels", "runs"), ([5], None))
    Selection(runs=(), models=(), benchmarks=(), subjects=(), levels=(5,), rules=())
    """
    return Selection(**{name: tuple(value or ()) for name, value in zip(names, values, strict=True)})


def head_line(who: str, left: str, right: str = "") -> str:
    """The line above a page: what is to be known at a glance, and who is signed in."""
    return (
        f'<div class="head-line"><span>{left}</span><span class="quiet">{right}</span>'
        f'<span class="quiet who">{escape(who)}</span></div>'
    )
