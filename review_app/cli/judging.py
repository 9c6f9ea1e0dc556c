"""Judging: have a model judge doubtful cases or score open answers, from the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

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
    Tries,
    fields_of,
    finish,
    watched,
)
from review_app.cli.options import Database
from review_app.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from review_app.domain import Selection
    from review_app.store import Store

Word = TypeVar("Word", bound=StrEnum)


def judge(  # noqa: PLR0913 - each option is one, with a default of its own
    benchmark: Annotated[str | None, typer.Argument(help="A benchmark, such as mathusereval; all without it.")] = None,
    *,
    model: Annotated[str, typer.Option(help="The judge, as the endpoint names it.")],
    kind: Annotated[
        str, typer.Option(help="equivalence: are doubtful answers the same as the reference; score: 1 to 10.")
    ] = "equivalence",
    base_url: BaseUrl = OPENAI,
    key_variable: KeyVariable = None,
    prompt: Annotated[
        str | None, typer.Option(help="A template of a judge, or a .toml file of your own; the kind's usual one.")
    ] = None,
    run: Annotated[list[str] | None, typer.Option(help="Only this run or model; repeatable.")] = None,
    cases: Annotated[
        str, typer.Option(help="For equivalence: pending, decided (to measure the judge by people), or all.")
    ] = "pending",
    votes: Annotated[int, typer.Option(min=1, help="Votes on each case or response.")] = 1,
    limit: Annotated[int | None, typer.Option(min=1, help="So many cases or responses.")] = None,
    form: Annotated[
        str, typer.Option(help="How JSON is asked for: json, schema (where the endpoint knows it), text (not at all).")
    ] = "json",
    temperature: Temperature = None,
    max_tokens: MaxTokens = None,
    seed: Annotated[int | None, typer.Option(help="Of the first vote; the next ones have the next.")] = None,
    extra: Extra = None,
    concurrency: Concurrency = 16,
    requests_per_minute: RequestsPerMinute = None,
    tokens_per_minute: TokensPerMinute = None,
    timeout: Timeout = 600.0,
    tries: Tries = 12,
    price: Price = None,
    budget: Annotated[
        float | None,
        typer.Option(min=0.0, help="What this judge may cost in all sessions; needs --price and --max-tokens."),
    ] = None,
    db: Database = None,
) -> None:
    """Have a model judge answers: advice that orders the queue and counts for nothing. The same command goes on."""
    from review_app.llm import Endpoint, Limits, Sampling
    from review_app.llm.price import price_of
    from review_app.services.judge import judge as vote
    from review_app.services.judge import lines
    from review_app.services.judge_plan import Form, Wish
    from review_app.services.judge_reply import Kind
    from review_app.store import open_store
    from review_app.store.judgments import Which

    endpoint = Endpoint(model, base_url, key_variable)
    sampling = Sampling(temperature, None, max_tokens, seed, extra=fields_of(extra))
    limits = Limits(concurrency, requests_per_minute, tokens_per_minute, timeout, tries)
    database = settings.from_environment(db).database
    with open_store(database, create=False) as store, watched(model) as watch:
        wish = Wish(
            word(Kind, "--kind", kind),
            endpoint,
            chosen(store, benchmark, run or []),
            word(Which, "--cases", cases),
            sampling=sampling,
            limits=limits,
            template=prompt,
            form=word(Form, "--form", form),
            votes=votes,
            limit=limit,
            price=price_of(price) if price else None,
            budget=budget,
        )
        found = vote(store, wish, watch)
    finish(found, lines(found))


def word(kind: type[Word], option: str, text: str) -> Word:
    """The choice that an option names. Raises InputError naming those there are."""
    try:
        return kind(text)
    except ValueError:
        raise InputError(f"{option} {text}: choose one of {', '.join(kind)}") from None


def chosen(store: Store, benchmark: str | None, runs: Sequence[str]) -> Selection:
    """What is judged. Raises NotFound for a run or model that is not there."""
    from dataclasses import replace

    from review_app.domain import Selection
    from review_app.services.export import runs_named

    selection = runs_named(store, runs) if runs else Selection()
    return replace(selection, benchmarks=(benchmark,) if benchmark else ())
