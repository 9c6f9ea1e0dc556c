"""Review: the next doubtful case; one key decides it and brings the next."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import gradio as gr

from review_app.domain import Outcome
from review_app.errors import NotFound
from review_app.services import review
from review_app.services.review import Turn
from review_app.ui import assets
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.sheet import nothing_left, sheet
from review_app.ui.widgets import filter_boxes, filter_choices, head_line, notice_box, selection, typeset_panel

FILTERS = ("benchmarks", "models", "runs", "subjects", "levels", "rules")

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk) -> None:
    """Head line, filters, the sheet, and the bar of decisions."""
    notice, head = notice_box(), gr.HTML(elem_id="review-head")
    with gr.Accordion("Filters", open=False, elem_id="filters"), gr.Row():
        boxes = filter_boxes(FILTERS)
    gr.HTML(assets.text("help.html"), elem_id="help-holder")
    paper = typeset_panel("sheet")
    case = gr.Textbox(visible="hidden", elem_id="case-id")
    with gr.Row(elem_id="decide-bar"):
        correct = gr.Button("✓ Correct [1]", elem_id="key-1", elem_classes="correct", min_width=110)
        incorrect = gr.Button("✗ Incorrect [2]", elem_id="key-2", elem_classes="incorrect", min_width=110)
        unknown = gr.Button("? Cannot tell [3]", elem_id="key-3", min_width=110)
        later = gr.Button("Skip [s]", elem_id="key-s", min_width=80)
        back = gr.Button("Undo [u]", elem_id="key-u", min_width=80)
        note = gr.Textbox(
            show_label=False,
            label="Note",
            placeholder="Note [n]",
            elem_id="note",
            max_lines=1,
            min_width=160,
            scale=2,
        )
        gr.Button("Help [?]", elem_id="key-help", min_width=80)

    wiring, shown = Wiring(desk, notice), [head, paper, case, note]
    wiring.quick(page.load, open_page, boxes, [*shown, *boxes])
    for button, outcome in ((correct, Outcome.CORRECT), (incorrect, Outcome.INCORRECT), (unknown, Outcome.UNCERTAIN)):
        wiring.quick(button.click, partial(decide, outcome=outcome), [case, note, *boxes], shown)
    wiring.quick(later.click, skip, [case, *boxes], shown)
    wiring.quick(back.click, undo, boxes, shown)
    for box in boxes:
        wiring.quick(box.input, refilter, boxes, shown)


def open_page(desk: Desk, caller: Caller, *values: Any) -> Answer | Said:
    """The case named in the link, else the next one; and what the filters offer."""
    chosen, wanted = selection(FILTERS, values), caller.query.get("case")
    offered = filter_choices(desk, FILTERS)
    if not wanted:
        return (*refilter(desk, caller, *values), *offered)
    try:
        return (*show(review.turn_at(desk.store, caller.name, chosen, wanted), caller), *offered)
    except NotFound as error:
        return Said((*refilter(desk, caller, *values), *offered), str(error))


def decide(desk: Desk, caller: Caller, case: str, note: str, *values: Any, outcome: Outcome) -> Answer:
    """Commit the decision, then bring the next case."""
    if case:
        review.decide(desk.store, caller.name, [case], outcome, note)
    return refilter(desk, caller, *values)


def skip(desk: Desk, caller: Caller, case: str, *values: Any) -> Answer:
    """Put the case at the end of the queue and bring the next."""
    if case:
        review.skip(desk.store, caller.name, case)
    return refilter(desk, caller, *values)


def undo(desk: Desk, caller: Caller, *values: Any) -> Answer | Said:
    """Take back what was decided last and show its case again."""
    taken_back = review.undo(desk.store, caller.name)
    if not taken_back:
        raise NotFound("you have no decision left to take back")
    shown = show(review.turn_at(desk.store, caller.name, selection(FILTERS, values), taken_back[0]), caller)
    if len(taken_back) == 1:
        return shown
    return Said(shown, f"{len(taken_back)} decisions that were made at once are taken back")


def refilter(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """The next case under the filters as they are now."""
    return show(review.next_turn(desk.store, caller.name, selection(FILTERS, values)), caller)


def show(turn: Turn, caller: Caller) -> Answer:
    """Head line, sheet, case id and an empty note."""
    card = turn.card
    bar = f'<progress max="{turn.total or 1}" value="{turn.decided}"></progress>'
    done = f"{turn.decided:,} of {turn.total:,} doubtful cases decided"
    left = f"<strong>{turn.waiting:,}</strong> waiting {bar} {done}"
    paper = (sheet(card) if card else nothing_left()) + turn_mark()
    covers = f"this case covers {len(card.responses)} responses" if card and len(card.responses) > 1 else ""
    return head_line(caller.name, left, covers), paper, card.case_id if card else "", ""


def turn_mark() -> str:
    """What tells the browser that an answer came, even where it shows the same case again."""
    return f'<span class="turn" id="turn-{uuid4().hex[:8]}"></span>'
