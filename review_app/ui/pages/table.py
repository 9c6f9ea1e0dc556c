"""Table: doubtful cases by the page; tick many and decide them at once."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from review_app.domain import Outcome, Permission
from review_app.errors import NotFound
from review_app.services import review
from review_app.ui import grid, words
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.widgets import filter_boxes, filter_choices, head_line, notice_box, selection, typeset_panel

FILTERS = ("benchmarks", "models", "subjects", "levels", "rules")
PAGE_SIZE = 200

# The ticked rows are read in the browser; the service checks that they are cases.
TICKED = """(_, ...rest) =>
    [[...document.querySelectorAll('#cases input.tick:checked')].map(box => box.value).join(' '), ...rest]"""

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """Filters, the decisions, the table, the page number."""
    notice, head = notice_box(), gr.HTML(elem_id="table-head")
    with gr.Row():
        boxes = filter_boxes(FILTERS)
    with gr.Row(elem_id="decide-bar"):
        correct = gr.Button(
            words.label("✓ Ticked: correct"), elem_id="all-correct", elem_classes="correct", min_width=150, scale=2
        )
        incorrect = gr.Button(
            words.label("✗ Ticked: incorrect"),
            elem_id="all-incorrect",
            elem_classes="incorrect",
            min_width=150,
            scale=2,
        )
        note = gr.Textbox(
            show_label=False,
            label=words.label("Note"),
            placeholder=words.label("Note for all ticked"),
            elem_id="table-note",
            max_lines=1,
            min_width=160,
            scale=2,
        )
        back = gr.Button(words.label("Undo"), elem_id="undo-table", min_width=60)
        before = gr.Button(words.label("‹ Page"), min_width=60, elem_id="page-before")
        number = gr.Number(
            1, label=words.label("Page"), show_label=False, precision=0, minimum=1, min_width=60, elem_id="page-number"
        )
        after = gr.Button(words.label("Page ›"), min_width=60, elem_id="page-after")
    table = typeset_panel("table")
    ticked = gr.Textbox(visible="hidden", elem_id="ticked")

    wiring, shown = Wiring(desk, notice, needs), [head, table, number]
    wiring.quick(page.load, open_page, [number, *boxes], [*shown, *boxes])
    for button, outcome in ((correct, Outcome.CORRECT), (incorrect, Outcome.INCORRECT)):
        inputs = [ticked, note, number, *boxes]
        wiring.quick(button.click, partial(decide, outcome=outcome), inputs, [note, *shown], js=TICKED)
    wiring.quick(back.click, undo, [number, *boxes], shown)
    for button, step in ((before, -1), (after, 1)):
        wiring.quick(button.click, partial(turn_page, step=step), [number, *boxes], shown)
    wiring.quick(number.submit, turn_page, [number, *boxes], shown)
    for box in boxes:
        wiring.quick(box.input, refilter, boxes, shown)


def open_page(desk: Desk, caller: Caller, number: float | None, *values: Any) -> Answer:
    """The first page and what the filters offer."""
    return (*show(desk, caller, number, values), *filter_choices(desk, FILTERS))


def refilter(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """The first page under the filters as they are now."""
    return show(desk, caller, 1, values)


def turn_page(desk: Desk, caller: Caller, number: float | None, *values: Any, step: int = 0) -> Answer:
    """The page before or after, or the one whose number was typed."""
    return show(desk, caller, (number or 1) + step, values)


def decide(
    desk: Desk, caller: Caller, ticked: str, note: str, number: float | None, *values: Any, outcome: Outcome
) -> Said:
    """Decide all ticked cases, all or none, then show what is left of the page."""
    done = desk.reviews.decide(caller.name, ticked.split(), outcome, note)
    return Said(("", *show(desk, caller, number, values)), "{count} cases decided", {"count": done})


def undo(desk: Desk, caller: Caller, number: float | None, *values: Any) -> Said:
    """Take back what was decided last, all of it if it was decided at once."""
    taken_back = desk.reviews.undo(caller.name)
    if not taken_back:
        raise NotFound("you have no decision left to take back")
    return Said(show(desk, caller, number, values), "{count} decisions taken back", {"count": len(taken_back)})


def show(desk: Desk, caller: Caller, number: float | None, values: tuple[Any, ...]) -> Answer:
    """Head line, table and page number; a page past the end shows the last one."""
    listed = review.doubtful_page(desk.store, selection(FILTERS, values), int(number or 1), PAGE_SIZE)
    left = caller.say(
        "<strong>{total:,}</strong> doubtful cases · page {page} of {pages}",
        total=listed.total,
        page=listed.page,
        pages=listed.pages,
    )
    right = caller.say("{count} a page", count=PAGE_SIZE)
    hidden = desk.reviews.hidden([row["case_id"] for row in listed.rows])
    return head_line(caller, left, right), grid.cases(listed.rows, caller.say, hidden), listed.page
