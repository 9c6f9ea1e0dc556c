"""Generate: have a model answer a benchmark in the server's background, watch it, cancel it, go on with it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import InputError
from review_app.services.generation_jobs import State
from review_app.ui import generate_form as form
from review_app.ui import generate_view as html
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.widgets import head_line, notice_box
from review_app.ui.words import label

# How often (seconds) a page that shows something under way asks how it goes.
LOOK_SECONDS = 1.0

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """The wish above, the runs below."""
    notice, head = notice_box(), gr.HTML(elem_id="generate-head")
    boxes = form.lay_out()
    start = gr.Button(label("Start"), variant="primary", elem_id="generate-start")
    runs = gr.HTML(elem_id="generate-runs")
    with gr.Row(elem_id="generate-bar"):
        run = gr.Dropdown([], label=label("Run"), elem_id="generate-run", scale=3)
        resume = gr.Button(label("Go on"), elem_id="generate-resume", min_width=110)
        cancel = gr.Button(label("Cancel"), elem_id="generate-cancel", min_width=110)
    timer = gr.Timer(LOOK_SECONDS, active=False)

    wiring, shown = Wiring(desk, notice, needs), [head, runs, run, timer]
    offering = [box for name, box in zip(form.NAMES, boxes, strict=True) if name in form.CHOICES]
    wiring.quick(page.load, open_page, None, [*shown, *offering])
    wiring.quick(timer.tick, look, None, [head, runs, timer])
    wiring.quick(start.click, begin, boxes, shown)
    wiring.quick(run.input, choose, [run], boxes)
    wiring.quick(resume.click, go_on, [run], shown)
    wiring.quick(cancel.click, end, [run], shown)


def open_page(desk: Desk, caller: Caller) -> Answer:
    """The runs, and what the boxes offer."""
    return *show(desk, caller), *form.offers(desk.store, caller.say)


def look(desk: Desk, caller: Caller) -> Answer:
    """How it goes now; where nothing is under way any more, that is the last look."""
    head, runs, _, timer = show(desk, caller)
    return head, runs, timer


def begin(desk: Desk, caller: Caller, *values: Any) -> Said:
    """Start the run that the boxes describe, or go on with it; closing the page does not stop it."""
    run = desk.jobs.start(form.wish_of(values), caller.name)
    return Said(show(desk, caller, run), "run {run} is under way; it goes on when this page is closed", {"run": run})


def choose(desk: Desk, caller: Caller, run: str | None) -> Answer:
    """Fill the boxes with what was wished for a run, to be changed or wished again."""
    return form.values_of(desk.jobs.told(chosen(run)).wish)


def go_on(desk: Desk, caller: Caller, run: str | None) -> Said:
    """Ask what is open of a run."""
    desk.jobs.resume(chosen(run), caller.name)
    return Said(show(desk, caller, run), "run {run} is under way; it goes on when this page is closed", {"run": run})


def end(desk: Desk, caller: Caller, run: str | None) -> Said:
    """Ask no more; what came is kept."""
    desk.jobs.cancel(chosen(run))
    return Said(show(desk, caller, run), "run {run} is cancelled; what came is kept", {"run": run})


def chosen(run: str | None) -> str:
    """The run that was chosen. Raises InputError where none was."""
    if not run:
        raise InputError("choose a run of the list first")
    return run


def show(desk: Desk, caller: Caller, run: str | None = None) -> Answer:
    """Head line, runs, the choice of them (with `run` chosen), and whether to look again."""
    found = desk.jobs.all()
    active = sum(one.state in {State.RUNNING, State.ENDING} for one in found)
    told = caller.say("<strong>{count}</strong> runs under way", count=active)
    choice = gr.update(choices=[html.named(one) for one in found], **({"value": run} if run else {}))
    return head_line(caller, told), html.runs(found, caller.say), choice, gr.Timer(active=desk.jobs.under_way())
