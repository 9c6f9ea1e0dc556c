"""Disputes: cases on which people differ, one at a time with all opinions; an adjudicator's word settles each."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from review_app.domain import Outcome, Permission, Selection
from review_app.errors import NotFound
from review_app.services import disputes
from review_app.services.disputes import Adjudicator
from review_app.store.database import Row
from review_app.ui import assets, opinions
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.widgets import (
    beside,
    filter_boxes,
    filter_choices,
    head_line,
    notice_box,
    selection,
    turn_mark,
    typeset_panel,
)
from review_app.ui.words import label

FILTERS = ("benchmarks", "models", "subjects", "levels", "rules")

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """Head line, filters, the case with its opinions, the bar of decisions, the lists."""
    notice, head = notice_box(), gr.HTML(elem_id="disputes-head")
    with gr.Accordion(label("Filters"), open=False, elem_id="filters"), gr.Row():
        boxes = filter_boxes(FILTERS)
    paper = typeset_panel("dispute")
    case = gr.Textbox(visible="hidden", elem_id="dispute-case")
    with gr.Row(elem_id="dispute-reasons"):
        cause = gr.Dropdown(
            [(label("No cause"), ""), *((label(name), value) for name, value in opinions.choices_of_cause())],
            value="", label=label("Cause"), container=False, elem_id="dispute-cause", min_width=200,
        )  # fmt: skip
        note = gr.Textbox(
            label=label("Note"), placeholder=label("Note"), container=False, max_lines=1, elem_id="dispute-note",
            min_width=240, scale=4,
        )  # fmt: skip
    with gr.Row(elem_id="decide-bar"):
        correct = gr.Button(label("✓ Correct [1]"), elem_id="shortcut-1", elem_classes="correct", min_width=110)
        incorrect = gr.Button(label("✗ Incorrect [2]"), elem_id="shortcut-2", elem_classes="incorrect", min_width=110)
        before = gr.Button(label("Previous [p]"), elem_id="shortcut-p", min_width=90)
        after = gr.Button(label("Next [n]"), elem_id="shortcut-n", min_width=90)
        back = gr.Button(label("Take back [u]"), elem_id="shortcut-u", min_width=90)
    lists = typeset_panel("dispute-lists")

    wiring, shown = Wiring(desk, notice, needs), [head, paper, case, cause, note, lists]
    wiring.quick(page.load, open_page, boxes, [*shown, *boxes], js=assets.text("shortcuts.js"))
    for button, outcome in ((correct, Outcome.CORRECT), (incorrect, Outcome.INCORRECT)):
        wiring.quick(button.click, partial(settle, outcome=outcome), [case, cause, note, *boxes], shown)
    for button, step in ((before, -1), (after, 1)):
        wiring.quick(button.click, partial(turn, step=step), [case, *boxes], shown)
    wiring.quick(back.click, take_back, [case, *boxes], shown)
    for box in boxes:
        wiring.quick(box.input, refilter, boxes, shown)


def open_page(desk: Desk, caller: Caller, *values: Any) -> Answer | Said:
    """The case named in the link, else the first that waits; and what the filters offer."""
    wanted, chosen = caller.query.get("case"), selection(FILTERS, values)
    offered = filter_choices(desk, FILTERS)
    try:
        return (*show(desk, caller, chosen, wanted), *offered)
    except NotFound as error:
        return Said((*show(desk, caller, chosen), *offered), error.template, error.values)


def refilter(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """The first case under the filters as they are now."""
    return show(desk, caller, selection(FILTERS, values))


def turn(desk: Desk, caller: Caller, case: str, *values: Any, step: int) -> Answer:
    """The open case before or after this one."""
    chosen = selection(FILTERS, values)
    waiting = disputes.open_cases(desk.store, chosen)
    return show(desk, caller, chosen, beside([row["case_id"] for row in waiting], case, step), waiting)


def settle(
    desk: Desk, caller: Caller, case: str, cause: str, note: str, *values: Any, outcome: Outcome
) -> Answer | Said:
    """Settle the case, then bring the one that followed it."""
    chosen = selection(FILTERS, values)
    if not case:
        return show(desk, caller, chosen)
    waiting = disputes.open_cases(desk.store, chosen)
    following = beside([row["case_id"] for row in waiting], case, 1)
    disputes.settle(desk.store, desk.reviews, adjudicator(caller), case, outcome, note, cause or None)
    left = [row for row in waiting if row["case_id"] != case]
    shown = show(desk, caller, chosen, following if following != case else None, left)
    return Said(shown, "settled; it can be taken back")


def take_back(desk: Desk, caller: Caller, case: str, *values: Any) -> Said:
    """Reopen the case that is shown if it is settled, else what the caller settled last; and show it."""
    who, reopened = adjudicator(caller), case
    if case and disputes.is_settled(desk.store, case):
        disputes.reopen(desk.store, desk.reviews, who, case)
    else:
        reopened = disputes.reopen_last(desk.store, desk.reviews, who)
    return Said(show(desk, caller, selection(FILTERS, values), reopened), "taken back: the dispute is open again")


def adjudicator(caller: Caller) -> Adjudicator:
    """The caller as one who settles; an admin may where they took a side themselves."""
    return Adjudicator(caller.name, Permission.MANAGE in caller.permissions)


def show(
    desk: Desk, caller: Caller, chosen: Selection, wanted: str | None = None, waiting: list[Row] | None = None
) -> Answer:
    """Head line, case with opinions, its id, no cause, an empty note, the lists. Raises NotFound for no such case."""
    load = disputes.caseload(desk.store, chosen, waiting)
    case = wanted or next((row["case_id"] for row in load.open), "")
    found = disputes.dispute(desk.store, case) if case else None
    paper = opinions.paper(found, caller.say) if found else opinions.nothing_open(caller.say)
    head = head_line(caller, opinions.waiting_line(load, caller.say))
    return head, paper + turn_mark(opinions.address(case)), case, "", "", opinions.lists(load, case, caller.say)
