"""Generation jobs: models answer benchmarks in the server's background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from review_app.errors import InputError
from review_app.services.generate import being_generated, generate, require_possible
from review_app.services.generation_plan import Wish, run_wished
from review_app.services.wished import Errand, parts
from review_app.store import Store, generations
from review_app.wording import later


def run_of(store: Store, wish: Wish) -> str:
    """The id of the run that a wish belongs to."""
    return run_wished(store, wish).id


def possible(store: Store, wish: Wish) -> None:
    """Raise InputError or SandboxError where it cannot be begun."""
    run_wished(store, wish)
    require_possible(wish)


def refusal(store: Store, wish: Wish) -> InputError:
    """What is said of a run that is under way."""
    return being_generated(run_of(store, wish))


def read(values: Mapping[str, Any]) -> Wish:
    """A stored wish."""
    return Wish(**parts(values))


GENERATING: Errand[Wish] = Errand(
    kind="generate",
    key=run_of,
    require_possible=possible,
    do=generate,
    read=read,
    done=generations.responses_of,
    refusal=refusal,
    unknown=later("run {key}: was not begun on this page; choose one of the list"),
)
