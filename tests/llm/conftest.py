"""What the tests of the client share: an endpoint of our own, and a client that waits for milliseconds only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from review_app.llm import Client, Endpoint, Limits, Reply
from review_app.llm.reply import Message
from tests.llm.fake_server import FakeServer

SECRET = "sk-very-secret-1234567890"
ENVIRONMENT = {"FAKE_KEY": SECRET}

QUESTION: list[Message] = [{"role": "user", "content": "What is 2 + 2?"}]


@pytest.fixture(scope="session")
def kept_server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.fixture
def server(kept_server: FakeServer) -> FakeServer:
    """As new."""
    kept_server.script.clear()
    kept_server.asked.clear()
    kept_server.latency, kept_server.busiest = 0.0, 0
    return kept_server


@pytest.fixture
def secret() -> str:
    return SECRET


@pytest.fixture
def ask(server: FakeServer) -> Callable[..., Reply]:
    """`ask(stream=True)` asks what 2 + 2 is; keywords go to the client, those of Limits to its limits."""

    def asked(*, stream: bool = False, questions: int = 1, sampling: Any = None, **more: Any) -> Any:
        limits = {name: more.pop(name) for name in list(more) if name in Limits.__dataclass_fields__}
        quick = Limits(**{"timeout": 5.0, "tries": 4, "backoff": 0.001, **limits})

        async def main() -> list[Any]:
            endpoint = more.pop("endpoint", Endpoint("fake-1", server.url, "FAKE_KEY"))
            pieces: list[str] = more.pop("pieces", [])
            async with Client(endpoint, quick, environment=ENVIRONMENT, **more) as client:
                told = pieces.append if stream else None
                calls = [client.ask(QUESTION, sampling, told=told) for _ in range(questions)]
                return await asyncio.gather(*calls, return_exceptions=questions > 1)

        replies = asyncio.run(main())
        return replies[0] if questions == 1 else replies

    return asked
