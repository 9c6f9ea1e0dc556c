"""Dashboard: the score before and after people and what made the difference, now or as of any past moment."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from review_app.charts import Section, files
from review_app.domain import Permission
from review_app.exporters import EXPORTERS
from review_app.services import dashboard, report
from review_app.services.export import export
from review_app.services.insight import past_moment
from review_app.services.report import Voice
from review_app.ui import grid, words
from review_app.ui.characters import escape
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.widgets import filter_boxes, filter_choices, head_line, notice_box, selection

FILTERS = ("runs", "models", "benchmarks", "subjects", "levels")

# The names of all charts, in the order of the page.
EVERY = [name for section in dashboard.HEADINGS for name in dashboard.charts(section)]

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """Filters and moment, figures, a tab of charts for each section, the downloads."""
    notice, head = notice_box(), gr.HTML(elem_id="dashboard-head")
    with gr.Row():
        boxes = filter_boxes(FILTERS)
        as_of = gr.DateTime(label=words.label("As of (UTC; empty: now)"), type="string", elem_id="as-of", min_width=200)
    cards, open_section = gr.HTML(elem_id="cards"), gr.State(Section.SCORE.value)
    plots: dict[Section, list[gr.Plot]] = {}
    tabs = {}
    with gr.Tabs(elem_id="sections"):
        for section, heading in dashboard.HEADINGS.items():
            with gr.Tab(words.label(heading), id=section.value) as tabs[section]:
                plots[section] = pictures(section)
    with gr.Row(elem_id="export-bar"):
        format_box = gr.Dropdown(
            list(EXPORTERS), value="xlsx", label=words.label("Export as"), elem_id="export-format", scale=1
        )
        write = gr.Button(words.label("Export corrected scores"), variant="primary", elem_id="export", scale=1)
        tell = gr.Button(words.label("Report"), elem_id="report", scale=1)
        given = gr.File(
            label=words.label("Files"), interactive=False, file_count="multiple", elem_id="export-files", scale=2,
            visible=False,
        )  # fmt: skip

    wiring, asked = Wiring(desk, notice, needs), [as_of, *boxes]
    every = [plot for shown in plots.values() for plot in shown]
    wiring.quick(page.load, open_page, asked, [head, cards, *every, *boxes])
    for box in asked:
        wiring.quick(box.change if box is as_of else box.input, refilter, [open_section, *asked], [head, cards, *every])
    for section, tab in tabs.items():
        wiring.quick(tab.select, partial(show_section, section=section), asked, [open_section, *plots[section]])
    wiring.slow(write.click, write_files, [format_box, *asked], [given])
    wiring.slow(tell.click, write_report, asked, [given])


def pictures(section: Section) -> list[gr.Plot]:
    """The places of a section's charts, two by two."""
    names, places = dashboard.charts(section), []
    for pair in (names[at : at + 2] for at in range(0, len(names), 2)):
        with gr.Row():
            places += [
                gr.Plot(label=words.label(name), show_label=False, elem_id=elem_id(name), min_width=340)
                for name in pair
            ]
    return places


def elem_id(name: str) -> str:
    """`chart-accuracy-by-level`."""
    return f"chart-{files.stem(name)}"


def open_page(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """The first section, and what the filters offer."""
    return (*refilter(desk, caller, Section.SCORE.value, *values), *filter_choices(desk, FILTERS))


def refilter(desk: Desk, caller: Caller, section: str, as_of: str | None, *values: Any) -> Answer:
    """Head line, figures and the charts of the open section under the filters as they are now."""
    view = view_of(desk, caller, Section(section), as_of, values)
    head = head_line(caller, f"<strong>{escape(view.headline)}</strong>", escape(view.scope))
    drawn = dict(zip(dashboard.charts(Section(section)), view.charts, strict=True))
    return head, grid.cards(view.figures), *(drawn.get(name, gr.skip()) for name in EVERY)


def show_section(desk: Desk, caller: Caller, as_of: str | None, *values: Any, section: Section) -> Answer:
    """The charts of a section that was opened."""
    return section.value, *view_of(desk, caller, section, as_of, values).charts


def view_of(desk: Desk, caller: Caller, section: Section, as_of: str | None, values: tuple[Any, ...]) -> dashboard.View:
    """What is shown under the filters and of the moment."""
    moment = past_moment(as_of)
    return dashboard.view(desk.store, selection(FILTERS, values), caller.say, section=section, moment=moment)


def write_files(
    desk: Desk, caller: Caller, progress: gr.Progress, format_name: str, as_of: str | None, *values: Any
) -> Said:
    """Write the chosen responses and offer the files."""
    progress(0, desc=caller.say("writing"))
    chosen = selection(FILTERS, values)
    return offered(export(desk.store, format_name, desk.settings.exports, chosen=chosen, moment=past_moment(as_of)))


def write_report(desk: Desk, caller: Caller, progress: gr.Progress, as_of: str | None, *values: Any) -> Said:
    """Write the report of the chosen responses in the caller's language and offer it."""
    progress(0, desc=caller.say("writing"))
    voice = Voice(caller.say, words.TAGS[caller.language])
    chosen = selection(FILTERS, values)
    return offered(report.write(desk.store, desk.settings.exports, chosen, past_moment(as_of), voice=voice))


def offered(paths: list[Path]) -> Said:
    """Files to download, and where they lie."""
    shown = gr.update(value=[str(path.resolve()) for path in paths], visible=True)
    return Said((shown,), "written: {files}", {"files": ", ".join(map(str, paths))})
