"""Report: the scores with everything they rest on as one file that opens without any network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from review_app import settings
from review_app.cli.options import Database


def report(
    runs: Annotated[
        list[str] | None, typer.Argument(metavar="[RUN]...", help="A run's id, or a model; all without one.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="An HTML file; in exports/ without it.")] = None,
    benchmark: Annotated[list[str] | None, typer.Option(help="Only this benchmark; repeatable.")] = None,
    as_of: Annotated[str | None, typer.Option(help='What held then: "2025-03-01 09:30:00", in UTC.')] = None,
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
    pdf: Annotated[bool, typer.Option("--pdf", help="Print it to a PDF file beside it, with Chromium.")] = False,
    charts: Annotated[
        Path | None, typer.Option(help="Also write each chart as PNG, SVG and CSV into this folder.")
    ] = None,
    db: Database = None,
) -> None:
    """Write a report: scores with intervals, charts, method, overridden cases, and what it was made of."""
    from functools import partial

    from review_app.services.audit_command import chosen
    from review_app.services.insight import past_moment
    from review_app.services.report import Voice, write
    from review_app.store import open_store
    from review_app.ui import catalog

    voice = Voice(partial(catalog.say, catalog.known(language)), catalog.TAGS[language])
    here = settings.from_environment(db)
    with open_store(here.database, create=False) as store:
        selection, moment = chosen(store, benchmark or [], runs or []), past_moment(as_of)
        for path in write(store, here.exports, selection, moment, voice=voice, output=output, pdf=pdf, charts=charts):
            typer.echo(str(path))
