"""Generating: have a model answer a benchmark, from the command line."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from review_app import settings
from review_app.cli.options import Database
from review_app.cli.terminal import complain, console, escaped, progress
from review_app.errors import InputError

if TYPE_CHECKING:
    from review_app.services.generate import Generated
    from review_app.services.generation_progress import Progress


def generate(  # noqa: PLR0913 - each option is one, with a default of its own
    benchmark: Annotated[str, typer.Argument(help="A benchmark of the database, such as gsm8k.")],
    *,
    model: Annotated[str, typer.Option(help="The model, as the endpoint names it.")],
    base_url: Annotated[
        str, typer.Option(help="Address of an OpenAI-compatible endpoint, like http://localhost:8000/v1.")
    ] = "https://api.openai.com/v1",
    key_variable: Annotated[
        str | None,
        typer.Option(help="Environment variable that holds the key (OpenAI: OPENAI_API_KEY; others: no key)."),
    ] = None,
    prompt: Annotated[
        str | None, typer.Option(help="A prompt template, or a .toml file of your own; the benchmark's usual one.")
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="Answers to each problem.")] = 1,
    limit: Annotated[int | None, typer.Option(min=1, help="So many problems, always the same ones.")] = None,
    split: Annotated[str | None, typer.Option(help="The split, where the benchmark has several.")] = None,
    temperature: Annotated[float | None, typer.Option(min=0.0, help="Left to the endpoint without it.")] = None,
    top_p: Annotated[float | None, typer.Option(min=0.0, max=1.0, help="The same.")] = None,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="The longest answer; the same.")] = None,
    seed: Annotated[int | None, typer.Option(help="Of the first sample; the next ones have the next.")] = None,
    extra: Annotated[str | None, typer.Option(help="More fields of the request, as JSON: '{\"top_k\": 20}'.")] = None,
    concurrency: Annotated[int, typer.Option(min=1, help="Requests on their way at once.")] = 16,
    requests_per_minute: Annotated[float | None, typer.Option(min=0.001, help="No more than that.")] = None,
    tokens_per_minute: Annotated[
        float | None, typer.Option(min=1, help="No more than that, asked and answered.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that one answer may take.")] = 600.0,
    tries: Annotated[int, typer.Option(min=1, help="Requests for one answer, while the endpoint fails.")] = 12,
    again: Annotated[
        int, typer.Option(min=0, help="Times that a cut-off, refused or empty answer is asked again.")
    ] = 1,
    price: Annotated[str | None, typer.Option(help="Of a million tokens asked and answered, like 0.15/0.60.")] = None,
    budget: Annotated[
        float | None, typer.Option(min=0.0, help="What the whole run may cost; needs --price and --max-tokens.")
    ] = None,
    rounds: Annotated[
        int | None,
        typer.Option(min=0, help="Times that a program in an answer is run, in the sandbox; as the template says."),
    ] = None,
    label: Annotated[str, typer.Option(help="Makes another run of the same parameters.")] = "",
    db: Database = None,
) -> None:
    """Have a model answer a benchmark. The same command again goes on where it was interrupted."""
    from review_app.llm import Endpoint, Limits, Sampling
    from review_app.llm.price import price_of
    from review_app.services.asking import Watch
    from review_app.services.generate import generate as answer
    from review_app.services.generation_plan import Wish
    from review_app.services.generation_progress import described
    from review_app.store import open_store

    wish = Wish(
        benchmark=benchmark,
        endpoint=Endpoint(model, base_url, key_variable),
        sampling=Sampling(temperature, top_p, max_tokens, seed, extra=fields_of(extra)),
        limits=Limits(concurrency, requests_per_minute, tokens_per_minute, timeout, tries),
        template=prompt,
        split=split,
        samples=samples,
        limit=limit,
        again=again,
        price=price_of(price) if price else None,
        budget=budget,
        label=label,
        rounds=rounds,
    )
    chosen = settings.from_environment(db)
    with open_store(chosen.database, create=False) as store, progress() as bar, interruptible() as halted:
        task = bar.add_task(escaped(model), total=None)

        def told(now: Progress) -> None:
            bar.update(task, total=now.total, completed=now.done, description=escaped(f"{model} · {described(now)}"))

        found = answer(store, wish, Watch(None if bar.disable else told, halted.is_set))
    finish(found)


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


def finish(found: Generated) -> None:
    """Say what came of it; exit code 1 where questions are left."""
    from review_app.services.generation_report import lines

    for line in lines(found):
        typer.echo(line)
    if found.stopped:
        complain(found.stopped)
    if found.progress.done < found.progress.total:
        raise typer.Exit(1)
