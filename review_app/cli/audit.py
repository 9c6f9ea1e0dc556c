"""Audit: draw automatic verdicts for people to check, or tell how many of them were wrong."""

from __future__ import annotations

from typing import Annotated

import typer

from review_app.cli.holder import done
from review_app.cli.options import Database
from review_app.cli.terminal import console, escaped


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

    from review_app.services import audit_command

    wish = {"sample": sample, "benchmarks": benchmark or [], "runs": run or [], "seed": seed}
    found = done(db, "audit", wish, audit_command.run)
    out = console(stderr=False)
    for line in found["lines"]:
        out.print(escaped(line), soft_wrap=True)
    table = Table(*(Column(name, overflow="fold") for name in audit_command.HEADS))
    for row in found["rows"]:
        table.add_row(*(escaped(cell) for cell in row))
    if table.row_count:
        out.print(table)
