"""Generate: have a model answer a benchmark in the server's background, watch it, cancel it, go on with it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import InputError
from review_app.services.background import UNDER_WAY
from review_app.ui import asking_form
from review_app.ui import generate_form as form
from review_app.ui import generate_view as html
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.widgets import head_line, notice_box
from review_app.wording import later

Answer = tuple[Any, ...]

BEGUN = later("run {run} is under way; it goes on when this page is closed")


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """The wish above, the runs below."""
    notice, head = notice_box(), gr.HTML(elem_id="generate-head")
    boxes, bar = form.lay_out(), asking_form.bar("generate", later("Run"))

    wiring, shown = Wiring(desk, notice, needs), [head, bar.begun, bar.chosen, bar.timer]
    offering = [box for name, box in zip(form.NAMES, boxes, strict=True) if name in form.CHOICES]
    wiring.quick(page.load, open_page, None, [*shown, *offering])
    wiring.quick(bar.timer.tick, look, None, [head, bar.begun, bar.timer])
    wiring.quick(bar.start.click, begin, boxes, shown)
    wiring.quick(bar.chosen.input, choose, [bar.chosen], boxes)
    wiring.quick(bar.resume.click, go_on, [bar.chosen], shown)
    wiring.quick(bar.cancel.click, end, [bar.chosen], shown)


def open_page(desk: Desk, caller: Caller) -> Answer:
    """The runs, and what the boxes offer."""
    return *show(desk, caller), *form.offers(desk.store, caller.say)


def look(desk: Desk, caller: Caller) -> Answer:
    """How it goes now; where nothing is under way any more, that is the last look."""
    head, runs, _, timer = show(desk, caller)
    return head, runs, timer


def begin(desk: Desk, caller: Caller, *values: Any) -> Said:
    """Start the run that the boxes describe, or go on with it; closing the page does not stop it."""
    run = desk.generating.start(form.wish_of(values), caller.name)
    return Said(show(desk, caller, run), BEGUN, {"run": run})


def choose(desk: Desk, caller: Caller, run: str | None) -> Answer:
    """Fill the boxes with what was wished for a run, to be changed or wished again."""
    return form.values_of(desk.generating.told(chosen(run)).wish)


def go_on(desk: Desk, caller: Caller, run: str | None) -> Said:
    """Ask what is open of a run."""
    desk.generating.resume(chosen(run), caller.name)
    return Said(show(desk, caller, run), BEGUN, {"run": run})


def end(desk: Desk, caller: Caller, run: str | None) -> Said:
    """Ask no more; what came is kept."""
    desk.generating.cancel(chosen(run))
    return Said(show(desk, caller, run), "run {run} is cancelled; what came is kept", {"run": run})


def chosen(run: str | None) -> str:
    """The run that was chosen. Raises InputError where none was."""
    if not run:
        raise InputError("choose a run of the list first")
    return run


def show(desk: Desk, caller: Caller, run: str | None = None) -> Answer:
    """Head line, runs, the choice of them (with `run` chosen), and whether to look again."""
    found = desk.generating.all()
    active = sum(one.state in UNDER_WAY for one in found)
    told = caller.say("<strong>{count}</strong> runs under way", count=active)
    choice = gr.update(choices=[html.named(one) for one in found], **({"value": run} if run else {}))
    return head_line(caller, told), html.runs(found, caller.say), choice, gr.Timer(active=active > 0)
