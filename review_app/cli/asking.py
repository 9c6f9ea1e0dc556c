"""Asking: what the commands that ask a model share: the options that say whom and how, and Ctrl-C."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Annotated, Any

import typer

from review_app.cli.terminal import console
from review_app.errors import InputError

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
