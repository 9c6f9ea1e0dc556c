"""Team: how people agree with each other and with known answers, how fast they are, whether they follow the grader."""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.services.team_report import TeamReport, team_report
from review_app.ui import team_view
from review_app.ui.desk import Caller, Desk, Wiring
from review_app.ui.widgets import filter_boxes, filter_choices, head_line, notice_box, selection

FILTERS = ("benchmarks", "rules")

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """Filters, then the report."""
    notice, head = notice_box(), gr.HTML(elem_id="team-head")
    with gr.Row():
        boxes = filter_boxes(FILTERS)
    report = gr.HTML(elem_id="team")

    wiring, shown = Wiring(desk, notice, needs), [head, report]
    wiring.quick(page.load, open_page, boxes, [*shown, *boxes])
    for box in boxes:
        wiring.quick(box.input, refilter, boxes, shown)


def open_page(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """Everything, and what the filters offer."""
    return (*refilter(desk, caller, *values), *filter_choices(desk, FILTERS))


def refilter(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """Head line and report under the filters as they are now."""
    found = team_report(desk.store, selection(FILTERS, values))
    return head_line(caller, summary(found, caller)), team_view.report(found, caller.say)


def summary(found: TeamReport, caller: Caller) -> str:
    """The work of the team in a line."""
    decisions = sum(one.decisions for one in found.annotators)
    people = len(found.annotators)
    return caller.say("<strong>{decisions:,}</strong> decisions by {people} people", decisions=decisions, people=people)
