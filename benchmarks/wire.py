"""Wire: the least of HTTP/1.1 that fifty clients in one process need, so that they cost the server's CPU little."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r]+)", re.IGNORECASE)
# An answer brings a few cases; one that takes this long hangs.
LIMIT_S = 60.0


class Lost(Exception):
    """The server is gone, or ended the connection before the whole answer was there."""


@dataclass
class Wire:
    """One kept-alive connection of one signed-in person."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def sign_in(self, name: str) -> None:
        """Say who this is, as the form does, and keep the cookies."""
        form = urlencode({"name": name}).encode()
        status, head, _ = await self.exchange("/sign-in", form, "application/x-www-form-urlencoded")
        if status != 303:
            raise Lost(f"sign-in of {name}: status {status}")
        self.cookies |= dict(pair.decode().split("=", 1) for pair in COOKIE.findall(head))

    async def call(self, path: str, said: dict[str, Any]) -> tuple[int, bytes]:
        """Status and body of the answer to a call of the page's own."""
        status, _, body = await self.exchange(path, json.dumps(said).encode(), "application/json")
        return status, body

    async def abandon(self, path: str, said: dict[str, Any]) -> None:
        """Send a call and hang up without waiting for the answer."""
        _, writer = await self.connected()
        writer.write(self.request(path, json.dumps(said).encode(), "application/json"))
        await writer.drain()
        self.close()

    async def exchange(self, path: str, body: bytes, kind: str) -> tuple[int, bytes, bytes]:
        """Status, head and body of an answer. Raises Lost."""
        try:
            reader, writer = await self.connected()
            writer.write(self.request(path, body, kind))
            async with asyncio.timeout(LIMIT_S):
                head = await reader.readuntil(HEAD_END)
                length = LENGTH.search(head)
                answer = await reader.readexactly(int(length[1]) if length else 0)
        except (OSError, EOFError, asyncio.LimitOverrunError) as error:
            self.close()
            raise Lost(f"{path}: {error or type(error).__name__}") from error
        return int(head[9:12]), head, answer

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The open connection; a new one after either side closed the last: servers end those that rest."""
        if self.streams is None or self.streams[0].at_eof():
            parts = urlsplit(self.address)
            self.streams = await asyncio.open_connection(parts.hostname, parts.port)
        return self.streams

    def request(self, path: str, body: bytes, kind: str) -> bytes:
        """A POST as it goes over the wire."""
        head = (
            f"POST {path} HTTP/1.1",
            f"Host: {urlsplit(self.address).netloc}",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}",
            f"Content-Type: {kind}",
            f"Content-Length: {len(body)}",
        )
        return "\r\n".join(head).encode() + HEAD_END + body

    def close(self) -> None:
        """Hang up."""
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None
