"""Audit: draw automatic verdicts for people to check, or tell how many of them were wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from review_app import settings
from review_app.cli.options import Database
from review_app.cli.terminal import console, escaped
from review_app.errors import StoreBusy


def audit(
    sample: Annotated[
        int | None, typer.Option(min=1, help="Draw so many verdicts; without it: what people found so far.")
    ] = None,
    benchmark: Annotated[list[str] | None, typer.Option(help="Only this benchmark; repeatable.")] = None,
    run: Annotated[list[str] | None, typer.Option(help="Only this run (its id, or its model); repeatable.")] = None,
    seed: Annotated[int | None, typer.Option(help="Draw the same cases again from the same database.")] = None,
    db: Database = None,
) -> None:
    """Have people check automatic verdicts drawn by chance, and estimate the grader's own error from them."""
    from rich.table import Column, Table

    from review_app.services.audit_command import HEADS

    found = done(db, {"sample": sample, "benchmarks": benchmark or [], "runs": run or [], "seed": seed})
    out = console(stderr=False)
    for line in found["lines"]:
        out.print(escaped(line), soft_wrap=True)
    table = Table(*(Column(name, overflow="fold") for name in HEADS))
    for row in found["rows"]:
        table.add_row(*(escaped(cell) for cell in row))
    if table.row_count:
        out.print(table)


def done(db: Any, wish: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do it on the database, or have the server do it that holds it."""
    from review_app.services import audit_command
    from review_app.store import open_store

    database = settings.from_environment(db).database
    try:
        with open_store(database, create=False) as store:
            return audit_command.run(store, wish)
    except StoreBusy as busy:
        from review_app.ui.control import ask

        return ask(database, "audit", wish, busy)
