"""Serving: open the app to browsers, and copy the database while it is open."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from review_app import settings
from review_app.cli.holder import Values, done
from review_app.cli.options import Database, Port

if TYPE_CHECKING:
    from review_app.store import Store


def demo(port: Port = settings.DEFAULT_PORT, db: Database = None) -> None:
    """Load the bundled sample, grade it, and open the app on it."""
    from review_app.services.demo import DATABASE, load_sample
    from review_app.store import open_store

    chosen = settings.from_environment(db or settings.DEFAULT_DATABASE.with_name(DATABASE))
    with open_store(chosen.database) as store:
        load_sample(store)
    serve(port=port, db=chosen.database, open=sys.stdout.isatty())


def serve(
    host: Annotated[
        str, typer.Option(help="Address to serve on; any but this machine's own needs people: `review-app user add`.")
    ] = settings.DEFAULT_HOST,
    port: Port = settings.DEFAULT_PORT,
    open: Annotated[bool, typer.Option("--open", help="Open the page in this machine's browser.")] = False,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A name under which browsers reach this machine; repeatable.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="Serve https with this certificate, a PEM file.")] = None,
    private_key: Annotated[Path | None, typer.Option(help="Its private key, a PEM file.")] = None,
    db: Database = None,
) -> None:
    """Serve the app until Ctrl-C."""
    from dataclasses import replace

    from review_app.store import open_store
    from review_app.ui.server import serve as serve_app

    chosen = replace(
        settings.from_environment(db),
        host=host,
        port=port,
        allowed_hosts=tuple(allow_host or ()),
        certificate=certificate,
        private_key=private_key,
    )
    with open_store(chosen.database) as store:
        serve_app(store, chosen, lambda address: welcome(address, open))


def welcome(address: str, open: bool) -> None:
    """Say where the app is, and open it there where that was asked for."""
    typer.echo(f"review_app is ready: {address} (Ctrl-C ends it)")
    if open:
        typer.launch(address)


def backup(
    target: Annotated[Path, typer.Argument(help="A new file.")],
    db: Database = None,
) -> None:
    """Copy the database into a new file, also while `serve` has it open."""

    def copy(store: Store, _: Values) -> Values:
        store.backup(target)
        return {}

    done(db, "backup", {"target": str(target.resolve())}, copy)
    typer.echo(f"{target} holds everything as of now")
