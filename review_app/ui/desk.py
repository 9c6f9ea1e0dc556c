"""The desk: what every page works with, who sits at it, and how a handler is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate

import gradio as gr

from review_app.errors import NotAllowed, ReviewError
from review_app.settings import Settings
from review_app.store import Store
from review_app.ui.mathtext import escape


@dataclass(frozen=True, slots=True)
class Desk:
    """The open store and the user's settings; pages get nothing else."""

    store: Store
    settings: Settings


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls a handler, and with which query in the page's address."""

    name: str
    query: Mapping[str, str]


Handler = Callable[Concatenate[Desk, Caller, ...], Any]


def handler(desk: Desk, function: Handler) -> Callable[..., Any]:
    """`function(desk, caller, *values)` as Gradio calls it: never without a person, errors as messages."""

    def call(request: gr.Request, *values: Any) -> Any:
        with told():
            return function(desk, caller(request), *values)

    return call


def slow_handler(desk: Desk, function: Handler) -> Callable[..., Any]:
    """The same for work that takes a while: `function(desk, caller, progress, *values)`."""

    def call(request: gr.Request, progress: gr.Progress = gr.Progress(), *values: Any) -> Any:  # noqa: B008 - Gradio finds it by this default
        with told():
            return function(desk, caller(request), progress, *values)

    return call


def caller(request: gr.Request) -> Caller:
    """The person who signed in on this browser. Raises NotAllowed where nobody did."""
    if not request.username:
        raise NotAllowed("nobody is signed in on this browser; reload the page and say who you are")
    return Caller(str(request.username), dict(request.query_params))


class told:
    """A ReviewError becomes a message on the page; the page stays as it is."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ReviewError):
            raise gr.Error(escape(str(error)), print_exception=False) from error
