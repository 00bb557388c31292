"""Requests that were answered before, word for word, are answered again before anything of them is read.

What an answer depends on beside the words of its request is looked at each time: who calls, how often they ask, what
they may see, the register's revision and the day. All else, its headers too, is as the application told it first.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from api import guard, logs
from api.answers import ANSWERS, GIVEN
from api.context import DATABASE, SNAPSHOTS, new_request_id
from api.kept import Kept
from api.meeting import MET, Met
from api.rates import headers_of
from api.requests import REFUSED
from interlace import measures
from interlace.errors import DomainError
from interlace.identity import tokens
from interlace.reading.views import view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from types import TracebackType
    from wsgiref.types import StartResponse, WSGIApplication

    from flask import Flask

    from api.answers import Answers, Given
    from api.rates import Rates
    from interlace.db.connections import Database
    from interlace.identity.callers import Caller
    from interlace.snapshots.store import SnapshotStore

    Environ = dict[str, Any]
    Headers = list[tuple[str, str]]

#: What says nothing of what is asked: it is looked at each time, or is told in the log alone.
_ASIDE = frozenset(
    {
        "HTTP_AUTHORIZATION",
        "HTTP_TRACEPARENT",
        "HTTP_TRACESTATE",
        "HTTP_USER_AGENT",
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_REQUEST_ID",
    }
)
#: Headers of an answer that are of one request alone.
_OF_ONE_REQUEST = frozenset({"interlace-request-id", "ratelimit", "ratelimit-policy"})
_POSTED = "/graphql/"
_MOST_BODY = 64 * 1024
_MOST_KEPT = 5_000
_MOST_WEIGHT = 16 * 2**20
#: What the head of an answer takes; an estimate.
_BESIDE = 3_000


@dataclass(frozen=True)
class _Told:
    """What was answered to a request, its body apart, and what it was made of."""

    status: str
    headers: Headers
    given: Given


def stand_before(app: Flask, rates: Rates) -> None:
    """Let requests come here first; to be called when the application is whole."""
    app.wsgi_app = Again(app, rates)  # type: ignore[assignment, method-assign]


class Again:
    """Stands before the application."""

    def __init__(self, app: Flask, rates: Rates) -> None:
        self._application: WSGIApplication = app.wsgi_app
        self._database: Database = app.extensions[DATABASE]
        self._snapshots: SnapshotStore = app.extensions[SNAPSHOTS]
        self._answers: Answers = app.extensions[ANSWERS]
        self._tokens = tokens.known_to(app)
        self._rates = rates
        self._told: Kept[_Told] = Kept(_MOST_KEPT, _MOST_WEIGHT)

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        began = time.perf_counter()
        words = _words(environ)
        if words is None:
            return self._application(environ, start)
        told = self._told.find(words)
        if told is not None:
            met = self._meet(environ)
            body = None if met is None or met.caller is None else self._body(told, met.caller)
            if met is not None and body is not None and met.is_welcome:
                return self._answer(environ, start, told, met, body, began)
        return self._application(environ, self._listening(environ, words, start))

    def _meet(self, environ: Environ) -> Met | None:
        """Who calls; what is found out here the application need not find out again. None for a token that is new."""
        try:
            claims = self._tokens.find(guard.bearer_of(environ.get("HTTP_AUTHORIZATION", "")), "access")
        except DomainError:
            return None
        if claims is None:
            return None
        met = Met(self._rates.of_address(environ.get("REMOTE_ADDR", "")))
        environ[MET] = met
        if met.is_welcome:
            try:
                met.caller = guard.caller_of(self._database, claims)
            except Exception as error:  # The application raises it again, and answers.
                met.failure = error
            else:
                met.of_caller = self._rates.of_caller(met.caller)
        return met

    def _body(self, told: _Told, caller: Caller) -> bytes | None:
        """The body that was answered before, if it is still what this caller is to be answered."""
        today, given = datetime.now(UTC).date(), told.given
        if (given.tenant, given.today, given.rights) != (caller.tenant, today, caller.principal.rights):
            return None
        if (caller.revision, caller.made_at) != given.found and not self._shows_the_same(given, caller, today):
            return None
        if not given.has_body:
            return b""
        kept = self._answers.find(given.tag)
        return None if kept is None else kept.body

    def _shows_the_same(self, given: Given, caller: Caller, today: date) -> bool:
        try:
            return view_of(self._snapshots, self._database, caller, given.as_of, today).key == given.view
        except Exception:  # The application comes to the same, and answers.
            return False

    def _answer(
        self, environ: Environ, start: StartResponse, told: _Told, met: Met, body: bytes, began: float
    ) -> Iterable[bytes]:
        request_id, status = new_request_id(), int(told.status[:3])
        seconds = time.perf_counter() - began
        measures.answered(told.given.route, environ["REQUEST_METHOD"], status, seconds)
        logs.tell(
            request_id,
            logs.trace_of(environ.get("HTTP_TRACEPARENT", ""), environ.get("HTTP_X_REQUEST_ID", "")),
            met.caller,
            environ["REQUEST_METHOD"],
            told.given.route,
            status,
            seconds,
            len(body),
        )
        start(told.status, [*told.headers, ("Interlace-Request-Id", request_id), *headers_of(met.rate)])
        return [body]

    def _listening(self, environ: Environ, words: str, start: StartResponse) -> StartResponse:
        """Keep what the application answers, where it says what the answer was made of."""

        def started(
            status: str,
            headers: Headers,
            error: tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None = None,
        ) -> Callable[[bytes], object]:
            given: Given | None = environ.get(GIVEN)
            if given is not None and error is None and status[:3] in {"200", "304"}:
                lasting = [(name, value) for name, value in headers if name.lower() not in _OF_ONE_REQUEST]
                told = _Told(status, lasting, given)
                self._told.keep(words, told, len(words) + _BESIDE)
            return start(status, headers, error)

        return started


def _words(environ: Environ) -> str | None:
    """All that a request says, but who asks; None where it is not of the kind that is answered again."""
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    body = ""
    if method == "POST":
        length = environ.get("CONTENT_LENGTH", "")
        if not path.startswith(_POSTED) or not length.isdecimal() or int(length) > _MOST_BODY:
            return None
        content = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(content)
        body = content.decode("latin-1")
    elif method != "GET" or "CONTENT_LENGTH" in environ or REFUSED in environ:
        return None
    said = [f"{name}:{value}" for name, value in environ.items() if name.startswith("HTTP_") and name not in _ASIDE]
    return "\n".join([method, path, environ["QUERY_STRING"], environ.get("CONTENT_TYPE", ""), *sorted(said), "", body])
