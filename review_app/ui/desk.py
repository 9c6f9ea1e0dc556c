"""The desk: what every page works with, who sits at it, and how a handler is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate
from uuid import uuid4

import gradio as gr

from review_app.domain import Permission
from review_app.errors import NotAllowed, ReviewError
from review_app.services import generation_plan, judge_plan
from review_app.services.background import Background
from review_app.services.generation_jobs import GENERATING
from review_app.services.judge_jobs import JUDGING
from review_app.services.review_desk import ReviewDesk
from review_app.services.team import Team
from review_app.services.wished import Wished
from review_app.services.workbench import Workbench
from review_app.settings import Settings
from review_app.store import Store
from review_app.ui import words
from review_app.ui.characters import escape
from review_app.wording import Say

# A handler is no public API.
PRIVATE = {"api_visibility": "private"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What pages work with: the open store, the user's settings, the team, the review desk, the jobs in the server's
    background, and what models are asked there: to answer benchmarks, to judge, to solve drafts."""

    store: Store
    settings: Settings
    team: Team
    reviews: ReviewDesk
    jobs: Background
    generating: Wished[generation_plan.Wish]
    judging: Wished[judge_plan.Wish]
    workbench: Workbench = field(default_factory=Workbench)


def open_desk(store: Store, settings: Settings) -> Desk:
    """The desk of a store."""
    reviews = ReviewDesk(store)
    jobs = Background(reviews.refresh)
    generating, judging = Wished(store, jobs, GENERATING), Wished(store, jobs, JUDGING)
    return Desk(store, settings, Team(store), reviews, jobs, generating, judging)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls a handler, what they may do, their language, and the query in the page's address."""

    name: str
    query: Mapping[str, str]
    permissions: frozenset[Permission] = frozenset(Permission)
    language: str = words.ENGLISH

    @property
    def say(self) -> Say:
        """Says a text of ours in the caller's language."""
        return words.speaker(self.language)

    def require(self, needed: Permission) -> None:
        """Raises NotAllowed for somebody who may not."""
        if needed not in self.permissions:
            raise NotAllowed("{name} may not do this; ask an admin for another role", name=self.name)


@dataclass(frozen=True, slots=True)
class Said:
    """What a handler gives when there is something to tell besides: its outputs and a sentence in English,
    whose `{names}` are filled in after it is said in the caller's language; `role` is alert for what went wrong."""

    outputs: tuple[Any, ...]
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    role: str = "status"


Handler = Callable[Concatenate[Desk, Caller, ...], Any]


@dataclass(frozen=True, slots=True)
class Wiring:
    """Ties events of one page to handlers; each call is refused to whoever lacks the permission.

    `needs` is what the page asks, unless an event asks for more. `notice` is the element in which messages appear:
    Gradio's own toasts need its queue, which a click that people wait for does without.
    """

    desk: Desk
    notice: gr.HTML
    needs: Permission

    def quick(
        self,
        event: Any,
        function: Handler,
        inputs: Any,
        outputs: list[Any],
        needs: Permission | None = None,
        **options: Any,
    ) -> None:
        """`function(desk, caller, *values)` for what must answer at once: no queue, no spinner."""
        needed = needs or self.needs

        def call(request: gr.Request, *values: Any) -> tuple[Any, ...]:
            return answered(len(outputs), function, self.desk, needed, request, *values)

        event(
            call,
            inputs,
            [self.notice, *outputs],
            queue=False,
            show_progress="hidden",
            api_name=endpoint(function),
            **PRIVATE,
            **options,
        )

    def slow(
        self, event: Any, function: Handler, inputs: Any, outputs: list[Any], needs: Permission | None = None
    ) -> None:
        """`function(desk, caller, progress, *values)` for what takes a while: with a progress bar."""
        needed = needs or self.needs

        def call(request: gr.Request, progress: gr.Progress = gr.Progress(), *values: Any) -> tuple[Any, ...]:  # noqa: B008 - Gradio finds it by this default
            return answered(len(outputs), function, self.desk, needed, request, progress, *values)

        event(
            call,
            inputs,
            [self.notice, *outputs],
            concurrency_limit=None,
            api_name=endpoint(function),
            **PRIVATE,
        )


def endpoint(function: Any) -> str:
    """`review.open_page`: what a handler is called in Gradio's configuration, where tests find all of them."""
    plain = getattr(function, "func", function)
    return f"{plain.__module__.rpartition('.')[2]}.{plain.__name__}"


def answered(
    outputs: int, function: Handler, desk: Desk, needed: Permission, request: gr.Request, *values: Any
) -> tuple[Any, ...]:
    """The notice and the outputs: a ReviewError becomes a message, and the page stays as it is."""
    language = words.language_of(request.cookies, request.headers.get("accept-language", ""))
    try:
        who = caller(desk, request, language)
        who.require(needed)
        result = function(desk, who, *values)
    except ReviewError as error:
        said = words.say(language, error.template, **error.values)
        return (notice(said, "alert"), *(gr.skip() for _ in range(outputs)))
    if isinstance(result, Said):
        return (notice(words.say(language, result.sentence, **result.values), result.role), *result.outputs)
    return ("", *result)


def notice(sentence: str, role: str) -> str:
    """A message that goes by itself; `alert` for what went wrong, `status` for the rest.

    Its id is new each time, so that the same message appears again.
    """
    return f'<div class="notice {role}" role="{role}" id="notice-{uuid4().hex[:8]}">{escape(sentence)}</div>'


def caller(desk: Desk, request: gr.Request, language: str) -> Caller:
    """The person who signed in on this browser. Raises NotAllowed where nobody did."""
    if not request.username:
        raise NotAllowed("nobody is signed in on this browser; reload the page and say who you are")
    name = str(request.username)
    return Caller(name, dict(request.query_params), desk.team.permissions(name), language)
