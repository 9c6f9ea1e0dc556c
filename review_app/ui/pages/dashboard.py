"""Dashboard: the score before and after people and what made the difference, now or as of any past moment."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from review_app.charts import Section, slug
from review_app.domain import Permission
from review_app.exporters import EXPORTERS
from review_app.services import dashboard, report, user_eval
from review_app.services.export import export
from review_app.services.insight import past_moment
from review_app.services.report import Voice
from review_app.ui import blocks_view, grid, user_eval_view, words
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
        as_of = gr.DateTime(label=words.label("As of (UTC; empty: now)"), type="string", elem_id="as-of", min_width=250)
    # A state would tell nobody that it changed: that goes through Gradio's queue.
    cards, open_section = gr.HTML(elem_id="cards"), gr.Textbox(Section.SCORE.value, visible="hidden", show_label=False)
    plots: dict[Section, list[gr.Plot]] = {}
    tabs = {}
    with gr.Tabs(elem_id="sections"):
        for section, heading in dashboard.HEADINGS.items():
            with gr.Tab(words.label(heading), id=section.value) as tabs[section]:
                plots[section] = pictures(section)
                if section is Section.AVERAGES:
                    tables = gr.HTML(elem_id="averages")
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
    wiring.quick(page.load, offered, [], boxes)
    # One event draws, whatever asks for it: so what was asked last is drawn last.
    asks = [page.load, open_section.change, as_of.change, *(box.input for box in boxes)]
    wiring.quick(
        partial(gr.on, asks), draw, [open_section, *asked], [head, cards, tables, *every], trigger_mode="always_last"
    )
    for section, tab in tabs.items():
        wiring.quick(tab.select, partial(opened, section=section), [], [open_section])
    wiring.slow(write.click, write_files, [format_box, *asked], [given])
    wiring.slow(tell.click, write_report, asked, [given])


def pictures(section: Section) -> list[gr.Plot]:
    """The places of a section's charts, two by two."""
    names, places = dashboard.charts(section), []
    for pair in (names[at : at + 2] for at in range(0, len(names), 2)):
        with gr.Row():
            places += [
                gr.Plot(label=words.label(name), show_label=False, elem_id=f"chart-{slug(name)}", min_width=340)
                for name in pair
            ]
    return places


def offered(desk: Desk, caller: Caller) -> Answer:
    """What the filters offer."""
    return tuple(filter_choices(desk, FILTERS))


def opened(desk: Desk, caller: Caller, section: Section) -> Answer:
    """Which section is open."""
    return (section.value,)


def draw(desk: Desk, caller: Caller, section: str, as_of: str | None, *values: Any) -> Answer:
    """Head line, figures, MathUserEval's table and the charts of the open section, under the filters as now."""
    chosen, moment, shown = selection(FILTERS, values), past_moment(as_of), Section(section)
    view = dashboard.view(desk.store, chosen, caller.say, section=shown, moment=moment)
    head = head_line(caller, f"<strong>{escape(view.headline)}</strong>", escape(view.scope))
    averages = user_eval_view.tables(user_eval.tables(desk.store, chosen, moment), caller.say)
    drawn = dict(zip(dashboard.charts(shown), view.charts, strict=True))
    figures = grid.cards(view.figures) + grounds(view.grounds, caller) + averages
    tables = blocks_view.parts(view.tables, caller.say) if shown is Section.AVERAGES else gr.skip()
    return head, figures, tables, *(drawn.get(name, gr.skip()) for name in EVERY)


def grounds(told: list[str], caller: Caller) -> str:
    """What the estimate from audits rests on, to be unfolded."""
    if not told:
        return ""
    points = "".join(f"<li>{escape(one)}</li>" for one in told)
    return (
        f'<details class="grounds"><summary>{caller.say("Estimate from audits")}</summary><ul>{points}</ul></details>'
    )


def write_files(
    desk: Desk, caller: Caller, progress: gr.Progress, format_name: str, as_of: str | None, *values: Any
) -> Said:
    """Write the chosen responses and offer the files."""
    progress(0, desc=caller.say("writing"))
    chosen = selection(FILTERS, values)
    return given_back(export(desk.store, format_name, desk.settings.exports, chosen=chosen, moment=past_moment(as_of)))


def write_report(desk: Desk, caller: Caller, progress: gr.Progress, as_of: str | None, *values: Any) -> Said:
    """Write the report of the chosen responses in the caller's language and offer it."""
    progress(0, desc=caller.say("writing"))
    voice = Voice(caller.say, words.TAGS[caller.language])
    chosen = selection(FILTERS, values)
    return given_back(report.write(desk.store, desk.settings.exports, chosen, past_moment(as_of), voice=voice))


def given_back(paths: list[Path]) -> Said:
    """Files to download, and where they lie."""
    shown = gr.update(value=[str(path.resolve()) for path in paths], visible=True)
    return Said((shown,), "written: {files}", {"files": ", ".join(map(str, paths))})
