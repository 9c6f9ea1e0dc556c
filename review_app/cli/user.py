"""User: the people of the team from the command line, also while `serve` has the database open."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from review_app.cli.holder import Values, done
from review_app.cli.options import Database
from review_app.cli.terminal import console, escaped
from review_app.domain import Role
from review_app.errors import InputError

app = typer.Typer(help="Add people to the team and say what they may do.", no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(help="The person's name, as it is kept with their decisions.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input, one line, instead of asking.")
]


@app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What the person is trusted with; the first must be an admin.")],
    password_stdin: FromStdin = False,
    db: Database = None,
) -> None:
    """Take a person into the team; from the first on, nobody gets in without a password."""
    added = run(db, "add", create=True, name=name, role=str(role), password=new_password(password_stdin))
    typer.echo(f"{added['name']} is {added['role']} now")


@app.command("list")
def list_all(db: Database = None) -> None:
    """List the people and what they may do."""
    from rich.table import Table

    members = run(db, "list")["members"]
    table = Table("Name", "Role", "State", "Added (UTC)")
    for member in members:
        state = "disabled" if member["disabled"] else ""
        table.add_row(escaped(member["name"]), member["role"], state, member["added_at"])
    if members:
        console(stderr=False).print(table)
    else:
        typer.echo("nobody yet: whoever names themselves on this machine may do everything")


@app.command()
def role(name: Name, role: Role, db: Database = None) -> None:
    """Trust a person with more or less."""
    changed = run(db, "role", name=name, role=str(role))
    typer.echo(f"{changed['name']} is {changed['role']} now")


@app.command()
def passwd(name: Name, password_stdin: FromStdin = False, db: Database = None) -> None:
    """Give a person a new password; they are signed out everywhere."""
    changed = run(db, "passwd", name=name, password=new_password(password_stdin))
    typer.echo(f"{changed['name']} has a new password and is signed out everywhere")


@app.command()
def disable(name: Name, db: Database = None) -> None:
    """Let a person in no more; their decisions stay."""
    typer.echo(f"{run(db, 'disable', name=name)['name']} is disabled and signed out everywhere")


@app.command()
def enable(name: Name, db: Database = None) -> None:
    """Let a person in again."""
    typer.echo(f"{run(db, 'enable', name=name)['name']} is enabled")


@app.command()
def signout(name: Name, db: Database = None) -> None:
    """Sign a person out on each browser."""
    typer.echo(f"{run(db, 'signout', name=name)['name']} is signed out everywhere")


def run(db: Path | None, command: str, *, create: bool = False, **arguments: str) -> Values:
    """Do a command for the team."""
    from review_app.services import team_commands
    from review_app.services.team import Team

    wish = {"command": command, **arguments}
    return done(db, "user", wish, lambda store, wish: team_commands.run(Team(store), wish), create=create)


def new_password(from_stdin: bool) -> str:
    """The hash of a password that was typed twice, or of one line of standard input.

    Never an argument: those are seen by everybody on the machine and kept in the shell's history.
    """
    from review_app.services.passwords import hashed

    if from_stdin:
        return hashed(sys.stdin.readline().rstrip("\r\n"))
    if not sys.stdin.isatty():
        raise InputError("no terminal to ask for the password; use --password-stdin")
    return hashed(typer.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True))
