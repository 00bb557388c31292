"""UUIDs of version 7 (RFC 9562): in the order of their making, also where the clock goes back."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

_LOCK = threading.Lock()
if hasattr(os, "register_at_fork"):
    # A child that was forked while another thread took an id would wait for that thread for ever.
    os.register_at_fork(before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release)
_COUNTER_BITS = 42
_RANDOM_BITS = 32
_last = 0


def new_id() -> UUID:
    """The next id of this process, larger than all before it."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[UUID]:
    """So many ids, ascending.

    48 bits of milliseconds, then a counter of 42 bits that begins at random in each millisecond, then 32 random bits.
    A clock that stands still or goes back only moves the counter on.
    """
    now = time.time_ns() // 1_000_000
    # Half of the counter's range is left for counting up.
    beginning = now << _COUNTER_BITS | int.from_bytes(os.urandom(6), "big") >> 7
    first = _reserve(beginning, count)
    noise = os.urandom(4 * count)
    return [_uuid(first + number, noise[4 * number : 4 * number + 4]) for number in range(count)]


def _reserve(beginning: int, count: int) -> int:
    """The first of `count` successive positions, after all those given out before."""
    global _last  # noqa: PLW0603 - what a process gave out last is the process's own
    with _LOCK:
        first = max(beginning, _last + 1)
        _last = first + count - 1
    return first


def _uuid(position: int, noise: bytes) -> UUID:
    """The UUID of a position: its upper 60 bits before, its lower 30 after the places of version and variant."""
    low = (position & ((1 << 30) - 1)) << _RANDOM_BITS | int.from_bytes(noise, "big")
    high = position >> 30
    return UUID(int=(high >> 12) << 80 | 0x7 << 76 | (high & 0xFFF) << 64 | 0b10 << 62 | low)
