"""Between granian and the application: requests come whole to a thread, and answers leave it before they are read.

granian's own gateway for WSGI gives a thread to a request whose body is still to come, and keeps it for as long as a
streamed answer is read: as many slow clients as there are threads stop the process.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import sys
from collections.abc import Sized
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from io import SEEK_END, BytesIO
from typing import IO, TYPE_CHECKING, Any

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from api.requests import REFUSED
from interlace.serving.bodies import Intake, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from wsgiref.types import WSGIApplication

    from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined]

_log = logging.getLogger(__name__)
#: Whoever watches over the process is answered by threads of their own, whatever keeps the others.
_WATCHED = frozenset({"/healthz", "/readyz", "/metrics"})
_WATCHERS = 2
#: Answers are handed on in parts of this size, each of which has to be taken within so many seconds.
_PART = 256 * 1024
_MOST_SECONDS_UNREAD = 60
_SERVER = "interlace"
#: In place of a header's value that cannot be read: no key, no tag, no token and no type is written so.
_UNREADABLE = "\x80"


@dataclass
class _Answer:
    """What the application answers. `rest` are the parts after the first; none where that is all."""

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)
    first: bytes = b""
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] | None = None


class Gateway:
    """Hands requests to a WSGI application in threads; what granian calls."""

    def __init__(
        self, application: WSGIApplication, threads: int, most_bytes: Callable[[str, str], int], end: Callable[[], None]
    ) -> None:
        self._application = application
        self._most_bytes = most_bytes
        self._end = end
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._watchers = ThreadPoolExecutor(_WATCHERS, thread_name_prefix="watcher")
        self._intake = Intake()

    def __rsgi_del__(self, _: asyncio.AbstractEventLoop) -> None:
        """End, once what has begun is done."""
        self._threads.shutdown()
        self._watchers.shutdown()
        self._end()

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        environ = _environ(scope)
        with suppress(ProtocolClosed):  # Whoever asked has gone.
            body = await self._body(scope, protocol, environ)
            try:
                await self._answer(scope, protocol, environ)
            finally:
                body.close()

    async def _body(self, scope: Scope, protocol: HTTPProtocol, environ: dict[str, Any]) -> IO[bytes]:
        """The body of a request, in its environment; where it is refused, the application is told why."""
        body: IO[bytes] = BytesIO()
        if environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in environ:
            try:
                most = self._most_bytes(scope.method, scope.path)
                if int(environ.get("CONTENT_LENGTH", "0")) > most:
                    raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)  # noqa: TRY301 - one way out of four
                body = await self._intake.receive(protocol, most)
                _require_all(environ, body)
            except Refused as refused:
                environ[REFUSED] = refused.status
                environ.pop("CONTENT_LENGTH", None)
        environ["wsgi.input"] = body
        return body

    async def _answer(self, scope: Scope, protocol: HTTPProtocol, environ: dict[str, Any]) -> None:
        threads = self._watchers if scope.path in _WATCHED else self._threads
        # What a request set is found again when its answer goes on in another thread.
        within = contextvars.copy_context()

        async def run(step: Callable[..., Any], *values: object) -> Any:  # noqa: ANN401 - whatever the step gives
            return await asyncio.get_running_loop().run_in_executor(threads, within.run, step, *values)

        answer: _Answer = await run(_called, self._application, environ)
        try:
            if answer.rest is None and len(answer.first) <= _PART:
                protocol.response_bytes(answer.status, answer.headers, answer.first)
                return
            transport = protocol.response_stream(answer.status, answer.headers)
            part = answer.first
            while part:
                for start in range(0, len(part), _PART):
                    async with asyncio.timeout(_MOST_SECONDS_UNREAD):
                        await transport.send_bytes(part[start : start + _PART])
                part = b"" if answer.rest is None else await run(_next_of, answer.rest)
        except TimeoutError:
            _log.info("An answer was not read within %s seconds, the rest was not sent.", _MOST_SECONDS_UNREAD)
        finally:
            if answer.close is not None:
                await run(answer.close)


def _require_all(environ: dict[str, Any], body: IO[bytes]) -> None:
    """Whoever goes away in the middle has not asked for anything. Raises Refused."""
    announced = environ.get("CONTENT_LENGTH")
    if announced is not None and int(announced) != body.seek(0, SEEK_END):
        raise Refused(HTTPStatus.BAD_REQUEST)
    body.seek(0)


def _called(application: WSGIApplication, environ: dict[str, Any]) -> _Answer:
    """What the application answers, up to the second part of it."""
    answer = _Answer()

    def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[[bytes], object]:
        answer.status, answer.headers = int(status[:3]), [("Server", _SERVER), *headers]
        return _write

    parts = application(environ, start)
    answer.close = getattr(parts, "close", None)
    if isinstance(parts, Sized):
        answer.first = b"".join(parts)
    else:
        answer.rest = iter(parts)
        answer.first = _next_of(answer.rest)
    return answer


def _next_of(parts: Iterator[bytes]) -> bytes:
    """The next part that holds anything; nothing at the end."""
    return next((part for part in parts if part), b"")


def _write(_: bytes) -> object:
    raise RuntimeError("This application gives its answers back and does not write them.")


def _environ(scope: Scope) -> dict[str, Any]:
    """The request as WSGI tells it."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for name, value in scope.headers.items():
        # An underscore would let a client pass its header off as one that a proxy writes.
        if "_" not in name:
            _add(environ, _key(name), value)
    for name in scope.headers.keys():  # noqa: SIM118 - these are no dictionary
        # granian leaves out what is not ASCII; as if it had not been sent, an idempotency key would be passed over.
        if "_" not in name:
            environ.setdefault(_key(name), _UNREADABLE)
    return environ


def _key(header: str) -> str:
    name = header.upper().replace("-", "_")
    return name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"


def _add(environ: dict[str, Any], key: str, value: str) -> None:
    joint = "; " if key == "HTTP_COOKIE" else ","
    environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
