"""Settings: what the team chose for its review desk, and the guidelines by which it judges; every change is kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import InputError
from review_app.services import guidelines, preferences
from review_app.ui import settings_view as view
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.guidelines import html
from review_app.ui.widgets import head_line, notice_box, typeset_panel
from review_app.ui.words import label

NAMES = tuple(view.NAMES)

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """The preferences with their history; the guidelines beside their preview, and their versions."""
    notice, head = notice_box(), gr.HTML(elem_id="settings-head")
    seen, base = gr.State(), gr.State()
    with gr.Tab(label("Review desk")):
        with gr.Column(elem_id="preferences"):
            boxes = [box(name) for name in NAMES]
        save = gr.Button(label("Save settings"), variant="primary", elem_id="save-settings")
        history = gr.HTML(elem_id="history")
    with gr.Tab(label("Guidelines")):
        with gr.Row():
            with gr.Column(min_width=320):
                text = gr.Textbox(
                    label=label("Text, in Markdown; formulas between \\( and \\)"), lines=22, max_lines=22,
                    elem_id="guidelines-text",
                )  # fmt: skip
            with gr.Column(min_width=320):
                seen_text = typeset_panel("guidelines-preview")
        keep = gr.Button(label("Save as a new version"), variant="primary", elem_id="save-guidelines")
        with gr.Row():
            versions = gr.Dropdown([], label=label("Versions"), elem_id="versions", scale=3)
            restore = gr.Button(label("Put this version into the editor"), elem_id="restore", scale=1)
        old = typeset_panel("version")

    wiring, form = Wiring(desk, notice, needs), [seen, *boxes, history]
    kept = [base, versions, old]
    wiring.quick(page.load, open_page, [], [head, *form, text, *kept])
    wiring.quick(save.click, save_preferences, [seen, *boxes], form)
    wiring.quick(text.change, preview, [text], [seen_text], trigger_mode="always_last")
    wiring.quick(keep.click, save_guidelines, [text, base], kept)
    wiring.quick(versions.input, open_version, [versions], [old])
    wiring.quick(restore.click, restore_version, [versions], [text])


def box(name: str) -> gr.components.Component:
    """The field of one preference."""
    said = {"label": label(view.NAMES[name]), "info": label(view.ABOUT[name]), "elem_id": f"set-{name}"}
    if name in view.CHOICES:
        choices = [(label(text), str(value)) for value, text in view.CHOICES[name].items()]
        return gr.Radio(choices, **said)
    if name == "hide_names":
        return gr.Checkbox(**said)
    if name == "lease_minutes":
        return gr.Number(**said)
    least, most = preferences.BOUNDS[name]
    return gr.Slider(view.shown(name, least), view.shown(name, most), step=1, buttons=[], **said)


def open_page(desk: Desk, caller: Caller) -> Answer:
    """What holds now, and how it came to be; the preview follows the text."""
    head = head_line(caller, caller.say("What is chosen here holds for the whole team at once."))
    text = guidelines.current(desk.store, caller.language).text
    return head, *form_of(desk, caller), text, *versions_of(desk, caller)


def save_preferences(desk: Desk, caller: Caller, seen: dict[str, Any] | None, *values: Any) -> Said:
    """Keep what was changed on this page since it was opened, so that what somebody else changed meanwhile stays."""
    before = seen or form_values(desk)
    changed = {
        name: view.chosen(name, value)
        for name, value in zip(NAMES, values, strict=True)
        if value != before.get(name)
    }  # fmt: skip
    try:
        preferences.choose(desk.store, caller.name, **changed)
    except InputError as error:
        raise view.refusal(error, caller.say) from error
    desk.reviews.refresh()
    return Said(form_of(desk, caller), "settings saved" if changed else "nothing was changed")


def save_guidelines(desk: Desk, caller: Caller, text: str, base: int | None) -> Said:
    """Keep the text as the version after the one it was made from; it stays in the editor as it is."""
    found = guidelines.save(desk.store, caller.name, text or "", base or 0)
    desk.reviews.refresh()
    return Said(versions_of(desk, caller), "version {version} of the guidelines holds now", {"version": found.version})


def preview(_: Desk, __: Caller, text: str) -> Answer:
    """The text as annotators see it."""
    return (html((text or "")[: guidelines.MAX_CHARACTERS]),)


def open_version(desk: Desk, caller: Caller, number: int | None) -> Answer:
    """A version and what it changed."""
    return (version_of(desk, caller, number or 0),)


def restore_version(desk: Desk, caller: Caller, number: int | None) -> Answer:
    """The text of a version, to be changed and saved as a new one."""
    return (guidelines.of_version(desk.store, number or 0, caller.language).text,)


def form_values(desk: Desk) -> dict[str, Any]:
    """Preference -> its value as the form has it."""
    held = asdict(preferences.preferences(desk.store))
    return {name: view.shown(name, held[name]) for name in NAMES}


def form_of(desk: Desk, caller: Caller) -> Answer:
    """What the form was filled with, its fields, the history."""
    values = form_values(desk)
    return values, *values.values(), view.history(preferences.history(desk.store), caller.say)


def versions_of(desk: Desk, caller: Caller) -> Answer:
    """The newest version's number, the choice of versions, the newest of them opened."""
    newest = guidelines.current(desk.store, caller.language).version
    named = [(view.version_name(one, caller.say), one.version) for one in guidelines.history(desk.store)]
    return newest, gr.update(choices=named, value=newest), version_of(desk, caller, newest)


def version_of(desk: Desk, caller: Caller, number: int) -> str:
    """A version as HTML, with what it changed in the one before."""
    one = guidelines.of_version(desk.store, number, caller.language)
    before = guidelines.of_version(desk.store, number - 1, caller.language).text if number else ""
    return view.version(one, guidelines.changes(before, one.text), caller.say)
