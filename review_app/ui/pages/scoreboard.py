"""Scoreboard: graders measured against what people decided, now or as of a past moment; mistakes as test cases."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.services.export import export
from review_app.services.insight import past_moment
from review_app.services.scoreboard import scoreboard
from review_app.ui import scoreboard_view, words
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.paper import panel, paper
from review_app.ui.scoreboard_view import Shown
from review_app.ui.widgets import filter_boxes, filter_choices, head_line, notice_box, selection

FILTERS = ("runs", "models", "benchmarks", "rules")

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """Filters and moment, the tables, the file of test cases."""
    notice, head = notice_box(), gr.HTML(elem_id="scoreboard-head")
    with gr.Row():
        boxes = filter_boxes(FILTERS)
        as_of = gr.DateTime(label=words.label("As of (UTC; empty: now)"), type="string", elem_id="as-of", min_width=250)
    report = panel("scoreboard")
    with gr.Row(elem_id="export-bar"):
        write = gr.Button(words.label("Export disagreements as test cases (JSONL)"), elem_id="export", scale=1)
        files = gr.File(
            label=words.label("Files"), interactive=False, file_count="multiple", elem_id="scoreboard-files", scale=2,
            visible=False,
        )  # fmt: skip

    wiring, asked = Wiring(desk, notice, needs), [as_of, *boxes]
    wiring.quick(page.load, open_page, asked, [head, report, *boxes])
    # One event, whatever asks for it: so what was chosen last is shown last.
    asks = [as_of.change, *(box.input for box in boxes)]
    wiring.quick(partial(gr.on, asks), refilter, asked, [head, report], trigger_mode="always_last")
    wiring.slow(write.click, write_files, asked, [files])


def open_page(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """The scoreboard, and what the filters offer."""
    return (*refilter(desk, caller, *values), *filter_choices(desk, FILTERS))


def refilter(desk: Desk, caller: Caller, as_of: str | None, *values: Any) -> Answer:
    """Head line and tables under the filters and of the moment."""
    chosen, moment = selection(FILTERS, values), past_moment(as_of)
    found = scoreboard(desk.store, chosen, moment)
    told = caller.say(
        "<strong>{cases:,}</strong> cases decided by people, {wrong:,} of them the opposite of our grader’s verdict",
        cases=found.truth.cases,
        wrong=found.disagreements,
    )
    shown = Shown(chosen, linked=moment is None, say=caller.say)
    return head_line(caller, told), paper(scoreboard_view.report(found, shown))


def write_files(desk: Desk, caller: Caller, progress: gr.Progress, as_of: str | None, *values: Any) -> Said:
    """Write the disagreements as test cases and offer the files."""
    progress(0, desc=caller.say("writing"))
    paths = export(
        desk.store, "disagreements", desk.settings.exports, chosen=selection(FILTERS, values), moment=past_moment(as_of)
    )
    offered = gr.update(value=[str(path.resolve()) for path in paths], visible=True)
    return Said((offered,), "written: {files}", {"files": ", ".join(map(str, paths))})
