"""Locks that the kernel lets go of when their holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAUSE = 0.02


def opened(path: Path) -> int:
    """A descriptor to lock by. It is closed in every program that this process starts, PostgreSQL among them."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def takes(descriptor: int, *, shared: bool = False) -> bool:
    """Take the lock if it can be had at once, and say whether it was."""
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def takes_within(seconds: float, descriptor: int, *, shared: bool = False) -> bool:
    """Take the lock, waiting for it no longer than this."""
    deadline = time.monotonic() + seconds
    while not takes(descriptor, shared=shared):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def let_go(descriptor: int) -> None:
    """Release the lock and keep the descriptor."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock exclusively; makes no file where there is none."""
    if not path.exists():
        return False
    descriptor = opened(path)
    try:
        # A shared attempt, so that two who look at once do not take each other for the holder.
        return not takes(descriptor, shared=True)
    finally:
        os.close(descriptor)


@contextmanager
def exclusively(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock for the length of a block; raises TimeoutError when it cannot be had in time."""
    descriptor = opened(path)
    try:
        if not takes_within(seconds, descriptor):
            raise TimeoutError
        yield
    finally:
        # Let go in so many words: a child forked meanwhile by another thread still has the descriptor.
        let_go(descriptor)
        os.close(descriptor)
