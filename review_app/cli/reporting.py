"""Reporting: what the database holds, and the scores as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from review_app import settings
from review_app.cli.options import Database
from review_app.cli.terminal import console, escaped


def export(
    format: Annotated[str, typer.Argument(help="csv, jsonl, parquet or xlsx.")],
    run: Annotated[list[str] | None, typer.Option(help="Only this run (its id, or its model); repeatable.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; exports/ without it.")] = None,
    db: Database = None,
) -> None:
    """Write the corrected scores: one row a response, and a summary by level and subject."""
    from review_app.services.export import export as write
    from review_app.services.export import runs_named
    from review_app.store import open_store

    chosen = settings.from_environment(db)
    with open_store(chosen.database, create=False) as store:
        for path in write(store, format, chosen.exports, chosen=runs_named(store, run or ()), output=output):
            typer.echo(str(path))


def status(db: Database = None) -> None:
    """Say what the database holds and how the runs score."""
    from rich.table import Table

    from review_app.services.status import SCORE_HEADS, overview, score_rows
    from review_app.store import open_store

    with open_store(settings.from_environment(db).database, create=False) as store:
        out = console(stderr=False)
        out.print(escaped(overview(store)), soft_wrap=True)
        table = Table(*SCORE_HEADS)
        for row in score_rows(store):
            table.add_row(*(escaped(cell) for cell in row))
        if table.row_count:
            out.print(table)
