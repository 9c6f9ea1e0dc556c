"""Judge jobs: models judge in the server's background."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from review_app.domain import Selection
from review_app.errors import InputError
from review_app.llm import Budget, Client
from review_app.services.judge import at_work, judge
from review_app.services.judge_plan import Form, Wish, asked_about, judge_of, nothing_to_judge, require_same_text
from review_app.services.judge_reply import Kind
from review_app.services.wished import Errand, parts
from review_app.store import Store, judgments
from review_app.store.judgments import Which
from review_app.wording import later


def key(_: Store, wish: Wish) -> str:
    """The key of the judge that a wish names."""
    return judgments.key_of(judge_of(wish))


def possible(store: Store, wish: Wish) -> None:
    """Raise InputError where the judge's key, the price for a budget, or anything to judge is missing: what `judge`
    would find out as well."""
    Client(wish.endpoint, wish.limits, price=wish.price, budget=Budget(wish.budget))
    require_same_text(store, judge_of(wish))
    if not asked_about(store, replace(wish, limit=1)):
        raise nothing_to_judge()


def refusal(_: Store, wish: Wish) -> InputError:
    """What is said of a judge that is at work."""
    return at_work(judge_of(wish))


def read(values: Mapping[str, Any]) -> Wish:
    """A stored wish."""
    selection = Selection(**{name: tuple(chosen) for name, chosen in values["selection"].items()})
    words = {"kind": Kind(values["kind"]), "which": Which(values["which"]), "form": Form(values["form"])}
    return Wish(**parts(values) | words | {"selection": selection})


def votes(store: Store, keys: Sequence[str]) -> Mapping[str, int]:
    """How many votes each judge gave."""
    return {judgments.key_of(row["who"]): row["replies"] for row in judgments.judges(store)} if keys else {}


JUDGING: Errand[Wish] = Errand(
    kind="judge",
    key=key,
    require_possible=possible,
    do=judge,
    read=read,
    done=votes,
    refusal=refusal,
    unknown=later("judge {key}: was not begun on this page; choose one of the list"),
)
