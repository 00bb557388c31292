"""A client for many connections at once: requests of HTTP/1.1 on sockets of asyncio, answers with a length."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Longer than anything may take; whoever waits so long is told instead of hanging.
MOST_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What a server answered; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def revision(self) -> int:
        """The tenant's revision that it tells."""
        return int(self.headers["interlace-revision"])


class Connection:
    """One connection, on which one request follows another."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._always = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    def close(self) -> None:
        """End."""
        self._writer.close()

    async def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request and its answer. Raises OSError, TimeoutError, asyncio's IncompleteReadError."""
        sent = b"" if body is None else orjson.dumps(body)
        further = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        head = f"{method} {path} HTTP/1.1\r\n{self._always}{further}Content-Length: {len(sent)}\r\n\r\n"
        self._writer.write(head.encode() + sent)
        async with asyncio.timeout(MOST_SECONDS):
            await self._writer.drain()
            return await self._answer()

    async def _answer(self) -> Answer:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")[:-2]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status, length = int(first.split(" ")[1]), int(headers.get("content-length", 0))
        body = await self._reader.readexactly(length) if status not in {204, 304} else b""
        return Answer(status, headers, body)
