"""Grading: judge what the database holds, or a file without one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from review_app import settings
from review_app.cli.options import Database, Workers
from review_app.cli.terminal import console, progress


def grade(
    regrade: Annotated[
        bool,
        typer.Option("--regrade", help="Also what another version of the grader judged; say what changed."),
    ] = False,
    workers: Workers = None,
    db: Database = None,
) -> None:
    """Grade every response that has no verdict yet."""
    from review_app.services.grade import grade_all, pending_work
    from review_app.services.regrade import lines, regrade_all
    from review_app.services.status import describe_grading
    from review_app.store import open_store

    chosen = settings.from_environment(db)
    with open_store(chosen.database, create=False) as store, progress() as bar:
        cut = bar.add_task("reading answers", total=pending_work(store, regrade=regrade))
        judge = bar.add_task("judging cases", total=None)

        def judged(done: int, total: int) -> None:
            bar.update(judge, advance=done, total=total)

        if regrade:
            found = regrade_all(store, lambda done: bar.advance(cut, done), judged, workers=workers)
            said = [describe_grading(found.graded), *lines(found)]
        else:
            said = [describe_grading(grade_all(store, lambda done: bar.advance(cut, done), judged, workers=workers))]
    typer.echo("\n".join(said))


def check(
    source: Annotated[Path, typer.Argument(help="Rows {id, problem, reference|solution|answer, response}.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where the verdicts go, JSON Lines or .parquet; else stdout."),
    ] = None,
    workers: Workers = None,
    timeout: Annotated[float, typer.Option(min=0.01, help="Seconds that one case may take.")] = 3.0,
    dask: Annotated[str | None, typer.Option(help="Grade on the cluster of this scheduler: tcp://host:8786.")] = None,
) -> None:
    """Grade a file without a database: one verdict a line, in input order."""
    from review_app.services.check import check_file

    tally = check_file(source, output, workers=workers, seconds=timeout, cluster=dask)
    counted = ", ".join(f"{count:,} {name}" for name, count in sorted(tally.items()))
    console().print(f"{tally.total():,} rows: {counted}")
    if tally.total() == tally["error"]:
        raise typer.Exit(1)
