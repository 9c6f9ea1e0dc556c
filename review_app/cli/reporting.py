"""Reporting: what the database holds, and the scores as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from review_app import settings
from review_app.cli.options import Database
from review_app.cli.terminal import console, escaped


class ExportHelp(TyperCommand):
    """The help of `export` with what each format is; the registry is read only when somebody asks."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The command's own text, and a paragraph for each row of EXPORTERS."""
        from review_app.exporters import EXPORTERS

        rows = (f"{name}: {row.about}" for name, row in EXPORTERS.items())
        self.help = "\n\n".join([self.help or "", *rows])
        super().format_help(ctx, formatter)


def export(
    format: Annotated[str, typer.Argument(help="One of the formats above.")],
    runs: Annotated[
        list[str] | None, typer.Argument(metavar="[RUN]...", help="A run's id, or a model; all without one.")
    ] = None,
    run: Annotated[list[str] | None, typer.Option(help="The same as an option; repeatable.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File or folder; exports/ without it.")] = None,
    cap: Annotated[
        int | None, typer.Option(help="sft, dpo, sharegpt, messages: at most so many of a problem (4).")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same: which of more than that are taken.")] = 0,
    source: Annotated[
        list[Path] | None, typer.Option(help="write_back: where an imported file lies now; repeatable.")
    ] = None,
    db: Database = None,
) -> None:
    """Write scores, wrong answers, training sets or corrected logs, and a manifest of what they were made of."""
    from review_app.exporters.material import Options
    from review_app.services.export import export as write
    from review_app.services.export import runs_named
    from review_app.store import open_store

    chosen, options = settings.from_environment(db), Options(cap, seed, tuple(source or ()))
    with open_store(chosen.database, create=False) as store:
        names = [*(runs or ()), *(run or ())]
        for path in write(
            store, format, chosen.exports, chosen=runs_named(store, names), output=output, options=options
        ):
            typer.echo(str(path))


def rerun(
    manifest: Annotated[Path, typer.Argument(help="A manifest that `export` wrote.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File or folder; exports/ without it.")] = None,
    source: Annotated[
        list[Path] | None, typer.Option(help="write_back: where an imported file lies now; repeatable.")
    ] = None,
    db: Database = None,
) -> None:
    """Make an export again from its manifest, as of then; exit code 1 where the bytes are not the same."""
    from review_app.services.rerun import rerun as make
    from review_app.store import open_store

    chosen = settings.from_environment(db)
    with open_store(chosen.database, create=False) as store:
        found = make(store, manifest, chosen.exports, output=output, sources=tuple(source or ()))
    for path in found.paths:
        typer.echo(str(path))
    console().print(escaped(found.told), soft_wrap=True)
    if not found.same:
        raise typer.Exit(1)


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
