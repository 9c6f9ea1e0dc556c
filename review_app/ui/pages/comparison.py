"""Compare: chosen runs on the problems they share, each against one of them, now or as of any past moment."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import ReviewError
from review_app.services import comparison, comparison_chart
from review_app.services.comparison import Asked
from review_app.services.insight import past_moment
from review_app.store import outcomes
from review_app.ui import comparison_view, words
from review_app.ui.characters import escape
from review_app.ui.desk import Caller, Desk, Said, Wiring
from review_app.ui.paper import panel, paper
from review_app.ui.team_view import nothing
from review_app.ui.widgets import LABELS, head_line, notice_box

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """What to compare, the chart, the tables, the file."""
    notice, head = notice_box(), gr.HTML(elem_id="compare-head")
    with gr.Row(elem_id="compare-bar"):
        runs = gr.Dropdown(
            label=words.label("Runs"), choices=[], multiselect=True, elem_id="compare-runs", min_width=260, scale=3
        )
        baseline = gr.Dropdown(
            label=words.label("Against (empty: the first)"),
            choices=[],
            elem_id="compare-baseline",
            min_width=180,
            scale=2,
        )
        benchmarks = gr.Dropdown(
            label=words.label(LABELS["benchmarks"]), choices=[], multiselect=True, elem_id="compare-benchmarks",
            min_width=140,
        )  # fmt: skip
        score = gr.Dropdown(label=words.label("Score"), choices=[], elem_id="compare-score", min_width=220)
        as_of = gr.DateTime(label=words.label("As of (UTC; empty: now)"), type="string", elem_id="as-of", min_width=250)
    chart = gr.Plot(show_label=False, label=words.label("Differences"), elem_id="chart-differences")
    report = panel("comparison")
    with gr.Row(elem_id="export-bar"):
        write = gr.Button(words.label("Export all flips as CSV"), elem_id="export", scale=1)
        files = gr.File(
            label=words.label("Files"), interactive=False, elem_id="comparison-files", scale=2, visible=False
        )

    wiring = Wiring(desk, notice, needs)
    boxes, shown = [runs, baseline, benchmarks, score, as_of], [head, chart, report]
    wiring.quick(page.load, open_page, None, [*boxes, *shown])
    # One event, whatever asks for it: so what was chosen last is shown last.
    asks = [as_of.change, *(box.input for box in boxes[:-1])]
    wiring.quick(partial(gr.on, asks), choose, boxes, shown, trigger_mode="always_last")
    wiring.slow(write.click, write_file, boxes, [files])


def open_page(desk: Desk, caller: Caller) -> Answer | Said:
    """The comparison that the address names, else one of two runs that can be compared."""
    values = addressed(desk, caller)
    boxes = [gr.update(choices=there, value=value) for there, value in zip(offered(desk, caller), values, strict=False)]
    boxes.append(gr.update(value=values[-1]))
    try:
        return (*boxes, *choose(desk, caller, *values))
    except ReviewError as error:
        return Said((*boxes, *too_few(desk, caller)), error.template, error.values)


def addressed(desk: Desk, caller: Caller) -> tuple[Any, ...]:
    """What the address puts into the boxes; what it names that is not there is passed over."""
    known = outcomes.choices(desk.store)
    named = {name: [value for value in caller.query.get(name, "").split(",") if value in known[name]]
             for name in ("runs", "benchmarks")}  # fmt: skip
    baseline, score = caller.query.get("baseline"), caller.query.get("score")
    return (
        named["runs"] or comparison.suggested(desk.store),
        baseline if baseline in known["runs"] else None,
        named["benchmarks"],
        score if score in comparison.SCORES else "corrected",
        caller.query.get("as_of") or None,
    )


def offered(desk: Desk, caller: Caller) -> list[list[tuple[str, str]]]:
    """What the boxes offer, in their order but for the moment."""
    runs = [(called, run) for run, called in outcomes.run_names(desk.store).items()]
    benchmarks = [(str(name), str(name)) for name in outcomes.choices(desk.store)["benchmarks"]]
    scores = [(caller.say(called), score) for score, called in comparison.SCORES.items()]
    return [runs, runs, benchmarks, scores]


def choose(desk: Desk, caller: Caller, *values: Any) -> Answer:
    """Head line, chart and tables of what the boxes ask for; where they ask too little, what to choose."""
    runs, baseline = values[0] or [], values[1]
    if len({*runs, *([baseline] if baseline else [])}) < 2:
        return too_few(desk, caller)
    found = comparison.compare(desk.store, asked(values))
    flips = {run: comparison.flip_rows(desk.store, found, run, comparison_view.SHOWN_FLIPS) for run in found.found}
    told = escape(comparison_chart.finding(found, caller.say))
    way = f'<a href="{comparison_view.address(found)}">{caller.say("Link to this comparison")}</a>'
    return (
        head_line(caller, f"<strong>{told}</strong>", way),
        gr.update(value=comparison_chart.figure(found, caller.say), visible=True),
        paper(comparison_view.report(found, flips, caller.say)),
    )


def too_few(desk: Desk, caller: Caller) -> Answer:
    """What to do where there is nothing to compare."""
    count = len(outcomes.run_models(desk.store))
    told = caller.say("Choose two or more runs above; they must have answered the same problems as often.")
    if count == 0:
        told = caller.say("There is no run yet: import result files on the Data page.")
    elif count == 1:
        told = caller.say("There is one run only: import the results of another one on the Data page to compare them.")
    head = head_line(caller, f"<strong>{caller.say('Nothing compared yet')}</strong>")
    return head, gr.update(visible=False), paper(nothing(told))


def asked(values: tuple[Any, ...]) -> Asked:
    """The boxes' values. Raises InputError for what cannot be asked."""
    runs, baseline, benchmarks, score, as_of = values
    chosen = [baseline, *(runs or [])] if baseline else runs or []
    return comparison.ask(
        chosen, baseline, benchmarks=benchmarks or (), score=score or "corrected", moment=past_moment(as_of)
    )


def write_file(desk: Desk, caller: Caller, progress: gr.Progress, *values: Any) -> Said:
    """Write all flips and offer the file."""
    progress(0, desc=caller.say("writing"))
    path = comparison.write_flips(desk.store, comparison.compare(desk.store, asked(values)), desk.settings.exports)
    return Said((gr.update(value=str(path.resolve()), visible=True),), "written: {path}", {"path": path})
