"""Collecting: build datasets of solved problems from the command line; people do their part on the page Collect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app import settings
from review_app.cli.asking import (
    OPENAI,
    BaseUrl,
    Concurrency,
    Extra,
    KeyVariable,
    MaxTokens,
    Price,
    RequestsPerMinute,
    Temperature,
    Timeout,
    Tries,
    fields_of,
    interruptible,
)
from review_app.cli.options import Database
from review_app.cli.terminal import complain, escaped, progress
from review_app.errors import InputError

if TYPE_CHECKING:
    from review_app.services.collect_auto import Came, Errand
    from review_app.store import Store


def collect(  # noqa: PLR0913 - each option is one, with a default of its own
    files: Annotated[
        list[Path] | None, typer.Argument(help="Problems: any benchmark's file, or a list with problem and answer.")
    ] = None,
    *,
    auto: Annotated[
        bool, typer.Option("--auto", help="Have a model solve them; keep what the grader proves correct.")
    ] = False,
    validate: Annotated[
        bool, typer.Option("--validate", help="Run all stored code again; tell what no longer gives its output.")
    ] = False,
    export: Annotated[
        str | None, typer.Option(help="Write what is accepted: sharegpt, messages or four_turns; needs --to.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="The file that --export writes.")] = None,
    source: Annotated[str | None, typer.Option(help="Export what is from this source only.")] = None,
    model: Annotated[str | None, typer.Option(help="The model, as the endpoint names it; for --auto.")] = None,
    base_url: BaseUrl = OPENAI,
    key_variable: KeyVariable = None,
    prompt: Annotated[str, typer.Option(help="A prompt template, or a .toml file of your own.")] = "program",
    shots: Annotated[int, typer.Option(min=0, help="Accepted solutions of like problems shown to the model.")] = 2,
    rounds: Annotated[int, typer.Option(min=1, max=5, help="Programs that one solution may run.")] = 3,
    attempts: Annotated[int, typer.Option(min=1, help="Solutions tried of each problem, while refuted.")] = 2,
    seconds: Annotated[float, typer.Option(min=0.1, help="That one program may take.")] = 10.0,
    temperature: Temperature = None,
    max_tokens: MaxTokens = None,
    seed: Annotated[int, typer.Option(help="Of the draw of examples.")] = 0,
    extra: Extra = None,
    concurrency: Concurrency = 16,
    requests_per_minute: RequestsPerMinute = None,
    timeout: Timeout = 600.0,
    tries: Tries = 12,
    price: Price = None,
    budget: Annotated[
        float | None, typer.Option(min=0.0, help="What these files may cost; needs --price and --max-tokens.")
    ] = None,
    db: Database = None,
) -> None:
    """Build a dataset of solved problems. Files are taken in; alone, the command tells statistics by source."""
    from review_app.store import open_store

    if auto and not (files and model):
        raise InputError("--auto needs files of problems and --model")
    if export and not to:
        raise InputError("--export needs --to, the file to write")
    chosen = settings.from_environment(db)
    with open_store(chosen.database, create=bool(files)) as store:
        if auto and files and model:
            from review_app.llm import Endpoint, Limits, Sampling
            from review_app.llm.price import price_of
            from review_app.services.collect_auto import Errand
            from review_app.services.solve import How

            how = How(
                Endpoint(model, base_url, key_variable),
                Sampling(temperature, None, max_tokens, extra=fields_of(extra)),
                Limits(concurrency, requests_per_minute, None, timeout, tries),
                prompt,
                rounds,
                shots,
                seed,
            )
            money = price_of(price) if price else None
            solve_all(store, Errand(tuple(files), how, attempts, money, budget, seconds))
        elif validate:
            check(store, seconds)
        elif export and to:
            write(store, export, to, source)
        else:
            take_in(store, files or [])


def solve_all(store: Store, errand: Errand) -> None:
    """Solve unattended with a progress bar; exit code 1 where something is left."""
    from review_app.services.collect_auto import Watch, collect_all

    with progress() as bar, interruptible() as halted:
        task = bar.add_task(escaped(errand.how.endpoint.model), total=None)
        came = collect_all(
            store, errand, Watch(lambda done, total: bar.update(task, total=total, completed=done), halted.is_set)
        )
    tell(came)
    if came.stopped:
        complain(came.stopped)
    if came.left:
        raise typer.Exit(1)


def tell(came: Came) -> None:
    """What became of it, in lines."""
    for reject in came.rejects:
        typer.echo(f"left out: {reject.file}:{reject.place}: {reject.reason}")
    typer.echo(
        f"{came.total:,} problems: {came.accepted:,} accepted, {came.rejected:,} rejected, "
        f"{came.doubtful:,} wait for people on the page Collect"
    )
    if came.copies or came.unknown:
        typer.echo(f"not asked: {came.copies:,} that stand elsewhere already, {came.unknown:,} without a known answer")
    if came.cost is not None:
        typer.echo(f"cost {came.cost:.4f}")
    if came.left:
        typer.echo(f"{came.left:,} problems are open: the same again goes on from here")


def check(store: Store, seconds: float) -> None:
    """Run all code again; exit code 1 where something changed."""
    from review_app.services.collected_files import validate

    with progress() as bar:
        task = bar.add_task("running", total=None)
        found = validate(store, seconds, lambda done, total: bar.update(task, total=total, completed=done))
    for one in found.changed:
        typer.echo(f"{one.draft_id} ({one.status}), program {one.number}: stored {one.stored}, now {one.gives}")
    typer.echo(
        f"{found.programs:,} programs of {found.drafts:,} solutions run again, "
        f"{len(found.changed):,} gave something else"
    )
    if found.changed:
        raise typer.Exit(1)


def write(store: Store, form: str, path: Path, source: str | None) -> None:
    """Write what is accepted."""
    from review_app.services.collected_files import export

    typer.echo(f"{export(store, form, path, source):,} solutions written to {path}")


def take_in(store: Store, files: list[Path]) -> None:
    """Take lists in for people to work on, and tell how it stands by source."""
    from review_app.services.collect import take_list
    from review_app.services.collect_auto import NOBODY
    from review_app.services.collected_files import statistics

    for path in files:
        added = take_list(store, NOBODY, path)
        typer.echo(f"{path}: {added.new:,} new problems of {len(added.ids):,}, {len(added.rejects):,} lines left out")
    for row in statistics(store):
        cost = "" if row["cost"] is None else f", cost {row['cost']:.4f}"
        typer.echo(
            f"{row['source'] or 'all'}: {row['drafts']:,} problems, {row['accepted']:,} accepted "
            f"({row['unattended']:,} unattended), {row['waiting']:,} wait for people, {row['open']:,} open, "
            f"{row['rejected']:,} rejected; {row['tokens']:,} tokens{cost}"
        )
