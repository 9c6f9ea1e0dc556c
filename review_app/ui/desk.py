"""The desk: what every page works with, who sits at it, and how a handler is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate
from uuid import uuid4

import gradio as gr

from review_app.errors import NotAllowed, ReviewError
from review_app.settings import Settings
from review_app.store import Store
from review_app.ui.characters import escape

# A handler is no public API.
PRIVATE = {"api_visibility": "private"}


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


@dataclass(frozen=True, slots=True)
class Said:
    """What a handler gives when there is something to tell besides: its outputs and a sentence."""

    outputs: tuple[Any, ...]
    sentence: str


Handler = Callable[Concatenate[Desk, Caller, ...], Any]


@dataclass(frozen=True, slots=True)
class Wiring:
    """Ties events of one page to handlers. `notice` is the element in which messages appear.

    Gradio's own toasts need its queue, which a click that people wait for does without.
    """

    desk: Desk
    notice: gr.HTML

    def quick(self, event: Any, function: Handler, inputs: Any, outputs: list[Any], **options: Any) -> None:
        """`function(desk, caller, *values)` for what must answer at once: no queue, no spinner."""

        def call(request: gr.Request, *values: Any) -> tuple[Any, ...]:
            return answered(len(outputs), function, self.desk, request, *values)

        event(call, inputs, [self.notice, *outputs], queue=False, show_progress="hidden", **PRIVATE, **options)

    def slow(self, event: Any, function: Handler, inputs: Any, outputs: list[Any]) -> None:
        """`function(desk, caller, progress, *values)` for what takes a while: with a progress bar."""

        def call(request: gr.Request, progress: gr.Progress = gr.Progress(), *values: Any) -> tuple[Any, ...]:  # noqa: B008 - Gradio finds it by this default
            return answered(len(outputs), function, self.desk, request, progress, *values)

        event(call, inputs, [self.notice, *outputs], concurrency_limit=None, **PRIVATE)


def answered(outputs: int, function: Handler, desk: Desk, request: gr.Request, *values: Any) -> tuple[Any, ...]:
    """The notice and the outputs: a ReviewError becomes a message, and the page stays as it is."""
    try:
        result = function(desk, caller(request), *values)
    except ReviewError as error:
        return (notice(str(error), "alert"), *(gr.skip() for _ in range(outputs)))
    if isinstance(result, Said):
        return (notice(result.sentence, "status"), *result.outputs)
    return ("", *result)


def notice(sentence: str, role: str) -> str:
    """A message that goes by itself; `alert` for what went wrong, `status` for the rest.

    Its id is new each time, so that the same message appears again.
    """
    return f'<div class="notice {role}" role="{role}" id="notice-{uuid4().hex[:8]}">{escape(sentence)}</div>'


def caller(request: gr.Request) -> Caller:
    """The person who signed in on this browser. Raises NotAllowed where nobody did."""
    if not request.username:
        raise NotAllowed("nobody is signed in on this browser; reload the page and say who you are")
    return Caller(str(request.username), dict(request.query_params))
