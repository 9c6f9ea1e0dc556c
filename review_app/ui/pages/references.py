"""References: flagged references one at a time; a second person rules, and sees what that does to the scores."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from review_app.domain import Outcome, Permission
from review_app.errors import ReviewError
from review_app.services import corrections, docket
from review_app.ui import assets
from review_app.ui import corrections as html
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.widgets import beside, head_line, notice_box, turn_mark, typeset_panel
from review_app.ui.words import label

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """Head line, the flagged problem, the bar of rulings, a case to decide, the list."""
    notice, head = notice_box(), gr.HTML(elem_id="references-head")
    paper = typeset_panel("correction")
    problem, case = (gr.Textbox(visible="hidden", elem_id=f"flagged-{name}") for name in ("problem", "case"))
    with gr.Row(elem_id="correction-words"):
        answer = gr.Textbox(label=label("Right answer"), max_lines=1, elem_id="right-answer", min_width=200, scale=2)
        note = gr.Textbox(label=label("Note"), max_lines=1, elem_id="ruling-note", min_width=200, scale=2)
    with gr.Row(elem_id="decide-bar"):
        confirm_it = gr.Button(label("✓ Confirm this answer"), elem_id="confirm", elem_classes="correct", min_width=170)
        reject_it = gr.Button(
            label("✗ The reference stands"), elem_id="reject", elem_classes="incorrect", min_width=170
        )
        try_out = gr.Button(label("What would change [w]"), elem_id="shortcut-w", min_width=170)
        reopen_it = gr.Button(label("Reopen"), elem_id="reopen", min_width=90)
        before = gr.Button(label("Previous [p]"), elem_id="shortcut-p", min_width=100)
        after = gr.Button(label("Next [n]"), elem_id="shortcut-n", min_width=100)
    undecided = typeset_panel("undecided")
    with gr.Row(visible=False, elem_id="amended-bar") as bar:
        correct = gr.Button(label("✓ Correct [1]"), elem_id="shortcut-1", elem_classes="correct", min_width=110)
        incorrect = gr.Button(label("✗ Incorrect [2]"), elem_id="shortcut-2", elem_classes="incorrect", min_width=110)
    listing = typeset_panel("docket")
    with gr.Row(elem_id="export-bar"):
        write = gr.Button(label("Export as JSONL"), elem_id="export", scale=1)
        files = gr.File(label=label("Files"), interactive=False, elem_id="docket-files", scale=2, visible=False)

    wiring = Wiring(desk, notice, needs)
    shown = [head, paper, problem, answer, note, undecided, case, bar, listing]
    wiring.quick(page.load, open_page, [problem], shown, js=assets.text("shortcuts.js"))
    wiring.quick(try_out.click, preview, [problem, answer], shown)
    wiring.slow(confirm_it.click, confirm, [problem, answer, note], shown)
    wiring.quick(reject_it.click, reject, [problem, note], shown)
    wiring.quick(reopen_it.click, reopen, [problem, note], shown)
    for button, step in ((before, -1), (after, 1)):
        wiring.quick(button.click, partial(turn, step=step), [problem], shown)
    for button, outcome in ((correct, Outcome.CORRECT), (incorrect, Outcome.INCORRECT)):
        wiring.quick(button.click, partial(decide, outcome=outcome), [problem, case, note], shown)
    wiring.slow(write.click, write_file, None, [files])


def open_page(desk: Desk, caller: Caller, problem: str) -> Answer | Said:
    """The problem named in the link, else the first that waits."""
    try:
        return show(desk, caller, caller.query.get("problem") or problem, case=caller.query.get("case"))
    except ReviewError as error:
        return Said(show(desk, caller), error.template, error.values)


def preview(desk: Desk, caller: Caller, problem: str, answer: str) -> Answer:
    """What the written answer would change, before anybody rules."""
    docket.proposed(docket.printed_problem(desk.store, problem), answer)
    return show(desk, caller, problem, answer.strip())


def confirm(desk: Desk, caller: Caller, progress: gr.Progress, problem: str, answer: str, note: str) -> Said:
    """The written answer is the right one: grade by it."""
    progress(0, desc=caller.say("grading by the corrected reference"))
    count = docket.confirm(desk.store, caller.name, problem, answer, note)
    return Said(show(desk, caller, problem), "confirmed; cases graded by the right answer: {count}", {"count": count})


def reject(desk: Desk, caller: Caller, problem: str, note: str) -> Said:
    """The printed reference stands."""
    docket.reject(desk.store, caller.name, problem, note)
    return Said(show(desk, caller, problem), "rejected: the printed reference stands")


def reopen(desk: Desk, caller: Caller, problem: str, note: str) -> Said:
    """Take the ruling back."""
    docket.reopen(desk.store, caller.name, problem, note)
    return Said(show(desk, caller, problem), "opened again: until the next ruling the printed reference holds")


def turn(desk: Desk, caller: Caller, problem: str, step: int) -> Answer:
    """The problem before or after this one among those where something is to be done."""
    return show(desk, caller, beside(corrections.to_do(corrections.entries(desk.store)), problem, step))


def decide(desk: Desk, caller: Caller, problem: str, case: str, note: str, *, outcome: Outcome) -> Answer:
    """What a case is by the corrected reference; then the next that the grader cannot tell."""
    if case:
        docket.decide_amended(desk.store, caller.name, case, outcome, note)
    return show(desk, caller, problem)


def write_file(desk: Desk, _: Caller, progress: gr.Progress) -> Said:
    """Write the whole docket and offer the file."""
    progress(0)
    path = corrections.write(desk.store, desk.settings.exports)
    return Said((gr.update(value=str(path.resolve()), visible=True),), "written: {path}", {"path": path})


def show(
    desk: Desk, caller: Caller, wanted: str | None = None, answer: str | None = None, case: str | None = None
) -> Answer:
    """All that is shown of one flagged problem; the first where none is `wanted`. Raises InputError or NotFound."""
    rows, say = corrections.entries(desk.store), caller.say
    problem = wanted or (rows[0]["problem_id"] if rows else "")
    head, listing = head_line(caller, html.waiting_line(rows, say)), html.listing(rows, problem, say)
    if not problem:
        mark = turn_mark(html.address(""))
        return head, html.nothing_flagged(say) + mark, "", "", "", "", "", gr.update(visible=False), listing
    found = corrections.correction(desk.store, problem, answer)
    card = corrections.case_to_decide(desk.store, found, case)
    paper = html.paper(found, say) + turn_mark(html.address(problem))
    undecided, shown = html.undecided(found, card, say), card.case_id if card else ""
    bar = gr.update(visible=card is not None)
    return head, paper, problem, found.answer, "", undecided, shown, bar, listing
