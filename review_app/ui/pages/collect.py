"""Collect: build a dataset: a problem, the solution that a model writes before one's eyes, each part to be changed."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import InputError, ReviewError
from review_app.llm import Endpoint, Sampling
from review_app.llm.key import key_variable
from review_app.prompts.program import Round, Solution
from review_app.sandbox import Sandbox
from review_app.services import collect, collected_files, solve
from review_app.services.ingest import uploads
from review_app.store import collected
from review_app.ui import assets
from review_app.ui import collect_view as html
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.pages import collect_form as form
from review_app.ui.pages.collect_form import STEPS
from review_app.ui.widgets import beside, head_line, turn_mark

# So many drafts a list shows.
LISTED = 200

# No endpoint takes a higher temperature.
HOTTEST = 2

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """The problem and its solution with the bar of what can be done; the list, what is taken in and given out below."""
    made = form.lay_out()
    wiring, shown = Wiring(desk, made.notice, needs), made.shown
    wiring.quick(page.load, open_page, [made.draft], [*shown, made.model, made.url], js=assets.text("shortcuts.js"))
    wiring.quick(made.timer.tick, watch, [made.draft], shown)
    wiring.quick(made.solve.click, begin, [*made.written, *made.asking], shown)
    wiring.quick(made.cancel.click, cancel, [made.draft], [made.past])
    wiring.quick(made.run.click, run, made.written, shown)
    wiring.quick(made.save.click, save, made.written, shown)
    wiring.quick(made.accept.click, accept, [made.note, *made.written], shown)
    wiring.quick(made.reject.click, reject, [made.note, made.draft, made.seen], shown)
    wiring.quick(made.reopen.click, reopen, [made.note, made.draft, made.seen], shown)
    for button, step in ((made.before, -1), (made.after, 1)):
        wiring.quick(button.click, partial(turn, step=step), [made.draft, made.status], shown)
    wiring.quick(made.status.input, relist, [made.draft, made.status], [made.listing])
    wiring.quick(made.add.click, add, [made.statement, made.reference], [made.statement, made.reference, *shown])
    wiring.quick(made.take.click, take, [made.problem], [made.problem, *shown])
    wiring.slow(made.lists.upload, take_lists, [made.lists], [made.lists, *shown])
    wiring.slow(made.check.click, check, None, [made.checked])
    wiring.slow(made.write.click, write_file, [made.form], [made.file])


def open_page(desk: Desk, caller: Caller, draft: str) -> Answer | Said:
    """The draft named in the link, else the newest that waits; the model that was asked last."""
    last = collected.last_asked(desk.store)
    asked = (last["model"], last["base_url"]) if last else (gr.skip(), gr.skip())
    try:
        return *show(desk, caller, caller.query.get("draft") or draft), *asked
    except ReviewError as error:
        return Said((*show(desk, caller, ""), *asked), error.template, error.values)


def watch(desk: Desk, caller: Caller, draft: str) -> Answer | Said:
    """What the model wrote so far; at its end what is stored."""
    job = desk.workbench.look(draft)
    if job is None:
        return show(desk, caller, draft)
    if not job.done:
        nothing = [gr.skip()] * len(form.AROUND)
        return *form.boxes(job.solution), *nothing, gr.skip()
    if job.error:
        return Said(show(desk, caller, draft), job.error.template, job.error.values)
    return show(desk, caller, draft)


def begin(desk: Desk, caller: Caller, draft: str, seen: str, *values: Any) -> Answer:
    """Have a model solve it, or solve it again; what was changed before is kept as a version."""
    *parts, model, url, temperature, shots, rounds = values
    endpoint = Endpoint(model or "", url or "", key_variable(url or ""))
    how = solve.How(endpoint, Sampling(degree(temperature)), rounds=int(rounds or 1), shots=int(shots or 0))
    stored(desk, caller, draft, seen, parts)
    desk.workbench.begin(desk.store, caller.name, draft, how)
    return show(desk, caller, draft)


def degree(text: str | None) -> float | None:
    """The temperature that somebody wrote; None leaves it to the endpoint. Raises InputError."""
    try:
        found = float(text) if text and text.strip() else None
    except ValueError:
        found = -1.0
    if found is not None and not 0 <= found <= HOTTEST:
        raise InputError("{text}: write a temperature of 0 to {most}, or leave it empty", text=text, most=HOTTEST)
    return found


def cancel(desk: Desk, _: Caller, draft: str) -> Said:
    """Drop what the model is writing."""
    desk.workbench.halt(draft)
    return Said((gr.skip(),), "cancelling")


def run(desk: Desk, caller: Caller, draft: str, seen: str, *parts: str) -> Answer:
    """Run all code as it stands, and keep it with its outputs."""
    stored(desk, caller, draft, seen, parts, Sandbox())
    return show(desk, caller, draft)


def save(desk: Desk, caller: Caller, draft: str, seen: str, *parts: str) -> Said:
    """Keep what is written."""
    stored(desk, caller, draft, seen, parts)
    return Said(show(desk, caller, draft), "kept")


def accept(desk: Desk, caller: Caller, note: str, draft: str, seen: str, *parts: str) -> Said:
    """The solution as it is written is good; then the next that waits."""
    version = stored(desk, caller, draft, seen, parts)
    collect.accept(desk.store, caller.name, draft, version, note or "")
    return Said(show(desk, caller, ""), "accepted")


def reject(desk: Desk, caller: Caller, note: str, draft: str, seen: str) -> Said:
    """It is not to be used; then the next that waits."""
    collect.reject(desk.store, caller.name, chosen(draft), seen or None, note or "")
    return Said(show(desk, caller, ""), "rejected")


def reopen(desk: Desk, caller: Caller, note: str, draft: str, seen: str) -> Answer:
    """What was said of it does not hold any more."""
    collect.reopen(desk.store, caller.name, chosen(draft), seen or None, note or "")
    return show(desk, caller, draft)


def turn(desk: Desk, caller: Caller, draft: str, status: str, step: int) -> Answer:
    """The draft before or after this one in the list."""
    ids = [row["id"] for row in collected.listed(desk.store, status or None, None, LISTED)]
    return show(desk, caller, beside(ids, draft, step) or "", status)


def relist(desk: Desk, caller: Caller, draft: str, status: str) -> Answer:
    """The list by another status."""
    return (html.listing(collected.listed(desk.store, status or None, None, LISTED), draft, caller.say),)


def add(desk: Desk, caller: Caller, statement: str, reference: str) -> Answer:
    """A typed problem."""
    return "", "", *show(desk, caller, collect.type_in(desk.store, caller.name, statement or "", reference or ""))


def take(desk: Desk, caller: Caller, problem: str) -> Answer:
    """A problem of a benchmark, by its id."""
    return "", *show(desk, caller, collect.take_problem(desk.store, caller.name, problem or ""))


def take_lists(desk: Desk, caller: Caller, progress: gr.Progress, files: list[str] | None) -> Said:
    """Lists of problems."""
    with uploads(files or []) as paths:
        added = [collect.take_list(desk.store, caller.name, path) for path in progress.tqdm(paths)]
    values = {"new": sum(one.new for one in added), "bad": sum(len(one.rejects) for one in added)}
    return Said((None, *show(desk, caller, "")), "{new:,} new problems, {bad:,} lines left out", values)


def check(desk: Desk, caller: Caller, progress: gr.Progress) -> Answer:
    """Run all stored code again."""
    found = collected_files.validate(desk.store, told=lambda done, total: progress((done, total)))
    return (html.checked(found, caller.say),)


def write_file(desk: Desk, _: Caller, progress: gr.Progress, name: str) -> Said:
    """Write what is accepted and offer the file."""
    progress(0)
    path = collected_files.exported(desk.store, name, desk.settings.exports)
    return Said((gr.update(value=str(path.resolve()), visible=True),), "written: {path}", {"path": path})


def stored(desk: Desk, caller: Caller, draft: str, seen: str, parts: Any, sandbox: Sandbox | None = None) -> str | None:
    """Keep what the boxes hold; the version. Raises InputError while a model writes into them."""
    if desk.workbench.busy(chosen(draft)):
        raise InputError("a model is at this draft already; wait for it or cancel it")
    *steps, answer = (part or "" for part in parts)
    rounds = tuple(Round(steps[at], steps[at + 1]) for at in range(0, 2 * STEPS, 2))
    return collect.edit(desk.store, caller.name, draft, seen or None, Solution(rounds, answer), sandbox)


def chosen(draft: str) -> str:
    """The draft. Raises InputError where none is shown."""
    if not draft:
        raise InputError("there is no draft here; type a problem or choose one in the list")
    return draft


def show(desk: Desk, caller: Caller, wanted: str, status: str = "") -> Answer:
    """All that is shown of a draft; the newest that waits where none is `wanted`. The list is of one status, or of all.
    Raises NotFound."""
    say, rows = caller.say, collected.listed(desk.store, None, None, LISTED)
    first = next((row["id"] for one in collect.STATUSES for row in rows if row["status"] == one), "")
    draft = wanted or first
    listing = html.listing([row for row in rows if status in ("", row["status"])], draft, say)
    counts = html.statistics(collected_files.statistics(desk.store), say)
    waiting = sum(row["status"] in {collect.WAITING, collect.OPEN} for row in rows)
    head = head_line(caller, say("<strong>{count:,}</strong> drafts to work on", count=waiting))
    if not draft:
        paper = html.nothing(say) + turn_mark("/collect")
        return *form.boxes(Solution()), head, paper, "", "", "", "", listing, counts, status, gr.Timer(active=False)
    sight = collect.sight(desk.store, draft)
    paper = html.paper(sight, say) + turn_mark(html.address(draft))
    seen, past = sight.row["version_id"] or "", html.history(sight.history, say)
    timer = gr.Timer(active=desk.workbench.look_is_due(draft))
    return *form.boxes(sight.solution), head, paper, draft, seen, "", past, listing, counts, status, timer
