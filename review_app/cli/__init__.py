"""The command line: each command imports what it needs, calls one service, prints what came of it.

A new command is a function in a module of this package and one row below.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from review_app import __version__
from review_app.cli import (
    audit,
    collecting,
    comparing,
    generating,
    grading,
    judging,
    loading,
    report,
    reporting,
    serving,
    user,
)
from review_app.cli.terminal import complain
from review_app.errors import ReviewError

# What is told in one message without a trace; an OSError that nothing below could explain names its file itself.
MENDABLE = (ReviewError, OSError)

# What is typed -> what it does, in the order of the help.
COMMANDS: dict[str, Callable[..., None]] = {
    "demo": serving.demo,
    "import": loading.import_,
    "formats": loading.formats,
    "generate": generating.generate,
    "collect": collecting.collect,
    "grade": grading.grade,
    "judge": judging.judge,
    "check": grading.check,
    "serve": serving.serve,
    "audit": audit.audit,
    "compare": comparing.compare,
    "report": report.report,
    "export": reporting.export,
    "rerun": reporting.rerun,
    "backup": serving.backup,
    "status": reporting.status,
}
# Commands whose help is put together when it is asked for.
HELPS = {"export": reporting.ExportHelp}

# Commands that have commands of their own.
GROUPS = {
    "user": user.app,
}

app = typer.Typer(
    help="Grade model answers to maths benchmarks, review the doubtful ones, report an honest score.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for name, command in COMMANDS.items():
    app.command(name, cls=HELPS.get(name))(command)
for name, group in GROUPS.items():
    app.add_typer(group, name=name)


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
