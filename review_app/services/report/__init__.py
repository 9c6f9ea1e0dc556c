"""Report: one file that tells a score, how sure it is and what it rests on, and opens without any network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from review_app.charts import files, slug
from review_app.domain import Selection
from review_app.exporters import place
from review_app.services.averages import averages, samples
from review_app.services.blocks import Chart, Part, Report
from review_app.services.dashboard import scope
from review_app.services.export import new_file
from review_app.services.report.basis import basis
from review_app.services.report.difference import difference
from review_app.services.report.found import Found, found
from review_app.services.report.method import method
from review_app.services.report.page import ENGLISH, Voice, page
from review_app.services.report.pdf import print_pdf
from review_app.services.report.people import overridden, people
from review_app.services.report.published import published
from review_app.services.report.scores import audits, line, scores, title
from review_app.store import Store
from review_app.wording import Say, english

__all__ = ["Voice", "report", "write"]

# The parts in the order of the page; each gives None where it has nothing to tell. To add one: one function here.
PARTS: tuple[Callable[[Found, Say], Part | None], ...] = (
    scores,
    audits,
    samples,
    averages,
    difference,
    published,
    people,
    method,
    overridden,
    basis,
)


def report(store: Store, selection: Selection, moment: datetime | None = None, say: Say = english) -> Report:
    """The report of a selection, now or as of a moment. Raises ExportError where there is no response."""
    known = found(store, selection, moment)
    parts = [part for make in PARTS if (part := make(known, say))]
    told = say("{scope}, as of {moment:%Y-%m-%d %H:%M} UTC", scope=scope(known.insight, say), moment=known.moment)
    return Report(title(known, say), told, line(known, say), parts, known.manifest)


def write(
    store: Store,
    folder: Path,
    selection: Selection,
    moment: datetime | None = None,
    *,
    voice: Voice = ENGLISH,
    output: Path | None = None,
    pdf: bool = False,
    charts: Path | None = None,
) -> list[Path]:
    """Write the report and return the paths: the HTML file, its PDF, the pictures of the charts in a folder.

    Without `output` the name tells when it was written. Raises ExportError where there is no response, the place
    cannot be written, or PDF or pictures are wanted and no Chromium is there.
    """
    made = report(store, selection, moment, voice.say)
    target = output or new_file(folder, ".html", "report")
    text = page(made, voice)
    written = place.deliver({target: lambda part: save(part, text.encode())})
    if pdf:
        written += place.deliver({target.with_suffix(".pdf"): lambda part: print_pdf(target, part)})
    return written + (pictures(made.charts, charts) if charts else [])


def pictures(charts: list[Chart], folder: Path) -> list[Path]:
    """Each chart as PNG and SVG, and its numbers as CSV: `01-accuracy-by-level.png`."""
    figures = [chart.figure for chart in charts]
    stems = [folder / f"{number:02}-{slug(chart.name)}" for number, chart in enumerate(charts, start=1)]
    contents = {
        stem.with_name(f"{stem.name}.{kind}"): content
        for kind, made in (
            ("png", files.pictures(figures, "png")),
            ("svg", files.pictures(figures, "svg")),
            ("csv", [files.numbers(chart.frame) for chart in charts]),
        )
        for stem, content in zip(stems, made, strict=True)
    }
    return place.deliver({path: saving(content) for path, content in sorted(contents.items())})


def saving(content: bytes) -> place.Write:
    """Writes just this."""
    return lambda part: save(part, content)


def save(part: Path, content: bytes) -> None:
    """Write a file."""
    part.write_bytes(content)
