"""Large bodies: received piece by piece into a file, within bounds of size and time."""

from __future__ import annotations

import hashlib
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flask import request
from werkzeug.exceptions import ClientDisconnected, RequestTimeout

from api.input import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 64 * 1024 * 1024
#: A body of the greatest size comes within this at 2 Mbit/s; whoever is slower tries elsewhere.
LONGEST_SECONDS = 300
_PIECE = 256 * 1024


class Received(NamedTuple):
    """A body in a file, and the SHA-256 of what it holds."""

    path: Path
    digest: bytes


@contextmanager
def received(name: str) -> Iterator[Received]:
    """The body of the request in a file of this name, for as long as the block lasts.

    Raises Malformed where there is none or it was cut off; RequestEntityTooLarge, RequestTimeout.
    """
    request.max_content_length = MOST_BYTES
    with tempfile.TemporaryDirectory(prefix="interlace-body-") as folder:
        path = Path(folder) / name
        digest = _write(path)
        if not path.stat().st_size:
            raise Malformed("The body is empty: send the file itself.")
        yield Received(path, digest)


def _write(path: Path) -> bytes:
    began, seen = time.monotonic(), hashlib.sha256()
    with path.open("wb") as file:
        try:
            while piece := request.stream.read(_PIECE):
                seen.update(piece)
                file.write(piece)
                if time.monotonic() - began > LONGEST_SECONDS:
                    raise RequestTimeout("The body takes too long to arrive.")
        except (ClientDisconnected, ConnectionError) as error:
            raise Malformed("The body ended before its end.") from error
    return seen.digest()
