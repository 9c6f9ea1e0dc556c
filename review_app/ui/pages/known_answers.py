"""Known answers: the part of the audit page where gold is made, looked through and withdrawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gradio as gr

from review_app.domain import Outcome
from review_app.errors import InputError
from review_app.services import gold
from review_app.services.ingest import uploads
from review_app.store import gold as kept
from review_app.ui import gold_view, grid
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.widgets import typeset_panel
from review_app.ui.words import label

# The ticked rows of a table are read in the browser; the service checks what they name.
TICKED = "(...rest) => [[...document.querySelectorAll('{table} input.tick:checked')].map(box => box.value).join(' ')]"
PROPOSED, ITEMS = (TICKED.replace("{table}", table) for table in ("#gold-proposals", "#gold-items"))

Answer = tuple[Any, ...]


def lay_out(wiring: Wiring, page: gr.Blocks) -> None:
    """Three ways to make gold above, what there is below."""
    with gr.Row(equal_height=False, elem_id="gold-ways"):
        with gr.Column(min_width=280):
            cases = gr.Textbox(label=label("Cases, by their ids"), elem_id="gold-cases", lines=1, max_lines=4)
            outcome = gr.Radio(
                [(label("correct"), Outcome.CORRECT.value), (label("incorrect"), Outcome.INCORRECT.value)],
                label=label("Known answer"), elem_id="gold-outcome",
            )  # fmt: skip
        with gr.Column(min_width=280):
            note = gr.Textbox(label=label("Note"), elem_id="gold-note", max_lines=1)
            make_button = gr.Button(label("Make known"), elem_id="gold-make")
            propose_button = gr.Button(label("Propose 30 on which people agree"), elem_id="gold-propose")
        with gr.Column(min_width=280):
            file = gr.File(label=label("JSON Lines with known answers"), elem_id="gold-file", height=130)
            file_button = gr.Button(label("Take the file"), elem_id="gold-take")
    rejects, proposals = gr.HTML(elem_id="gold-rejects"), typeset_panel("gold-proposed")
    accept_button = gr.Button(
        label("Take the ticked ones"), variant="primary", elem_id="gold-accept", min_width=240, visible=False
    )
    items, ticked = typeset_panel("gold-known"), gr.Textbox(visible="hidden")
    withdraw_button = gr.Button(label("Withdraw the ticked ones"), elem_id="gold-withdraw", min_width=240)

    wiring.quick(page.load, open_page, None, [items])
    wiring.quick(propose_button.click, propose, None, [proposals, accept_button])
    wiring.quick(accept_button.click, accept, [ticked], [proposals, accept_button, items], js=PROPOSED)
    wiring.quick(make_button.click, make, [cases, outcome, note], [cases, note, items])
    wiring.slow(file_button.click, take_file, [file], [file, rejects, items])
    wiring.quick(withdraw_button.click, withdraw, [ticked], [items], js=ITEMS)


def open_page(desk: Desk, caller: Caller) -> Answer:
    """The known answers."""
    return (listed(desk, caller),)


def propose(desk: Desk, caller: Caller) -> Answer | Said:
    """A random sample of what people agree on or an adjudicator settled, to be looked through."""
    found = gold.propose(desk.store)
    shown = gold_view.proposals(found, caller.say), gr.update(visible=bool(found))
    if found:
        return shown
    told = "there is nothing to propose: no case is settled, and on none do {count} people agree"
    return Said(shown, told, {"count": gold.AGREEING})


def accept(desk: Desk, caller: Caller, ticked: str) -> Said:
    """What people hold of the ticked proposals is known from now on."""
    count = gold.accept(desk.store, caller.name, ticked.split())
    desk.reviews.refresh()
    return Said(("", gr.update(visible=False), listed(desk, caller)), "{count} answers are known now", {"count": count})


def make(desk: Desk, caller: Caller, cases: str, outcome: str | None, note: str) -> Said:
    """The answers of the named cases are known from now on."""
    if not outcome:
        raise InputError("choose first whether the answers are correct or incorrect")
    count = gold.make(desk.store, caller.name, cases.replace(",", " ").split(), Outcome(outcome), note)
    desk.reviews.refresh()
    return Said(("", "", listed(desk, caller)), "{count} answers are known now", {"count": count})


def take_file(desk: Desk, caller: Caller, progress: gr.Progress, file: str | None) -> Said:
    """Take the good lines of a file; the others are listed with their numbers."""
    if not file:
        raise InputError("no file: choose one first")
    progress(0, desc=caller.say("reading answers"))
    with uploads([file]) as [path]:
        taken = gold.take_file(desk.store, caller.name, path)
    desk.reviews.refresh()
    left = [replace(one, file=path.name, reason=caller.say(one.reason)) for one in taken.rejects]
    told = "{made} answers are known now, {known} were before, {rejected} lines are left out"
    counts = {"made": taken.made, "known": taken.known, "rejected": len(left)}
    return Said((None, grid.rejects(left, caller.say), listed(desk, caller)), told, counts)


def withdraw(desk: Desk, caller: Caller, ticked: str) -> Said:
    """The ticked answers are not known any more."""
    count = gold.withdraw(desk.store, caller.name, ticked.split())
    desk.reviews.refresh()
    return Said((listed(desk, caller),), "{count} answers are not known any more", {"count": count})


def listed(desk: Desk, caller: Caller) -> str:
    """The known answers, those that most people contradict first."""
    return gold_view.known(kept.items(desk.store), caller.say)
