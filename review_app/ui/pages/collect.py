"""Collect: build a dataset: a problem, the solution that a model writes before one's eyes, each part to be changed."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import InputError, ReviewError
from review_app.llm import Endpoint, Limits, Sampling
from review_app.llm.key import key_variable
from review_app.llm.price import price_of
from review_app.prompts.program import Round, Solution
from review_app.sandbox import Sandbox
from review_app.services import collect, collected_files, solve
from review_app.services.ingest import uploads
from review_app.services.workbench import Money
from review_app.store import collected
from review_app.ui import assets
from review_app.ui import collect_view as html
from review_app.ui.asking_form import fraction, whole
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.pages import collect_form as form
from review_app.ui.pages.collect_form import ASKING, STEPS
from review_app.ui.pages.collect_shown import Answer, Scope, failed, show
from review_app.ui.widgets import beside

# No endpoint takes a higher temperature.
HOTTEST = 2

# Somebody waits for it and sees why: about half a minute of trying is enough.
PATIENCE = Limits(tries=6)


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """The problem and its solution with the bar of what can be done; the list, what is taken in and given out below."""
    made = form.lay_out()
    wiring, shown, scope = Wiring(desk, made.notice, needs), made.shown, [made.status, made.source]
    quick = wiring.quick
    quick(page.load, open_page, [*scope, made.draft], shown, js=assets.text("shortcuts.js"))
    quick(page.load, refill, [made.kept], [*made.own, made.key], js=assets.text("collect.js"))
    quick(made.url.change, key_told, [made.url], [made.key])
    quick(made.timer.tick, watch, [*scope, made.draft], shown)
    quick(made.solve.click, begin, [*scope, *made.written, *made.asking], shown)
    quick(made.cancel.click, cancel, [made.draft], [made.past])
    quick(made.run.click, run, [*scope, *made.written], shown)
    quick(made.save.click, save, [*scope, *made.written], shown)
    quick(made.accept.click, accept, [*scope, made.note, *made.written], shown)
    quick(made.reject.click, reject, [*scope, made.note, made.draft, made.seen], shown)
    quick(made.reopen.click, reopen, [*scope, made.note, made.draft, made.seen], shown)
    for button, step in ((made.before, -1), (made.after, 1)):
        quick(button.click, partial(turn, step=step), [*scope, made.draft], shown)
    for box in scope:
        quick(box.input, relist, [*scope, made.draft], [made.listing])
    quick(made.statement.change, look_alike, [made.statement], [made.known], trigger_mode="always_last")
    quick(made.add.click, add, [*scope, made.statement, made.reference], [made.statement, made.reference, *shown])
    quick(made.take.click, take, [*scope, made.problem], [made.problem, *shown])
    wiring.slow(made.lists.upload, take_lists, [*scope, made.lists], [made.lists, *shown])
    wiring.slow(made.check.click, check, None, [made.checked])
    wiring.slow(made.write.click, write_file, [made.source, made.form], [made.file])


def open_page(desk: Desk, caller: Caller, status: str, source: str, draft: str) -> Answer | Said:
    """The draft named in the link, else the next that waits."""
    scope = Scope(status, source)
    try:
        return show(desk, caller, caller.query.get("draft") or draft, scope)
    except ReviewError as error:
        return Said(show(desk, caller, "", scope), error.template, error.values, "alert")


def refill(desk: Desk, caller: Caller, kept: str) -> Answer:
    """What this person wrote in this browser into the boxes that belong to no draft; else the model asked last."""
    last, said = collected.last_asked(desk.store), form.typed_by(caller.name, kept)
    known = {"name": last["model"], "url": last["base_url"]} if last else {}
    values = form.BEGINNING | known | said
    return *(values.get(name, "") for name in form.OWN), *key_told(desk, caller, values["url"])


def key_told(_: Desk, caller: Caller, url: str) -> Answer:
    """Which key goes to the address."""
    return (html.key(key_variable(url or ""), url or "", caller.say),)


def watch(desk: Desk, caller: Caller, status: str, source: str, draft: str) -> Answer | Said:
    """What the model wrote so far; at its end what is stored."""
    job, scope = desk.workbench.look(draft), Scope(status, source)
    if job and not job.done:
        around = [html.working(job, caller.say) if name == "working" else gr.skip() for name in form.AROUND]
        return *form.boxes(job.solution), *around, gr.skip()
    if job and job.error:
        return failed(desk, caller, draft, scope, job.error)
    return show(desk, caller, draft, scope, gr.skip())


def begin(desk: Desk, caller: Caller, status: str, source: str, draft: str, seen: str, *values: Any) -> Answer | Said:
    """Have a model solve it, or solve it again; what was changed before is kept as a version."""
    parts, scope = values[: -len(ASKING)], Scope(status, source)
    how, money = asked(dict(zip(ASKING, values[-len(ASKING) :], strict=True)))
    stored(desk, caller, draft, seen, parts)
    try:
        desk.workbench.begin(desk.store, caller.name, draft, how, money)
    except ReviewError as error:
        return failed(desk, caller, draft, scope, error)
    return show(desk, caller, draft, scope, gr.skip())


def asked(said: dict[str, Any]) -> tuple[solve.How, Money]:
    """What the boxes of the model say. Raises InputError."""
    url = said["url"] or ""
    endpoint = Endpoint((said["name"] or "").strip(), url.strip(), key_variable(url))
    sampling = Sampling(degree(said["temperature"]), max_tokens=whole(said["longest"], least=1))
    rounds, shots, seed = (whole(said[name] or form.BEGINNING[name]) or 0 for name in ("rounds", "shots", "seed"))
    price = price_of(said["price"]) if (said["price"] or "").strip() else None
    how = solve.How(endpoint, sampling, PATIENCE, rounds=rounds, shots=shots, seed=seed)
    return how, Money(price, fraction(said["budget"]))


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
    if not desk.workbench.under_way(draft):
        raise InputError("no model is at this draft")
    desk.workbench.halt(draft)
    return Said((gr.skip(),), "cancelling")


def run(desk: Desk, caller: Caller, status: str, source: str, draft: str, seen: str, *parts: str) -> Answer:
    """Run all code as it stands, and keep it with its outputs."""
    stored(desk, caller, draft, seen, parts, Sandbox())
    return show(desk, caller, draft, Scope(status, source), gr.skip())


def save(desk: Desk, caller: Caller, status: str, source: str, draft: str, seen: str, *parts: str) -> Said:
    """Keep what is written."""
    stored(desk, caller, draft, seen, parts)
    return Said(show(desk, caller, draft, Scope(status, source), gr.skip()), "kept")


def accept(desk: Desk, caller: Caller, status: str, source: str, note: str, draft: str, seen: str, *parts: str) -> Said:
    """The solution as it is written is good; then the next that waits."""
    version, scope = stored(desk, caller, draft, seen, parts), Scope(status, source)
    try:
        collect.accept(desk.store, caller.name, draft, version, note or "")
    except ReviewError as error:
        return failed(desk, caller, draft, scope, error)
    return Said(show(desk, caller, scope.next(desk, draft), scope), "accepted")


def reject(desk: Desk, caller: Caller, status: str, source: str, note: str, draft: str, seen: str) -> Said:
    """It is not to be used; then the next that waits."""
    scope = Scope(status, source)
    collect.reject(desk.store, caller.name, chosen(draft), seen or None, note or "")
    return Said(show(desk, caller, scope.next(desk, draft), scope), "rejected")


def reopen(desk: Desk, caller: Caller, status: str, source: str, note: str, draft: str, seen: str) -> Answer:
    """What was said of it does not hold any more."""
    collect.reopen(desk.store, caller.name, chosen(draft), seen or None, note or "")
    return show(desk, caller, draft, Scope(status, source))


def turn(desk: Desk, caller: Caller, status: str, source: str, draft: str, step: int) -> Answer:
    """The draft before or after this one in the list."""
    scope = Scope(status, source)
    return show(desk, caller, beside([row["id"] for row in scope.rows(desk)], draft, step) or "", scope)


def relist(desk: Desk, caller: Caller, status: str, source: str, draft: str) -> Answer:
    """The list by another status or source."""
    return (html.listing(Scope(status, source).rows(desk), draft, caller.say),)


def look_alike(desk: Desk, caller: Caller, statement: str) -> Answer:
    """What says the same as a problem that is being typed."""
    return (html.alike(collect.alike(desk.store, (statement or "")[: collect.MOST_CHARACTERS]), caller.say),)


def add(desk: Desk, caller: Caller, status: str, source: str, statement: str, reference: str) -> Answer:
    """A typed problem."""
    draft = collect.type_in(desk.store, caller.name, statement or "", reference or "")
    return "", "", *show(desk, caller, draft, Scope(status, source))


def take(desk: Desk, caller: Caller, status: str, source: str, problem: str) -> Answer:
    """A problem of a benchmark, by its id."""
    draft = collect.take_problem(desk.store, caller.name, problem or "")
    return "", *show(desk, caller, draft, Scope(status, source))


def take_lists(
    desk: Desk, caller: Caller, progress: gr.Progress, status: str, source: str, files: list[str] | None
) -> Said:
    """Lists of problems."""
    with uploads(files or []) as paths:
        added = [collect.take_list(desk.store, caller.name, path) for path in progress.tqdm(paths)]
    values = {
        "new": sum(one.new for one in added), "copies": sum(one.copies for one in added),
        "bad": sum(len(one.rejects) for one in added),
    }  # fmt: skip
    told = "{new:,} new problems; {copies:,} say the same as earlier ones, {bad:,} lines were left out"
    return Said((None, *show(desk, caller, "", Scope(status, source))), told, values)


def check(desk: Desk, caller: Caller, progress: gr.Progress) -> Answer:
    """Run all stored code again."""
    found = collected_files.validate(desk.store, told=lambda done, total: progress((done, total)))
    return (html.checked(found, caller.say),)


def write_file(desk: Desk, _: Caller, progress: gr.Progress, source: str, name: str) -> Said:
    """Write what is accepted and offer the file."""
    progress(0)
    path = collected_files.exported(desk.store, name, desk.settings.exports, source or None)
    return Said((gr.update(value=str(path.resolve()), visible=True),), "written: {path}", {"path": path})


def stored(desk: Desk, caller: Caller, draft: str, seen: str, parts: Any, sandbox: Sandbox | None = None) -> str | None:
    """Keep what the boxes hold; the version. Raises InputError while a model writes into them."""
    if desk.workbench.under_way(chosen(draft)):
        raise InputError("a model is at this draft already; wait for it or cancel it")
    *steps, answer = (part or "" for part in parts)
    rounds = tuple(Round(steps[at], steps[at + 1]) for at in range(0, 2 * STEPS, 2))
    return collect.edit(desk.store, caller.name, draft, seen or None, Solution(rounds, answer), sandbox)


def chosen(draft: str) -> str:
    """The draft. Raises InputError where none is shown."""
    if not draft:
        raise InputError("there is no draft here; type a problem or choose one in the list")
    return draft
