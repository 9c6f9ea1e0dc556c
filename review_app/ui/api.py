"""The review page's own calls: small, without Gradio in between, because somebody waits for each of them."""

from __future__ import annotations

from asyncio import gather, wrap_future
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request
from pydantic import BaseModel, Field, StringConstraints, ValidationError
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from review_app.domain import Cause, Outcome, Permission, Selection
from review_app.errors import InputError, NotAllowed, NotFound, ReviewError
from review_app.queue.order import Order
from review_app.services.review_desk import Held, Submission
from review_app.ui import words
from review_app.ui.desk import Caller, Desk
from review_app.ui.history import history
from review_app.ui.progress_line import progress_line
from review_app.ui.security import signed_in
from review_app.ui.sheet import raw_texts, sheet

# A body is a note and a few ids; more than this is no call of ours.
MAX_BODY = 64_000
# A tab shows one case and has the next ones ready; more would keep them from others.
MAX_AHEAD = 4
# What a person takes back comes on top of that; hardly anybody takes back more in a row.
MAX_HELD = 200
# So many calls are answered at a time; more would only wait for each other.
AT_ONCE = 6
# Nobody looks at one case for longer without idling.
MAX_SECONDS = 4 * 3600

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
# What the store keeps as a level.
Level = Annotated[int, Field(ge=-(2**31), lt=2**31)]
Names = Annotated[list[Annotated[str, StringConstraints(max_length=500)]], Field(max_length=500)]


class Scope(BaseModel):
    """The filters of the page."""

    runs: Names = []
    models: Names = []
    benchmarks: Names = []
    subjects: Names = []
    levels: Annotated[list[Level], Field(max_length=50)] = []
    rules: Names = []

    def selection(self) -> Selection:
        """The same as a Selection."""
        return Selection(**{name: tuple(values) for name, values in self.model_dump().items()})


class Turn(BaseModel):
    """What every call for cases says: which tab, under which filters, what it has and how many it wants in all."""

    tab: Id
    scope: Scope = Scope()
    order: Order | Literal[""] = ""
    hold: Annotated[list[Id], Field(max_length=MAX_HELD)] = []
    want: Annotated[int, Field(ge=0, le=MAX_AHEAD)] = 2


class Opening(Turn):
    """A case asked for by its link."""

    case: Id


class Said(BaseModel):
    """A decision as the browser sends it."""

    id: Id
    case: Id
    outcome: Outcome
    cause: Cause | None = None
    note: str = ""
    seconds: Annotated[float, Field(ge=0)] | None = None
    right_answer: str = ""

    def submission(self) -> Submission:
        """The same as the service takes it."""
        seconds = None if self.seconds is None else min(self.seconds, MAX_SECONDS)
        return Submission(self.id, self.case, self.outcome, self.cause, self.note, seconds, self.right_answer)


class Deciding(Turn):
    """A decision, and then the next cases."""

    decision: Said


class Undoing(Turn):
    """Take back this decision, or the last one."""

    decision: Id | None = None


class Leaving(BaseModel):
    """The tab holds on to what it has or gives it back, or only some of it."""

    tab: Id
    cases: Annotated[list[Id], Field(max_length=MAX_HELD)] | None = None


Asked = TypeVar("Asked", bound=BaseModel)
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Later:
    """An answer that waits for the disk: `answer` gives it, or says what went wrong, once `written` is done."""

    written: Future[bool]
    answer: Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what it is named, what it says, what answers it."""

    name: str
    body: type[BaseModel]
    answer: Callable[[Desk, Caller, Any], Answer | Later]


def turn(desk: Desk, caller: Caller, asked: Turn) -> Answer:
    """The cases that the tab lacks, and how far everything is."""
    scope = asked.scope.selection()
    held = desk.reviews.claim(
        caller.name, asked.tab, scope, count=asked.want, hold=asked.hold, order=asked.order or None
    )
    return cases(desk, caller, held, scope)


def open_case(desk: Desk, caller: Caller, asked: Opening) -> Answer:
    """The case of a link."""
    held = desk.reviews.open(caller.name, asked.tab, asked.case)
    return cases(desk, caller, [held], asked.scope.selection())


def decide(desk: Desk, caller: Caller, asked: Deciding) -> Later:
    """Write the decision, then bring the next cases."""
    said, scope = asked.decision.submission(), asked.scope.selection()
    underway = desk.reviews.submitting(
        caller.name, said, asked.tab, scope, count=asked.want, hold=asked.hold, order=asked.order or None
    )
    return Later(underway.written, lambda: {"saved": said.id, **cases(desk, caller, underway.cases(), scope)})


def skip(desk: Desk, caller: Caller, asked: Opening) -> Answer:
    """Put the case at the end of the queue, then bring the next ones."""
    desk.reviews.skip(caller.name, asked.case)
    return turn(desk, caller, asked)


def undo(desk: Desk, caller: Caller, asked: Undoing) -> Answer:
    """Take a decision back and show its case again."""
    undone = desk.reviews.undo(caller.name, asked.decision)
    if not undone:
        raise NotFound("you have no decision left to take back")
    held = desk.reviews.open(caller.name, asked.tab, undone[0])
    said = caller.say("{count} decisions that were made at once are taken back", count=len(undone))
    return {"said": said if len(undone) > 1 else "", **cases(desk, caller, [held], asked.scope.selection())}


def renew(desk: Desk, caller: Caller, asked: Leaving) -> Answer:
    """The page is still open; what it may go on holding."""
    return {"held": desk.reviews.renew(caller.name, asked.tab, asked.cases)}


def release(desk: Desk, caller: Caller, asked: Leaving) -> Answer:
    """The page was left."""
    desk.reviews.release(caller.name, asked.tab, asked.cases)
    return {}


def recent(desk: Desk, caller: Caller, _: Leaving) -> Answer:
    """The caller's last decisions, each with a button that takes it back."""
    return {"html": history(desk.reviews.recent(caller.name), caller)}


CALLS = (
    Call("turn", Turn, turn),
    Call("open", Opening, open_case),
    Call("decide", Deciding, decide),
    Call("skip", Opening, skip),
    Call("undo", Undoing, undo),
    Call("renew", Leaving, renew),
    Call("release", Leaving, release),
    Call("recent", Leaving, recent),
)


def case(held: Held, caller: Caller) -> Answer:
    """A case for the browser: its sheet, and its texts as they were written."""
    return {
        "id": held.card.case_id,
        "html": sheet(held.card, caller.say, blind=held.blind),
        "raw": raw_texts(held.card),
        "covers": held.card.total,
        "shared": held.lease is None,
    }


def cases(desk: Desk, caller: Caller, held: Sequence[Held], scope: Selection) -> Answer:
    """Cases under the line that says how far everything is."""
    return {"cases": [case(one, caller) for one in held], **head(desk, caller, scope)}


def head(desk: Desk, caller: Caller, scope: Selection) -> Answer:
    """The line above the case, and for how many seconds a case is held."""
    return {
        "head": progress_line(caller, desk.reviews.standing(caller.name, scope)),
        "lease": desk.reviews.preferences.lease_minutes * 60,
    }


def listen(app: FastAPI, desk: Desk) -> None:
    """Let the app take the calls, `/desk/turn` and its like."""
    limiter = CapacityLimiter(AT_ONCE)
    for call in CALLS:
        app.router.routes.append(Route(f"/desk/{call.name}", endpoint(desk, call, limiter), methods=["POST"]))


def endpoint(desk: Desk, call: Call, limiter: CapacityLimiter) -> Callable[[Request], Any]:
    """What answers one call, in a thread."""

    async def answer(request: Request) -> Response:
        language = words.language_of(request.cookies, request.headers.get("accept-language", ""))
        body = await read(request)
        found = await to_thread.run_sync(
            told, language, lambda: begun(desk, call, request, language, body), limiter=limiter
        )
        while isinstance(found, Later):
            # No thread waits for the disk: so few of them are enough that they are not in each other's way.
            await gather(wrap_future(found.written), return_exceptions=True)
            found = await to_thread.run_sync(told, language, found.answer, limiter=limiter)
        return found

    return answer


async def read(request: Request) -> bytes:
    """The body, or as much of it as shows that it is too long: nobody fills the memory of the server."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            break
    return bytes(body)


def begun(desk: Desk, call: Call, request: Request, language: str, body: bytes) -> Answer | Later:
    """The answer of a call, or what will give it. Raises ReviewError."""
    return call.answer(desk, caller_of(desk, request, language), parsed(call.body, body))


def told(language: str, answer: Callable[[], Answer | Later]) -> Response | Later:
    """The answer, or what went wrong in the caller's language."""
    try:
        found = answer()
    except ReviewError as error:
        return JSONResponse({"error": words.say(language, error.template, **error.values)}, status(error))
    return found if isinstance(found, Later) else JSONResponse(found)


def caller_of(desk: Desk, request: Request, language: str) -> Caller:
    """Who calls. Raises NotAllowed where that may not be."""
    name = signed_in(request)
    if not name:
        raise NotAllowed("nobody is signed in on this browser; reload the page and say who you are")
    caller = Caller(name, dict(request.query_params), desk.team.permissions(name), language)
    caller.require(Permission.REVIEW)
    return caller


def parsed(kind: type[Asked], body: bytes) -> Asked:
    """What a call says. Raises InputError for anything else."""
    if len(body) > MAX_BODY:
        raise InputError("the call has more than {most} bytes; reload the page", most=MAX_BODY)
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        found = "".join(f"{part}: " for part in first["loc"]) + first["msg"]
        raise InputError("the call is not understood ({problem}); reload the page", problem=found) from error


def status(error: ReviewError) -> int:
    """The HTTP status of what went wrong."""
    kinds = ((NotAllowed, 403), (NotFound, 404), (InputError, 422))
    return next((code for kind, code in kinds if isinstance(error, kind)), 409)
