"""Why there is no server, in one sentence that a person can act on."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LINES = 12
_TAIL_BYTES = 8192


class ServerFailed(Exception):
    """The embedded server cannot be had: one sentence, then the last lines of the log where they tell more."""

    def __init__(self, sentence: str, log: Path | None = None) -> None:
        self.sentence = sentence
        self.log = log
        lines = last_lines(log) if log else []
        super().__init__("\n".join([sentence, f"The last lines of {log}:", *lines] if lines else [sentence]))


def last_lines(log: Path) -> list[str]:
    """The end of a log; nothing where there is none."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - _TAIL_BYTES))
            return stream.read().decode(errors="replace").splitlines()[-_LINES:]
    except OSError:
        return []


@contextmanager
def told_plainly(home: Path) -> Iterator[None]:
    """Turn what the file system refuses into a ServerFailed that says what to do."""
    try:
        yield
    except OSError as error:
        raise ServerFailed(_refusal(error, home)) from error


def disk_is_full(where: Path) -> str:
    """The sentence for a full disk."""
    return f"The disk that holds {where} is full: make room there, or set INTERLACE_HOME to a folder on another disk."


def _refusal(error: OSError, home: Path) -> str:
    where = error.filename or home
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_is_full(home)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{where} cannot be used by this user: make {home} writable, or set INTERLACE_HOME to a folder that is."
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return f"{where} is not a folder: set INTERLACE_HOME to the path of a folder."
    return f"The embedded PostgreSQL in {home} cannot be started: {error.strerror or error} ({where})."
