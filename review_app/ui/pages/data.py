"""Data: import files, grade what is new, see what each run scores and what was left out, copy the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from review_app.domain import Permission
from review_app.errors import InputError
from review_app.importers import IMPORTERS
from review_app.services import status
from review_app.services.grade import grade_all, pending_work
from review_app.services.ingest import AUTO, Wishes, ingest_or_error, uploads
from review_app.store.intake import Intake
from review_app.ui import grid, words
from review_app.ui.characters import escape
from review_app.ui.desk import Caller, Desk, Wiring
from review_app.ui.widgets import head_line, notice_box

Answer = tuple[Any, ...]


def build(page: gr.Blocks, desk: Desk, needs: Permission) -> None:
    """Import and grade above, the runs below."""
    notice, head = notice_box(), gr.HTML(elem_id="data-head")
    with gr.Row(equal_height=False):
        with gr.Column(scale=2):
            files = gr.File(
                label=words.label("Benchmarks and result files"), file_count="multiple", elem_id="files", height=150
            )
            paths = gr.Textbox(
                label=words.label("… or paths on this machine, one a line"), lines=2, max_lines=6, elem_id="paths",
                placeholder="results/model-a/samples_gsm8k.jsonl",
            )  # fmt: skip
        with gr.Column(scale=1):
            format_box = gr.Dropdown(
                [(words.label("recognise it"), AUTO), *IMPORTERS],
                value=AUTO,
                label=words.label("Format"),
                elem_id="format",
            )
            model = gr.Textbox(label=words.label("Model, where the file does not name it"), max_lines=1)
            benchmark = gr.Textbox(label=words.label("Benchmark, where the file does not tell"), max_lines=1)
        with gr.Column(scale=1):
            take = gr.Button(words.label("Import and grade"), variant="primary", elem_id="import")
            grade = gr.Button(words.label("Grade what is new"), elem_id="grade")
            said = gr.HTML(elem_id="import-said")
    rejects = gr.HTML(elem_id="rejects")
    runs = gr.HTML(elem_id="runs")

    wiring = Wiring(desk, notice, needs)
    wiring.quick(page.load, open_page, None, [head, runs])
    wiring.slow(
        take.click, import_files, [format_box, files, paths, model, benchmark], [said, rejects, files, head, runs]
    )
    wiring.slow(grade.click, grade_new, None, [said, head, runs])


def open_page(desk: Desk, caller: Caller) -> Answer:
    """What the store holds."""
    return show(desk, caller)


def import_files(
    desk: Desk,
    caller: Caller,
    progress: gr.Progress,
    format_name: str,
    files: list[str] | None,
    paths: str,
    model: str,
    benchmark: str,
) -> Answer:
    """Import each file by itself, then grade; a file that fails costs only itself."""
    wishes = Wishes(model=model.strip() or None, benchmark=benchmark.strip() or None)
    with uploads(files or []) as uploaded:
        named = [*uploaded, *(Path(line.strip()) for line in paths.splitlines() if line.strip())]
        if not named:
            raise InputError("no file: choose one or write its path first")
        done = [
            ingest_or_error(desk.store, format_name, path, wishes)
            for path in progress.tqdm(named, desc=caller.say("importing"))
        ]
    rejects = [reject for report in done if isinstance(report, Intake) for reject in report.rejects]
    lines = [status.describe(report, caller.say) for report in done]
    return (
        paragraphs([*lines, run_grader(desk, caller, progress)]),
        grid.rejects(rejects, caller.say),
        None,
        *show(desk, caller),
    )


def grade_new(desk: Desk, caller: Caller, progress: gr.Progress) -> Answer:
    """Grade what no verdict was given on yet."""
    return paragraphs([run_grader(desk, caller, progress)]), *show(desk, caller)


def run_grader(desk: Desk, caller: Caller, progress: gr.Progress) -> str:
    """Grade with a progress bar, and tell the queue; what came of it as a line."""
    total, done = pending_work(desk.store), 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress((done, total), desc=caller.say("grading"))

    graded = grade_all(desk.store, advance)
    desk.reviews.refresh()
    return status.describe_grading(graded, caller.say)


def paragraphs(lines: list[str]) -> str:
    """One paragraph a line, escaped."""
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def show(desk: Desk, caller: Caller) -> Answer:
    """Head line and runs."""
    held = escape(status.overview(desk.store, caller.say))
    return head_line(caller, held), grid.runs(status.score_rows(desk.store), caller.say)
