"""Generating: have a model answer a benchmark, from the command line."""

from __future__ import annotations

from typing import Annotated

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
    TokensPerMinute,
    TopP,
    Tries,
    fields_of,
    finish,
    watched,
)
from review_app.cli.options import Database


def generate(  # noqa: PLR0913 - each option is one, with a default of its own
    benchmark: Annotated[str, typer.Argument(help="A benchmark of the database, such as gsm8k.")],
    *,
    model: Annotated[str, typer.Option(help="The model, as the endpoint names it.")],
    base_url: BaseUrl = OPENAI,
    key_variable: KeyVariable = None,
    prompt: Annotated[
        str | None, typer.Option(help="A prompt template, or a .toml file of your own; the benchmark's usual one.")
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="Answers to each problem.")] = 1,
    limit: Annotated[int | None, typer.Option(min=1, help="So many problems, always the same ones.")] = None,
    split: Annotated[str | None, typer.Option(help="The split, where the benchmark has several.")] = None,
    temperature: Temperature = None,
    top_p: TopP = None,
    max_tokens: MaxTokens = None,
    seed: Annotated[int | None, typer.Option(help="Of the first sample; the next ones have the next.")] = None,
    extra: Extra = None,
    concurrency: Concurrency = 16,
    requests_per_minute: RequestsPerMinute = None,
    tokens_per_minute: TokensPerMinute = None,
    timeout: Timeout = 600.0,
    tries: Tries = 12,
    again: Annotated[
        int, typer.Option(min=0, help="Times that a cut-off, refused or empty answer is asked again.")
    ] = 1,
    price: Price = None,
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
    from review_app.services.generate import generate as answer
    from review_app.services.generation_plan import Wish
    from review_app.services.generation_report import lines
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
    with open_store(chosen.database, create=False) as store, watched(model) as watch:
        found = answer(store, wish, watch)
    finish(found, lines(found))
