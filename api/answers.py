"""Answers to reads: made once for each thing that is asked of a view, kept under a bound of memory, told by an ETag.

An answer is known by its tenant, the view (revision, day, and what the caller may see) and what was asked of it.
Nothing has to be taken back when a register changes, since its new revision has answers of its own.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from typing import IO, TYPE_CHECKING, cast

from flask import Response, current_app, request

from api import requests
from api.context import caller, today

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date, datetime

    from interlace.reading.view import View

ANSWERS = "interlace.answers"
#: In a request's environment, of what its answer was made.
GIVEN = "interlace.given"
#: What an answer takes beside its body; an estimate.
_BESIDE = 1_000
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What is sent, without what depends on the request alone."""

    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Given:
    """What an answer was made of, beside the words of its request, and the tag that it is kept under."""

    view: str
    as_of: date
    tag: str
    #: Whether there is a body: whoever has the answer already is told no more than that.
    has_body: bool
    route: str
    tenant: str
    today: date
    #: The rights of whoever it was made for: what was asked of these need not be asked again.
    rights: tuple[object, ...]
    #: The revision that they found, and when it was made: with the same rights it shows them the same.
    found: tuple[int, datetime | None]


class Answers:
    """The answers that were asked for last, within `most_memory` bytes. Shared by threads."""

    def __init__(self, most_memory: int) -> None:
        self.most_memory = most_memory
        self.memory = 0
        self.hits = 0
        self.misses = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Answer] = OrderedDict()

    def find(self, tag: str) -> Answer | None:
        """The answer of this tag, if it is still kept."""
        with self._lock:
            found = self._kept.get(tag)
            if found is None:
                self.misses += 1
            else:
                self.hits += 1
                self._kept.move_to_end(tag)
            return found

    def keep(self, tag: str, answer: Answer) -> None:
        """Keep an answer, and let go of those that were not asked for longest; one larger than all room is not kept."""
        with self._lock:
            before = self._kept.pop(tag, None)
            self.memory -= _size(before)
            if _size(answer) <= self.most_memory:
                self._kept[tag] = answer
                self.memory += _size(answer)
            while self.memory > self.most_memory:
                self.memory -= _size(self._kept.popitem(last=False)[1])


def _size(answer: Answer | None) -> int:
    return 0 if answer is None else len(answer.body) + _BESIDE


def tag_of(view: View, *asked: str) -> str:
    """The entity tag of what was asked of a view; `asked` says it completely, the form of the answer included."""
    told = "\0".join([str(view.sight.snapshot.tenant_id), view.key, *asked])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _is_known(tag: str) -> bool:
    """Whether the caller has the answer of this tag: they were given it, so that there is one. `*` claims any at all,
    before it is known whether there is one, and is passed over.
    """
    known = request.if_none_match
    return not known.star_tag and known.contains_weak(tag)


def read(view: View, make: Callable[[], Answer], *asked: str) -> Response:
    """The response to a read: 304 where the caller has the answer, the one that is kept, or one that is made now.

    Only answers with status 200 are kept.
    """
    tag = tag_of(view, *asked)
    if request.method in {"GET", "HEAD"} and _is_known(tag):
        _note(view, tag, has_body=False)
        return _told(Response(status=304), view, tag)
    answers = cast("Answers", current_app.extensions[ANSWERS])
    answer = answers.find(tag)
    if answer is None:
        answer = make()
        if answer.status == Answer.status:
            answers.keep(tag, answer)
    if answer.status == Answer.status:
        _note(view, tag, has_body=True)
    response = Response(answer.body, answer.status, dict(answer.headers), content_type=answer.content_type)
    return _told(response, view, tag)


def _note(view: View, tag: str, *, has_body: bool) -> None:
    """Tell in the request's environment of what it is answered."""
    who = caller()
    rights, found = who.principal.rights, (who.revision, who.made_at)
    request.environ[GIVEN] = Given(
        view.key, view.as_of, tag, has_body, requests.route(), who.tenant, today(), rights, found
    )


def streamed(view: View, make: Callable[[], IO[bytes]], content_type: str, headers: Mapping[str, str]) -> Response:
    """The response to a read that is too large to be kept: 304, or the file that `make` opens, piece by piece."""
    tag = tag_of(view, request.path, content_type)
    if _is_known(tag):
        return _told(Response(status=304), view, tag)
    stream = make()
    response = Response(_pieces(stream), 200, dict(headers), content_type=content_type)
    # Also where nobody reads it to its end, or at all.
    response.call_on_close(stream.close)
    return _told(response, view, tag)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        yield from iter(partial(stream.read, _PIECE), b"")


def record(body: bytes, revision: int, content_type: str, tenant_revision: int) -> Response:
    """The response to a read of one record, or to a write of it: its tag is that of the record alone.

    So it stays good while others are written, and tells `If-Match` which revision of the record is known.
    """
    tag = record_tag(body, revision)
    if request.method in {"GET", "HEAD"} and request.if_none_match.contains_weak(tag):
        return _tagged(Response(status=304), tenant_revision, tag)
    return _tagged(Response(body, content_type=content_type), tenant_revision, tag)


def record_tag(body: bytes, revision: int) -> str:
    """The entity tag of a record that is told in these bytes: its revision, and what it says."""
    return f"r{revision}-{hashlib.sha256(body).hexdigest()[:24]}"


def _told(response: Response, view: View, tag: str) -> Response:
    return _tagged(response, view.revision, tag)


def _tagged(response: Response, revision: int, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Interlace-Revision"] = str(revision)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization, Accept, Accept-Language"
    return response
