"""A small application behind the gateway: answers of many parts, large ones, slow ones, and bodies that are counted."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from interlace.serving.gateway import Gateway

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from wsgiref.types import StartResponse

MOST_BYTES = 100_000
PART = b"x" * 50_000


def made() -> Gateway:
    """The application with four threads."""
    return Gateway(application, 4, lambda _, path: 4_000_000 if path == "/large" else MOST_BYTES, lambda: None)


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Answer by path."""
    asked = parse_qs(environ["QUERY_STRING"])
    path = environ["PATH_INFO"]
    if path == "/parts":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return parts(int(asked["count"][0]))
    if path == "/wait":
        time.sleep(float(asked["seconds"][0]))
    if path == "/breaks":
        raise ValueError("this quotes a secret")
    told = told_of(environ)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(told)))])
    return [told]


def told_of(environ: dict[str, Any]) -> bytes:
    """What came in, as JSON."""
    body = environ["wsgi.input"].read()
    refused = environ.get("interlace.refused")
    kept = {name: value for name, value in environ.items() if isinstance(value, str)}
    return json.dumps({"process": os.getpid(), "bytes": len(body), "refused": refused, "environ": kept}).encode()


def parts(count: int) -> Iterator[bytes]:
    """An answer that is made while it is sent."""
    for _ in range(count):
        yield PART
