"""Audit: have people check automatic verdicts drawn by chance, see how often the grader is wrong; known answers."""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import InputError
from review_app.services import audit
from review_app.ui import audit_view
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.pages import known_answers
from review_app.ui.widgets import filter_boxes, filter_choices, head_line, notice_box, selection, typeset_panel
from review_app.ui.words import label

FILTERS = ("benchmarks", "models", "runs", "rules")

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """The grader's audit on one tab, the known answers on the other."""
    notice, head = notice_box(), gr.HTML(elem_id="audit-head")
    wiring = Wiring(desk, notice, needs)
    with gr.Tabs(elem_id="audit-tabs"):
        with gr.Tab(label("Audit of the grader")):
            with gr.Row(elem_id="audit-bar"):
                boxes = filter_boxes(FILTERS)
                size = gr.Number(
                    audit.DEFAULT_SIZE, label=label("Verdicts to draw"), precision=0, minimum=1, min_width=110,
                    elem_id="audit-size",
                )  # fmt: skip
                take = gr.Button(label("Draw"), variant="primary", elem_id="audit-draw", min_width=90, scale=0)
            report = typeset_panel("audit-report")
        with gr.Tab(label("Known answers")):
            known_answers.lay_out(wiring, page)
    wiring.quick(page.load, open_page, boxes, [head, report, *boxes])
    wiring.slow(take.click, draw, [size, *boxes], [head, report])
    for box in boxes:
        wiring.quick(box.input, refilter, boxes, [head, report])


def open_page(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """The report, and what the filters offer."""
    return (*refilter(desk, caller, *values), *filter_choices(desk, FILTERS))


def refilter(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """Head line and report under the filters as they are now."""
    found = audit.report(desk.store, selection(FILTERS, values))
    drawn = found.report.all
    told = caller.say(
        "<strong>{decided:,}</strong> of {drawn:,} drawn verdicts decided, {wrong:,} wrong",
        decided=drawn.decided,
        drawn=drawn.drawn,
        wrong=drawn.wrong,
    )
    return head_line(caller, told), audit_view.report(found, caller.say)


def draw(desk: Desk, caller: Caller, progress: gr.Progress, size: float | None, *values: Any) -> Said:
    """Draw verdicts under the filters; they are in the queue when this returns."""
    if size is None:
        raise InputError("how many verdicts? write a number first")
    progress(0, desc=caller.say("drawing"))
    drawn = audit.draw(desk.store, caller.name, int(size), selection(FILTERS, values))
    desk.reviews.refresh()
    told = "{cases:,} verdicts drawn from {strata:,} strata; they are in the queue now"
    if drawn.all_taken:
        told = "{cases:,} verdicts drawn, fewer than the {asked:,} asked for: nothing else is left under these filters"
    counts = {"cases": drawn.cases, "strata": drawn.strata, "asked": drawn.asked}
    return Said(refilter(desk, caller, *values), told, counts)
