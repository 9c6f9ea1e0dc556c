"""Browse: search and filter everything; the address of the page is the view, and a view can be kept under a name."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import InputError
from review_app.services import browse, saved_views
from review_app.services.view_address import read_address
from review_app.store.browse import Query
from review_app.ui import assets, browse_form, results, words
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.paper import panel, paper
from review_app.ui.widgets import head_line, notice_box
from review_app.wording import later

EXPORTS = {"csv": later("Export as CSV"), "jsonl": later("Export as JSONL")}

# What the browser hands over: the page's own address, the saved view whose button was pressed.
ADDRESS = "() => location.search"
PRESSED = "(_, ...rest) => [document.body.dataset.view ?? '', ...rest]"

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """Search and filters, the tools of a view, the table."""
    notice, head = notice_box(), gr.HTML(elem_id="browse-head")
    with gr.Row(elem_id="browse-search"):
        texts = browse_form.text_boxes()
        search = gr.Button(words.label("Search"), variant="primary", elem_id="browse-go", min_width=90, scale=0)
    with gr.Accordion(words.label("Filters"), open=False, elem_id="filters") as folded, gr.Row():
        chosen = browse_form.choice_boxes()
    views = gr.HTML(elem_id="browse-views")
    table = panel("browse-table")
    with gr.Row(elem_id="browse-bar"):
        before = gr.Button(words.label("‹ Page"), min_width=60, elem_id="page-before")
        number = gr.Number(
            1, label=words.label("Page"), show_label=False, precision=0, minimum=1, min_width=60, elem_id="page-number"
        )
        after = gr.Button(words.label("Page ›"), min_width=60, elem_id="page-after")
        name = gr.Textbox(
            show_label=False, label=words.label("Name of the view"), placeholder=words.label("Name of the view"),
            max_lines=1, min_width=140, elem_id="view-name",
        )  # fmt: skip
        keep = gr.Button(words.label("Save this view"), min_width=120, elem_id="view-save")
        writes = [
            gr.Button(words.label(title), min_width=120, elem_id=f"export-{format}", visible=False)
            for format, title in EXPORTS.items()
        ]
    files = gr.File(
        label=words.label("Files"), interactive=False, file_count="multiple", visible=False, elem_id="browse-files"
    )
    asked, pressed = gr.Textbox(visible="hidden"), gr.Textbox(visible="hidden")
    again = gr.Button(visible="hidden", elem_id="browse-again")
    remove = gr.Button(visible="hidden", elem_id="view-removed")

    wiring, boxes, shown = Wiring(desk, notice, needs), [*texts, *chosen], [head, table, number]
    everything = [*shown, *boxes, folded, views, *writes]
    wiring.quick(page.load, open_page, asked, everything, js=assets.text("browse.js"))
    wiring.quick(again.click, open_page, asked, everything, js=ADDRESS)
    for event in (search.click, *(box.submit for box in texts), *(box.input for box in chosen)):
        wiring.quick(event, refilter, boxes, shown)
    for button, step in ((before, -1), (after, 1)):
        wiring.quick(button.click, partial(turn_page, step=step), [number, *boxes], shown)
    wiring.quick(number.submit, turn_page, [number, *boxes], shown)
    for event in (keep.click, name.submit):
        wiring.quick(event, save_view, [name, *boxes], [name, views])
    wiring.quick(remove.click, remove_view, [pressed], [views], js=PRESSED)
    for button, format in zip(writes, EXPORTS, strict=True):
        wiring.slow(button.click, partial(write_files, format=format), boxes, [files], Permission.OPERATE)


def open_page(desk: Desk, caller: Caller, asked: str) -> Answer | Said:
    """The view that the address asks for, and what its boxes offer and hold."""
    try:
        query = read_address(asked)
        return opened(desk, caller, query)
    except InputError as error:
        return Said(opened(desk, caller, Query()), error.template, error.values)


def opened(desk: Desk, caller: Caller, query: Query) -> Answer:
    """A view with its boxes; the filters are unfolded where one of them is set."""
    shown, boxes = show(desk, caller, query), browse_form.filled(desk, caller, query)
    folded = gr.update(open=browse_form.filters(query))
    export = gr.update(visible=Permission.OPERATE in caller.permissions)
    return (*shown, *boxes, folded, saved(desk, caller), *(export for _ in EXPORTS))


def refilter(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """The first page of what the boxes ask for."""
    return show(desk, caller, browse_form.query(values))


def turn_page(desk: Desk, caller: Caller, number: float | None, *values: Any, step: int = 0) -> Answer:
    """The page before or after, or the one whose number was typed."""
    return show(desk, caller, browse_form.query(values, (number or 1) + step))


def save_view(desk: Desk, caller: Caller, name: str, *values: Any) -> Said:
    """Keep the view under a name."""
    kept = saved_views.save(desk.store, caller.name, name, browse_form.query(values))
    return Said(("", saved(desk, caller)), "saved: {view}", {"view": kept})


def remove_view(desk: Desk, caller: Caller, name: str) -> Said:
    """Take a saved view away."""
    saved_views.remove(desk.store, caller.name, name, anybodys=Permission.MANAGE in caller.permissions)
    return Said((saved(desk, caller),), "removed: {view}", {"view": name})


def write_files(desk: Desk, _: Caller, progress: gr.Progress, *values: Any, format: str) -> Said:
    """Write all responses of the view and offer the files."""
    progress(0)
    paths = browse.export(desk.store, browse_form.query(values), format, desk.settings.exports)
    offered = gr.update(value=[str(path.resolve()) for path in paths], visible=True)
    return Said((offered,), "written: {path}", {"path": ", ".join(map(str, paths))})


def show(desk: Desk, caller: Caller, query: Query) -> Answer:
    """Head line, table, page number; a page past the end shows the last one."""
    listed = browse.listing(desk.store, query)
    left = results.count_line(listed, query.each, caller.say) + results.state(replace(query, page=listed.page))
    right = caller.say("{count} a page", count=browse.PAGE_SIZE)
    return head_line(caller, left, right), paper(results.table(listed.rows, query.each, caller.say)), listed.page


def saved(desk: Desk, caller: Caller) -> str:
    """The saved views; one's own can be removed, an admin removes any."""
    views = saved_views.views(desk.store)
    removable = frozenset(
        row["name"] for row in views if row["made_by"] == caller.name or Permission.MANAGE in caller.permissions
    )
    return results.saved(views, removable, caller.say)
