"""Review: the next doubtful case; one key decides it and brings the next."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from review_app.domain import Outcome
from review_app.errors import NotFound
from review_app.services import review
from review_app.services.review import Turn
from review_app.ui import assets
from review_app.ui.desk import Caller, Desk, handler
from review_app.ui.mathtext import escape
from review_app.ui.sheet import nothing_left, sheet
from review_app.ui.widgets import QUICK, filter_boxes, filter_choices, head_line, selection, typeset_panel

FILTERS = ("benchmarks", "models", "runs", "subjects", "levels", "rules")

Answer = tuple[Any, ...]

# Head line, sheet, case id, note.
SHOWN = 4


def build(page: gr.Blocks, desk: Desk) -> None:
    """Head line, filters, the sheet, and the bar of decisions."""
    head = gr.HTML(elem_id="review-head")
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

    shown = [head, paper, case, note]
    page.load(handler(desk, open_page), boxes, [*shown, *boxes], **QUICK)
    for button, outcome in (
        (correct, Outcome.CORRECT),
        (incorrect, Outcome.INCORRECT),
        (unknown, Outcome.UNCERTAIN),
    ):
        button.click(handler(desk, partial(decide, outcome=outcome)), [case, note, *boxes], shown, **QUICK)
    later.click(handler(desk, skip), [case, *boxes], shown, **QUICK)
    back.click(handler(desk, undo), boxes, shown, **QUICK)
    for box in boxes:
        box.input(handler(desk, refilter), boxes, shown, **QUICK)


def open_page(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """The case named in the link, else the next one; and what the filters offer."""
    chosen, wanted = selection(FILTERS, values), caller.query.get("case")
    try:
        turn = review.turn_at(desk.store, caller.name, chosen, wanted) if wanted else None
    except NotFound as error:
        gr.Warning(escape(str(error)))
        turn = None
    turn = turn or review.next_turn(desk.store, caller.name, chosen)
    return (*show(turn, caller), *filter_choices(desk, FILTERS))


def decide(desk: Desk, caller: Caller, case: str, note: str, *values: Any, outcome: Outcome) -> Answer:
    """Commit the decision, then bring the next case."""
    review.decide(desk.store, caller.name, [case] if case else [], outcome, note)
    return refilter(desk, caller, *values)


def skip(desk: Desk, caller: Caller, case: str, *values: Any) -> Answer:
    """Put the case at the end of the queue and bring the next."""
    if case:
        review.skip(desk.store, caller.name, case)
    return refilter(desk, caller, *values)


def undo(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """Take back what was decided last and show its case again."""
    taken_back = review.undo(desk.store, caller.name)
    if not taken_back:
        gr.Info("You have no decision left to take back.")
        return tuple(gr.skip() for _ in range(SHOWN))
    if len(taken_back) > 1:
        gr.Info(f"{len(taken_back)} decisions that were made at once are taken back.")
    return show(review.turn_at(desk.store, caller.name, selection(FILTERS, values), taken_back[0]), caller)


def refilter(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """The next case under the filters as they are now."""
    return show(review.next_turn(desk.store, caller.name, selection(FILTERS, values)), caller)


def show(turn: Turn, caller: Caller) -> Answer:
    """Head line, sheet, case id and an empty note."""
    card = turn.card
    bar = f'<progress max="{turn.total or 1}" value="{turn.decided}"></progress>'
    done = f"{turn.decided:,} of {turn.total:,} doubtful cases decided"
    left = f"<strong>{turn.waiting:,}</strong> waiting {bar} {done}"
    paper = sheet(card) if card else nothing_left()
    covers = f"this case covers {len(card.responses)} responses" if card and len(card.responses) > 1 else ""
    return head_line(caller.name, left, covers), paper, card.case_id if card else "", ""
