"""Dashboard: the score before and after people, by level and subject, with bounds while cases are pending."""

from __future__ import annotations

from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.exporters import EXPORTERS
from review_app.services import dashboard
from review_app.services.export import export
from review_app.ui import grid, words
from review_app.ui.characters import escape
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.widgets import filter_boxes, filter_choices, head_line, notice_box, selection

FILTERS = ("runs", "models", "benchmarks", "subjects", "levels")

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """Filters, figures, the charts two by two, the export."""
    notice, head = notice_box(), gr.HTML(elem_id="dashboard-head")
    with gr.Row():
        boxes = filter_boxes(FILTERS)
    cards = gr.HTML(elem_id="cards")
    plots = []
    names = list(dashboard.SHOWN)
    for pair in (names[at : at + 2] for at in range(0, len(names), 2)):
        with gr.Row():
            plots += [
                gr.Plot(label=words.label(name), show_label=False, elem_id=elem_id(name), min_width=340)
                for name in pair
            ]
    with gr.Row(elem_id="export-bar"):
        format_box = gr.Dropdown(
            list(EXPORTERS), value="xlsx", label=words.label("Export as"), elem_id="export-format", scale=1
        )
        write = gr.Button(words.label("Export corrected scores"), variant="primary", elem_id="export", scale=1)
        files = gr.File(
            label=words.label("Files"),
            interactive=False,
            file_count="multiple",
            elem_id="export-files",
            scale=2,
            visible=False,
        )

    wiring, shown = Wiring(desk, notice, needs), [head, cards, *plots]
    wiring.quick(page.load, open_page, boxes, [*shown, *boxes])
    for box in boxes:
        wiring.quick(box.input, refilter, boxes, shown)
    wiring.slow(write.click, write_files, [format_box, *boxes], [files])


def elem_id(name: str) -> str:
    """`chart-accuracy-by-level`."""
    return "chart-" + name.lower().replace(" ", "-")


def open_page(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """Everything, and what the filters offer."""
    return (*refilter(desk, caller, *values), *filter_choices(desk, FILTERS))


def refilter(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """Head line, figures and charts under the filters as they are now."""
    view = dashboard.view(desk.store, selection(FILTERS, values), caller.say)
    head = head_line(caller, f"<strong>{escape(view.headline)}</strong>", escape(view.scope))
    return head, grid.cards(view.figures), *view.charts


def write_files(desk: Desk, caller: Caller, progress: gr.Progress, format_name: str, *values: Any) -> Said:
    """Write the chosen responses and offer the files."""
    progress(0, desc=caller.say("writing"))
    paths = export(desk.store, format_name, desk.settings.exports, chosen=selection(FILTERS, values))
    offered = gr.update(value=[str(path.resolve()) for path in paths], visible=True)
    return Said((offered,), "written: {files}", {"files": ", ".join(map(str, paths))})
