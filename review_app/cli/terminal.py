"""Terminal: messages and progress go to stderr, results to stdout; nothing in a text is taken for markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


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
