"""Ledger: the tab where published scores are listed, added, changed, withdrawn, taken from files and written."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import InputError
from review_app.services import ledger, ledger_file
from review_app.services.ingest import uploads
from review_app.services.insight import past_moment
from review_app.services.ledger_row import COLUMNS, score_of
from review_app.store import published
from review_app.store.published import LedgerRow
from review_app.ui import grid, ledger_view
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.words import label
from review_app.wording import later

LABELS = {
    "model": later("Model"),
    "benchmark": later("Benchmark"),
    "split": later("Split"),
    "n": later("Problems (n)"),
    "metric": later("Metric"),
    "k": later("k of the metric"),
    "shots": later("Shots"),
    "prompt": later("Prompt"),
    "value": later("Value"),
    "source": later("Source"),
    "date": later("Date"),
    "note": later("Note"),
}
EXAMPLES = {"benchmark": "MATH-500", "split": "test", "n": "500", "metric": "pass@1 (%)", "k": "1", "shots": "0",
            "value": "94.8", "source": "https://", "date": "2025-01-22"}  # fmt: skip
SMALL = ("split", "n", "k", "shots", "value", "date")
# As many of the last changes are shown.
CHANGES = 20

Answer = tuple[Any, ...]


def lay_out(wiring: Wiring, page: gr.Blocks, tab: gr.Tab, as_of: gr.DateTime) -> None:
    """The list, the form of one entry, files, the last changes."""
    table = gr.HTML(elem_id="ledger")
    with gr.Accordion(label("Add, change or withdraw an entry"), elem_id="entry-form", visible=False) as form:
        chosen = gr.Dropdown([], label=label("Entry to change or withdraw"), elem_id="entry")
        with gr.Row(elem_id="entry-fields"):
            boxes = [field(name) for name in COLUMNS]
        with gr.Row(elem_id="entry-bar"):
            reason = gr.Textbox(label=label("Reason"), max_lines=1, elem_id="entry-reason", scale=3, min_width=220)
            adding = gr.Button(label("Add as new"), variant="primary", elem_id="add-entry", min_width=120)
            changing = gr.Button(label("Change the entry"), elem_id="change-entry", min_width=120)
            leaving = gr.Button(label("Withdraw the entry"), elem_id="withdraw-entry", min_width=120)
    with gr.Row(elem_id="ledger-files", visible=False) as files:
        given = gr.File(label=label("CSV with published scores"), elem_id="ledger-file", height=130)
        taking = gr.Button(label("Take the file"), elem_id="take-ledger", min_width=120)
        writing = gr.Button(label("Export as CSV"), elem_id="export-ledger", min_width=120)
        written = gr.File(label=label("Files"), interactive=False, elem_id="ledger-written", visible=False)
    rejects, changes = gr.HTML(elem_id="ledger-rejects"), gr.HTML(elem_id="ledger-changes")

    shown, may = [table, changes, chosen], Permission.OPERATE
    wiring.quick(page.load, open_tab, [as_of, chosen], [*shown, form, files])
    for event in (tab.select, as_of.change):
        wiring.quick(event, refresh, [as_of, chosen], shown)
    wiring.quick(chosen.input, choose, [chosen], boxes, needs=may)
    wiring.quick(adding.click, add, [as_of, reason, *boxes], [reason, *shown], needs=may)
    wiring.quick(changing.click, change, [as_of, chosen, reason, *boxes], [reason, *shown], needs=may)
    wiring.quick(leaving.click, withdraw, [as_of, chosen, reason], [reason, *shown], needs=may)
    wiring.slow(taking.click, take_file, [as_of, given, reason], [given, rejects, *shown], needs=may)
    wiring.slow(writing.click, write_file, [as_of], [written], needs=may)


def field(name: str) -> gr.Textbox:
    """The box of one column."""
    return gr.Textbox(
        label=label(LABELS[name]), placeholder=EXAMPLES.get(name), max_lines=3 if name in ("prompt", "note") else 1,
        elem_id=f"entry-{name}", min_width=110 if name in SMALL else 220, scale=1 if name in SMALL else 2,
    )  # fmt: skip


def open_tab(desk: Desk, caller: Caller, as_of: str | None, chosen: str | None) -> Answer:
    """The ledger; the form for those who may."""
    may = gr.update(visible=Permission.OPERATE in caller.permissions)
    return *refresh(desk, caller, as_of, chosen), may, may


def refresh(desk: Desk, caller: Caller, as_of: str | None, chosen: str | None) -> Answer:
    """The list and the last changes as of the moment; what can be chosen now."""
    moment = past_moment(as_of)
    choices = {row.id: ledger_view.choice(row) for row in ledger.entries(desk.store)}
    return (
        ledger_view.ledger(ledger.entries(desk.store, moment), caller.say),
        ledger_view.changes(published.changes(desk.store, moment, CHANGES), caller.say),
        gr.update(choices=[(name, id) for id, name in choices.items()], value=chosen if chosen in choices else None),
    )


def choose(desk: Desk, _: Caller, chosen: str | None) -> Answer:
    """What the chosen entry says, in the boxes."""
    said = asdict(ledger.newest(desk.store, named(chosen)).score)
    return tuple("" if said[name] is None else f"{said[name]}" for name in COLUMNS)


def add(desk: Desk, caller: Caller, as_of: str | None, reason: str, *values: str) -> Said:
    """The boxes are a new entry."""
    made = ledger.add(desk.store, caller.name, score_of(dict(zip(COLUMNS, values, strict=True))), reason or "")
    return told(desk, caller, as_of, made, later("{model} on {benchmark} is in the ledger now"))


def change(desk: Desk, caller: Caller, as_of: str | None, chosen: str | None, reason: str, *values: str) -> Said:
    """The chosen entry says what stands in the boxes."""
    score = score_of(dict(zip(COLUMNS, values, strict=True)))
    made = ledger.change(desk.store, caller.name, named(chosen), score, reason or "")
    return told(desk, caller, as_of, made, later("{model} on {benchmark} is changed; what it said before is kept"))


def withdraw(desk: Desk, caller: Caller, as_of: str | None, chosen: str | None, reason: str) -> Said:
    """The chosen entry holds no more."""
    gone = ledger.withdraw(desk.store, caller.name, named(chosen), reason or "")
    return told(desk, caller, as_of, gone, later("{model} on {benchmark} is withdrawn; its rows are kept"))


def named(chosen: str | None) -> str:
    """The entry that was picked. Raises InputError for none."""
    if not chosen:
        raise InputError("choose an entry first")
    return chosen


def told(desk: Desk, caller: Caller, as_of: str | None, made: LedgerRow, sentence: str) -> Said:
    """The ledger with what was just said in it."""
    values = {"model": made.score.model[:60], "benchmark": made.score.benchmark[:60]}
    return Said(("", *refresh(desk, caller, as_of, made.id)), sentence, values)


def take_file(
    desk: Desk, caller: Caller, progress: gr.Progress, as_of: str | None, file: str | None, reason: str
) -> Said:
    """Take the good lines of a file; the others are listed with their numbers."""
    if not file:
        raise InputError("no file: choose one first")
    progress(0, desc=caller.say("reading the file"))
    with uploads([file]) as [path]:
        taken = ledger_file.take(desk.store, caller.name, path, reason or "", caller.say)
    left = [replace(one, file=path.name) for one in taken.rejects]
    sentence = "{added} entries added, {changed} changed, {known} were there already; {rejected} lines are left out"
    counts = {"added": taken.added, "changed": taken.changed, "known": taken.known, "rejected": len(left)}
    return Said((None, grid.rejects(left, caller.say), *refresh(desk, caller, as_of, None)), sentence, counts)


def write_file(desk: Desk, _: Caller, progress: gr.Progress, as_of: str | None) -> Said:
    """Write the ledger as of the moment and offer the file."""
    progress(0)
    path = ledger_file.write(desk.store, desk.settings.exports, past_moment(as_of))
    return Said((gr.update(value=str(path.resolve()), visible=True),), "written: {path}", {"path": path})
