"""Asking: what the commands that ask a model share: the options that say whom and how, and Ctrl-C."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from review_app.cli.terminal import complain, console, escaped, progress
from review_app.errors import InputError, ModelError

if TYPE_CHECKING:
    from review_app.services.asking import Watch
    from review_app.services.generation_progress import Progress

# llm.endpoint has it as well; to read it there would take longer than `--help` may.
OPENAI = "https://api.openai.com/v1"

BaseUrl = Annotated[str, typer.Option(help="Address of an OpenAI-compatible endpoint, like http://localhost:8000/v1.")]
KeyVariable = Annotated[
    str | None, typer.Option(help="Environment variable that holds the key (OpenAI: OPENAI_API_KEY; others: no key).")
]
Temperature = Annotated[float | None, typer.Option(min=0.0, help="Left to the endpoint without it.")]
TopP = Annotated[float | None, typer.Option(min=0.0, max=1.0, help="The same.")]
MaxTokens = Annotated[int | None, typer.Option(min=1, help="The longest reply; the same.")]
Extra = Annotated[str | None, typer.Option(help="More fields of the request, as JSON: '{\"top_k\": 20}'.")]
Concurrency = Annotated[int, typer.Option(min=1, help="Requests on their way at once.")]
RequestsPerMinute = Annotated[float | None, typer.Option(min=0.001, help="No more than that.")]
TokensPerMinute = Annotated[float | None, typer.Option(min=1, help="No more than that, asked and answered.")]
Timeout = Annotated[float, typer.Option(min=0.1, help="Seconds that one reply may take.")]
Tries = Annotated[int, typer.Option(min=1, help="Requests for one reply, while the endpoint fails.")]
Price = Annotated[str | None, typer.Option(help="Of a million tokens asked and answered, like 0.15/0.60.")]


class Found(Protocol):
    """What asking gives: how far it came, and why it was broken off."""

    @property
    def progress(self) -> Progress:
        """How it stands."""

    @property
    def stopped(self) -> ModelError | None:
        """None where it was not."""


def fields_of(text: str | None) -> dict[str, Any]:
    """The object that `--extra` gives. Raises InputError."""
    try:
        given = json.loads(text) if text else {}
    except json.JSONDecodeError:
        given = None
    if not isinstance(given, dict):
        raise InputError("--extra: write a JSON object, for example '{\"top_k\": 20}'")
    return given


@contextmanager
def interruptible() -> Iterator[Event]:
    """Set at the first Ctrl-C: no more is asked, what is on its way is waited for. The second one ends all at once."""
    halted = Event()

    def halt(_: int, frame: object) -> None:
        halted.set()
        signal.signal(signal.SIGINT, before)
        console().print("no more is asked; waiting for the answers on their way (Ctrl-C again drops them)")

    before = signal.signal(signal.SIGINT, halt)
    try:
        yield halted
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def watched(model: str) -> Iterator[Watch]:
    """A progress bar, where somebody watches the terminal, and Ctrl-C."""
    from review_app.services.asking import Watch
    from review_app.services.generation_progress import described

    with progress() as bar, interruptible() as halted:
        task = bar.add_task(escaped(model), total=None)

        def told(now: Progress) -> None:
            bar.update(task, total=now.total, completed=now.done, description=escaped(f"{model} · {described(now)}"))

        yield Watch(None if bar.disable else told, halted.is_set)


def finish(found: Found, lines: Iterable[str]) -> None:
    """Say what came of it; exit code 1 where questions are left."""
    for line in lines:
        typer.echo(line)
    if found.stopped:
        complain(found.stopped)
    if found.progress.done < found.progress.total:
        raise typer.Exit(1)
