"""Loading: take files into the database, and list what can be taken."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app import settings
from review_app.cli.options import Database
from review_app.cli.terminal import complain, console, escaped, progress
from review_app.errors import ReviewError

if TYPE_CHECKING:
    from review_app.services.ingest import Wishes
    from review_app.store import Store
    from review_app.store.intake import Intake

# As many rejected rows are printed; all are kept in the database.
PRINTED_REJECTS = 10


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


def formats() -> None:
    """List the formats that `import` reads."""
    from review_app.importers import IMPORTERS

    for name, importer in IMPORTERS.items():
        typer.echo(f"{name:<18}{importer.about}")
