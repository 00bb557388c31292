"""One POST to a target: to an address that was checked, within a deadline, not redirected, the answer read in part."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from interlace.db.models.webhooks import MOST_EXCERPT_CHARACTERS
from interlace.webhooks.targets import (
    Allowed,
    NotATarget,
    Refused,
    Resolver,
    Target,
    checked_addresses,
    resolved,
    target_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from _typeshed import WriteableBuffer

_MOST_BYTES_READ = 4096
_GONE = 410


@dataclass(frozen=True)
class Outcome:
    """How an attempt went. `error` says in words why it failed; nothing there means that the message has arrived."""

    status: int | None = None
    error: str | None = None
    excerpt: str | None = None
    retry_after: float | None = None
    """So many seconds the receiver asks to be left alone."""
    milliseconds: int = 0

    @property
    def arrived(self) -> bool:
        """Whether the receiver has taken the message."""
        return self.error is None

    @property
    def gone(self) -> bool:
        """Whether the receiver wants no more messages."""
        return self.status == _GONE


@dataclass(frozen=True)
class Transport:
    """How messages are posted; seconds where nothing else is said."""

    allowed: Allowed = field(default_factory=Allowed)
    resolve: Resolver = resolved
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    """Whose certificates are believed."""
    connect: float = 5
    """So long finding the receiver, and then connecting to it, may take."""
    whole: float = 15
    """So long everything together may take, however slowly the receiver drips."""
    body: float = 2
    """So long the beginning of an answer is waited for, once its status is known."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Post once. Whatever goes wrong is told by the outcome; nothing is raised for what a receiver does."""
        deadline = _Deadline(self.whole)
        try:
            outcome = self._posted(target_of(url), headers, body, deadline)
        except (NotATarget, Refused):
            outcome = Outcome(error="The target is not on the public internet, and the operator has not allowed it.")
        except (OSError, http.client.HTTPException, ValueError) as error:
            outcome = Outcome(error=self._in_words(error))
        return Outcome(outcome.status, outcome.error, outcome.excerpt, outcome.retry_after, deadline.milliseconds)

    def _posted(self, target: Target, headers: Mapping[str, str], body: bytes, deadline: _Deadline) -> Outcome:
        addresses = checked_addresses(target, self.allowed, self.resolve, min(self.connect, deadline.left))
        with self._connected(target, addresses, deadline) as connection:
            wire = _Wire(connection, deadline)
            wire.send(_request(target, headers, body))
            # It asks nothing of a socket but a file to read from.
            response = http.client.HTTPResponse(wire, method="POST")  # type: ignore[arg-type]
            response.begin()
            deadline.shorten(self.body)
            return _told(response, _beginning(response))

    def _connected(self, target: Target, addresses: Sequence[str], deadline: _Deadline) -> socket.socket:
        """A connection to one of the addresses, which shows a certificate for the target's name if it is to."""
        connection = self._reached(addresses, target.port, deadline)
        try:
            if target.scheme == "http":
                return connection
            connection.settimeout(deadline.left)
            return self.trust.wrap_socket(connection, server_hostname=target.host)
        except BaseException:
            connection.close()
            raise

    def _reached(self, addresses: Sequence[str], port: int, deadline: _Deadline) -> socket.socket:
        connecting = _Deadline(min(self.connect, deadline.left))
        last: OSError = TimeoutError()
        for address in addresses:
            try:
                return socket.create_connection((address, port), timeout=connecting.left)
            except TimeoutError:
                raise
            except OSError as error:
                last = error
        raise last

    def _in_words(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return f"The receiver did not answer in time ({self.whole:g} seconds, {self.connect:g} to connect)."
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"The receiver's certificate is not good for this target: {error.verify_message}."
        return next(sentence for kind, sentence in _FAILURES if isinstance(error, kind))


_FAILURES: Sequence[tuple[type[Exception], str]] = (
    (socket.gaierror, "The name of the target has no address."),
    (ssl.SSLError, "No secure connection came about."),
    (ConnectionRefusedError, "Nobody answers at the target's port."),
    (OSError, "The connection broke, or none came about."),
    (Exception, "What the receiver answered is not HTTP."),
)


class _Deadline:
    """The moment at which an attempt ends, whatever it is at."""

    def __init__(self, seconds: float) -> None:
        self._began = time.monotonic()
        self._ends = self._began + seconds

    @property
    def left(self) -> float:
        """Seconds that are left. Raises TimeoutError where none are."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    @property
    def milliseconds(self) -> int:
        """How long it took until now."""
        return round((time.monotonic() - self._began) * 1000)

    def shorten(self, seconds: float) -> None:
        """Leave no more than so many seconds from now."""
        self._ends = min(self._ends, time.monotonic() + seconds)


class _Wire(io.RawIOBase):
    """A connection each of whose steps has the time that is left, so that many small ones gain nothing."""

    def __init__(self, connection: socket.socket, deadline: _Deadline) -> None:
        self._connection, self._deadline = connection, deadline

    def send(self, content: bytes) -> None:
        """Send all of it."""
        waiting = memoryview(content)
        while waiting:
            self._connection.settimeout(self._deadline.left)
            waiting = waiting[self._connection.send(waiting) :]

    def makefile(self, _: str) -> io.BufferedReader:
        """What the answer is read from."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """It is there to be read from."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what has come, once something has."""
        self._connection.settimeout(self._deadline.left)
        return self._connection.recv_into(buffer)


def _request(target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    own = {"Host": target.authority, "Connection": "close", "Content-Length": str(len(body))}
    lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in {**own, **headers}.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _beginning(response: http.client.HTTPResponse) -> str:
    """The beginning of an answer, as far as it came in time: its status alone decides."""
    content = b""
    try:
        while len(content) < _MOST_BYTES_READ and (more := response.read1(_MOST_BYTES_READ - len(content))):
            content += more
    except (OSError, http.client.HTTPException, ValueError):
        pass
    text = content.decode("utf-8", "replace")[:MOST_EXCERPT_CHARACTERS]
    return "".join(letter if letter.isprintable() or letter in "\t\n" else "�" for letter in text)


def _told(response: http.client.HTTPResponse, excerpt: str) -> Outcome:
    status = response.status
    return Outcome(
        status=status,
        error=_failure(status),
        excerpt=excerpt or None,
        retry_after=_seconds(response.getheader("Retry-After")),
    )


def _failure(status: int) -> str | None:
    if 200 <= status < 300:  # noqa: PLR2004 - what HTTP calls success
        return None
    if 300 <= status < 400:  # noqa: PLR2004 - what HTTP calls redirection
        return f"The receiver answered {status}, a redirect; none is followed: give the webhook the new address."
    if status == _GONE:
        return "The receiver answered 410: it wants no more messages."
    return f"The receiver answered {status}."


def _seconds(written: str | None) -> float | None:
    """What `Retry-After` asks for: seconds, or a moment."""
    if written is None:
        return None
    if written.isascii() and written.isdigit():
        return float(written[:9])
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
