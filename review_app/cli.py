"""The command line: each command imports what it needs, calls one service, prints what came of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app import __version__, settings
from review_app.errors import ReviewError, StoreBusy

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from review_app.services.ingest import Wishes
    from review_app.store import Store
    from review_app.store.intake import Intake

app = typer.Typer(
    help="Grade model answers to maths benchmarks, review the doubtful ones, report an honest score.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Database = Annotated[
    Path | None, typer.Option("--db", help="Database file (default data/review.duckdb, or REVIEW_APP_DB).")
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Processes that share the work; without it only hard cases get their own."),
]
Port = Annotated[int, typer.Option(help="Port to serve on; 0 takes any free one.")]

# As many rejected rows are printed; all are kept in the database.
PRINTED_REJECTS = 10

# What is told in one message without a trace; an OSError that nothing below could explain names its file itself.
MENDABLE = (ReviewError, OSError)


def main() -> None:
    """Run a command; an error the user can mend is one message on stderr and exit code 1."""
    try:
        app(standalone_mode=True)
    except MENDABLE as error:
        complain(error)
        sys.exit(1)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Answer --version."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def demo(port: Port = settings.DEFAULT_PORT, db: Database = None) -> None:
    """Load the bundled sample, grade it, and open the app on it."""
    from review_app.services.demo import DATABASE, load_sample
    from review_app.store import open_store

    chosen = settings.from_environment(db or settings.DEFAULT_DATABASE.with_name(DATABASE))
    with open_store(chosen.database) as store:
        load_sample(store)
    serve(port=port, db=chosen.database, open=sys.stdout.isatty())


@app.command("import")
def import_(
    format: Annotated[str, typer.Argument(help="A format, or auto. `review-app formats` lists them.")],
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders; none downloads the benchmark.")] = None,
    model: Annotated[str | None, typer.Option(help="The model, where the file does not name it.")] = None,
    benchmark: Annotated[str | None, typer.Option(help="The benchmark the problems belong to.")] = None,
    split: Annotated[str | None, typer.Option(help="The split the problems belong to.")] = None,
    map: Annotated[list[str] | None, typer.Option(help="column=field, for `responses`; repeatable.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first bad line, import nothing.")] = False,
    db: Database = None,
) -> None:
    """Take benchmarks and result files into the database; importing twice changes nothing."""
    from review_app.services.ingest import Wishes, columns_of, downloaded
    from review_app.store import open_store

    chosen = settings.from_environment(db)
    wishes = Wishes(model, benchmark, split, columns_of(map or []), strict)
    paths = files or [downloaded(format, chosen.database.parent / "benchmarks")]
    with open_store(chosen.database) as store:
        useless = [path for path in paths if not import_one(store, format, path, wishes)]
    if useless:
        raise typer.Exit(1)


def import_one(store: Store, format: str, path: Path, wishes: Wishes) -> bool:
    """Import one file and say what came of it; false where nothing was usable."""
    from review_app.services.ingest import ingest_or_error, size_of

    with progress() as bar:
        task = bar.add_task(path.name, total=size_of(path))
        report = ingest_or_error(store, format, path, wishes, lambda done: bar.advance(task, done))
    if isinstance(report, ReviewError):
        complain(report)
        return False
    describe(report)
    return report.useful


def describe(report: Intake) -> None:
    """One line for what was taken in, one for each of the first rejected rows."""
    from review_app.services import status

    out = console(stderr=False)
    out.print(escaped(status.describe(report)), soft_wrap=True)
    for reject in report.rejects[:PRINTED_REJECTS]:
        out.print(escaped(f"  {reject.file}:{reject.place}: {reject.reason}"), soft_wrap=True)
    if report.rejected > PRINTED_REJECTS:
        out.print(f"  … {report.rejected - PRINTED_REJECTS:,} more; all are kept in the table `rejects`")


@app.command()
def formats() -> None:
    """List the formats that `import` reads."""
    from review_app.importers import IMPORTERS

    for name, importer in IMPORTERS.items():
        typer.echo(f"{name:<18}{importer.about}")


@app.command()
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


@app.command()
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


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Only this machine's own addresses are served.")] = settings.DEFAULT_HOST,
    port: Port = settings.DEFAULT_PORT,
    open: Annotated[bool, typer.Option("--open", help="Open the page in this machine's browser.")] = False,
    db: Database = None,
) -> None:
    """Serve the app until Ctrl-C."""
    from dataclasses import replace

    from review_app.store import open_store
    from review_app.ui.app import serve as serve_app

    chosen = replace(settings.from_environment(db), host=host, port=port)
    with open_store(chosen.database) as store:
        serve_app(store, chosen, lambda address: welcome(address, open))


def welcome(address: str, open: bool) -> None:
    """Say where the app is, and open it there where that was asked for."""
    typer.echo(f"review_app is ready: {address} (Ctrl-C ends it)")
    if open:
        typer.launch(address)


@app.command()
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


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A new file.")],
    db: Database = None,
) -> None:
    """Copy the database into a new file, also while `serve` has it open."""
    from review_app.store import open_store

    database = settings.from_environment(db).database
    try:
        with open_store(database, create=False) as store:
            store.backup(target)
    except StoreBusy as busy:
        from review_app.ui.control import ask_backup

        ask_backup(database, target, busy)
    typer.echo(f"{target} holds everything as of now")


@app.command()
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


def complain(error: Exception) -> None:
    """One message on stderr."""
    console().print(f"[bold red]error[/] {escaped(str(error))}", soft_wrap=True)


def console(stderr: bool = True) -> Console:
    """Where messages go; results go to stdout."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def progress() -> Progress:
    """A progress bar on stderr, gone when the work is done; none where nobody watches a terminal."""
    from rich.progress import Progress

    err = console()
    return Progress(console=err, transient=True, disable=not err.is_terminal)


def escaped(text: str) -> str:
    """Text from files and models, with nothing in it taken for markup."""
    from rich.markup import escape

    return escape(text)
