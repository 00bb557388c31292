"""Bodies are received whole before a request is given a thread: whoever lets one drip keeps nobody else waiting."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from granian.rsgi import HTTPProtocol  # type: ignore[attr-defined]

#: Seconds between two parts of a body; and in all, beside what a slow line (32 KiB a second) takes.
_MOST_SECONDS_SILENT = 15
_MOST_SECONDS = 30
_SLOWEST_BYTES_A_SECOND = 32 * 1024
#: A body up to this size is held in memory, a larger one in a file without a name.
_IN_MEMORY = 256 * 1024
#: What all bodies that are being received may take together, in memory and in files.
MOST_HELD = 1024 * 1024 * 1024


class Refused(Exception):
    """A body is too large, too slow, or one too many; `status` is what to answer."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Intake:
    """The bodies that one process receives, within a bound for all of them together."""

    def __init__(self, most_held: int = MOST_HELD) -> None:
        self._most_held = most_held
        self._held = 0

    async def receive(self, protocol: HTTPProtocol, most_bytes: int) -> IO[bytes]:
        """A whole body. Raises Refused."""
        body: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by whoever asked
        began, size = time.monotonic(), 0
        try:
            parts = aiter(protocol)
            while part := await _next(parts):
                size += len(part)
                self._held += len(part)
                _require(size <= most_bytes, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                _require(self._held <= self._most_held, HTTPStatus.SERVICE_UNAVAILABLE)
                allowed = _MOST_SECONDS + size / _SLOWEST_BYTES_A_SECOND
                _require(time.monotonic() - began <= allowed, HTTPStatus.REQUEST_TIMEOUT)
                body.write(part)
        except BaseException:
            body.close()
            raise
        finally:
            self._held -= size
        body.seek(0)
        return body


def _require(fulfilled: bool, status: HTTPStatus) -> None:
    if not fulfilled:
        raise Refused(status)


async def _next(parts: object) -> bytes:
    """The next part of a body; nothing at its end. Raises Refused."""
    try:
        async with asyncio.timeout(_MOST_SECONDS_SILENT):
            return bytes(await anext(parts))  # type: ignore[call-overload]
    except StopAsyncIteration:
        return b""
    except TimeoutError as error:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT) from error
