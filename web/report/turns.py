"""What takes a process long is done by few at once; whoever comes meanwhile is told to come again."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from interlace.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator

#: So many reports and workbooks are made at once in a process; others are answered meanwhile.
MOST = 2
#: Nobody waits longer for their turn: a thread that waits is one that answers nobody.
_WAIT_SECONDS = 2
_turns = threading.BoundedSemaphore(MOST)


@contextmanager
def turn() -> Iterator[None]:
    """One of the few turns. Raises Busy where all are taken for long."""
    if not _turns.acquire(timeout=_WAIT_SECONDS):
        raise Busy("Other reports are being made. Try again in a moment.")
    try:
        yield
    finally:
        _turns.release()
