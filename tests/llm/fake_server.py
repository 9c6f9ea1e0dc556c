"""A model's endpoint of our own: speaks the OpenAI protocol over real HTTP and misbehaves to order.

    with FakeServer() as server:
        server.play(rate_limited(retry_after=1), HANG)      # the first two requests; every later one is answered
        Endpoint("any", server.url)

`python -m tests.llm.fake_server --latency 0.5` serves alone and prints its address (benchmarks).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """One request as it arrived: when (monotonic seconds), with which headers and body."""

    moment: float
    headers: Mapping[str, str]
    body: Body

    @property
    def question(self) -> str:
        """What the last turn says."""
        return str(self.body["messages"][-1]["content"])


# What the server does with one request.
Behaviour = Callable[["FakeServer", Asked], Awaitable[Response]]


@dataclass
class FakeServer:
    """Serves from a thread of its own between `with` and its end; the same port can be served again later.

    `answer` gives the text to a request, `latency` seconds after it came; `pieces` is how many parts a stream has.
    """

    answer: Callable[[Asked], str] = lambda asked: r"So it is \boxed{4}."
    latency: float = 0.0
    port: int = 0
    pieces: int = 3
    asked: list[Asked] = field(default_factory=list)
    script: deque[Behaviour] = field(default_factory=deque)
    arrival: threading.Condition = field(default_factory=threading.Condition)
    busy: int = 0
    busiest: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def play(self, *behaviours: Behaviour) -> None:
        """Meet the next requests so, one each."""
        self.script.extend(behaviours)

    def wait_for(self, requests: int, seconds: float = 20.0) -> None:
        """Until so many requests came."""
        with self.arrival:
            assert self.arrival.wait_for(lambda: len(self.asked) >= requests, seconds)

    def __enter__(self) -> FakeServer:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        app = Starlette(routes=[Route("/v1/chat/completions", self._handle, methods=["POST"])])
        config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=0)
        self._ready = threading.Event()
        self._server = Announced(config, self._ready)
        self._thread = threading.Thread(target=self._server.run, args=([listening],), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.force_exit = self._server.should_exit = True
        self._thread.join(10)

    async def _handle(self, request: Request) -> Response:
        asked = Asked(time.monotonic(), request.headers, await request.json())
        with self.arrival:
            self.asked.append(asked)
            self.arrival.notify_all()
        behaviour = self.script.popleft() if self.script else answered
        return await behaviour(self, asked)

    async def think(self) -> None:
        """The time that an answer takes; `busiest` is how many were ever at it together."""
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(self.latency)
        self.busy -= 1


class Announced(uvicorn.Server):
    """Says when it listens, and leaves the signals of the process alone."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._announce = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce.set()


def completion(text: str | None, finish: str = "stop", **message: Any) -> dict[str, Any]:
    """A whole answer as the protocol has it: 10 tokens asked, one told a word."""
    told = len((text or "").split())
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "fake-1",
        "choices": [
            {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": told, "total_tokens": 10 + told},
    }


def event(data: Any) -> str:
    """One event of a stream."""
    return f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n"


def streamed(text: str, finish: str | None, pieces: int) -> list[str]:
    """The events of a stream; one that is to be cut has no `finish`."""
    step = max(1, -(-len(text) // pieces))
    parts = [text[at : at + step] for at in range(0, len(text), step)]
    chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": "fake-1"}
    events = [
        event(chunk | {"choices": [{"index": 0, "delta": {"content": part}, "finish_reason": None}]}) for part in parts
    ]
    if finish is None:
        return events
    usage = completion(text)["usage"]
    end = [
        chunk | {"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]},
        chunk | {"choices": [], "usage": usage},
    ]
    return [*events, *map(event, end), event("[DONE]")]


def sent(events: list[str]) -> Response:
    """A stream of these events."""

    async def body() -> AsyncIterator[str]:
        for part in events:
            yield part

    return StreamingResponse(body(), media_type="text/event-stream")


def says(text: str | None, finish: str = "stop", **message: Any) -> Behaviour:
    """Answer with this text, whole or as a stream, as it was asked for."""

    async def behave(server: FakeServer, asked: Asked) -> Response:
        await server.think()
        if asked.body.get("stream"):
            return sent(streamed(text or "", finish, server.pieces))
        return JSONResponse(completion(text, finish, **message))

    return behave


async def answered(server: FakeServer, asked: Asked) -> Response:
    """The usual answer."""
    return await says(server.answer(asked))(server, asked)


def fails(status: int, code: str | None = None, message: str = "no", **headers: str) -> Behaviour:
    """Refuse with a status and the protocol's error object."""

    async def behave(server: FakeServer, asked: Asked) -> Response:
        error = {"message": message, "type": code, "code": code, "param": None}
        return JSONResponse({"error": error}, status, {name.replace("_", "-"): text for name, text in headers.items()})

    return behave


def rate_limited(retry_after: float | str | None = None) -> Behaviour:
    """Too many requests, with or without a time to wait."""
    headers = {} if retry_after is None else {"retry_after": str(retry_after)}
    return fails(429, "rate_limit_exceeded", "Rate limit reached", **headers)


def echoes_key(status: int) -> Behaviour:
    """Fail, and repeat the key that was sent, as some proxies do."""

    async def behave(server: FakeServer, asked: Asked) -> Response:
        return await fails(status, None, f"bad header {asked.headers['authorization']}")(server, asked)

    return behave


def raw(text: str, kind: str = "application/json") -> Behaviour:
    """Answer with these very characters."""

    async def behave(server: FakeServer, asked: Asked) -> Response:
        return Response(text, media_type=kind)

    return behave


async def hang(server: FakeServer, asked: Asked) -> Response:
    """Say nothing for an hour."""
    await asyncio.sleep(3600)
    return Response()


async def html(server: FakeServer, asked: Asked) -> Response:
    """A page of some proxy, with status 200."""
    return HTMLResponse("<html><body>Please sign in</body></html>")


async def malformed(server: FakeServer, asked: Asked) -> Response:
    """Half of an answer that calls itself whole."""
    if asked.body.get("stream"):
        return sent([event('{"choices": [{"delta": {"con')])
    return Response(json.dumps(completion("4"))[:40], media_type="application/json")


async def cut(server: FakeServer, asked: Asked) -> Response:
    """Break off in the middle: a stream without its end, an answer shorter than it was said to be."""
    if asked.body.get("stream"):
        return sent(streamed("So it is", None, 2))

    async def body() -> AsyncIterator[str]:
        yield json.dumps(completion("4"))[:40]

    return StreamingResponse(body(), media_type="application/json", headers={"content-length": "4000"})


async def no_choice(server: FakeServer, asked: Asked) -> Response:
    """An object that is no answer."""
    return JSONResponse({"object": "chat.completion", "choices": []})


QUOTA = fails(429, "insufficient_quota", "You exceeded your current quota")
NO_KEY = fails(401, "invalid_api_key", "Incorrect API key provided")
NO_MODEL = fails(404, "model_not_found", "The model does not exist")
TOO_LONG = fails(400, "context_length_exceeded", "maximum context length is 4096 tokens")
BROKEN = fails(500, None, "internal error")
OVERLOADED = fails(503, None, "overloaded")
HANG, HTML, MALFORMED, CUT, NO_CHOICE = hang, html, malformed, cut, no_choice


def main() -> None:
    """Serve until killed; the first line printed is the address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    with FakeServer(latency=given.latency, port=given.port) as server:
        print(server.url, flush=True)  # noqa: T201 - the one thing it has to say
        threading.Event().wait()


if __name__ == "__main__":
    main()
