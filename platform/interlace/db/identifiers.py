"""UUIDs of version 7 (RFC 9562): in the order of their making, also where the clock goes back."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

import numpy as np

_LOCK = threading.Lock()
if hasattr(os, "register_at_fork"):
    # A child that was forked while another thread took an id would wait for that thread for ever.
    os.register_at_fork(before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release)
_COUNTER_BITS = 42
_RANDOM_BITS = 32
#: A position is 90 bits, milliseconds and counter; its lower bits come after the place of the variant.
_LOW_BITS = 30
_LOW = (1 << _LOW_BITS) - 1
_last = 0


def new_id() -> UUID:
    """The next id of this process, larger than all before it."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[UUID]:
    """So many ids, ascending."""
    return [UUID(text) for text in new_id_texts(count)]


def new_id_texts(count: int) -> list[str]:
    """So many ids as 32 hexadecimal digits, ascending; quicker than UUIDs where there are very many.

    48 bits of milliseconds, then a counter of 42 bits that begins at random in each millisecond, then 32 random bits.
    A clock that stands still or goes back only moves the counter on.
    """
    now = time.time_ns() // 1_000_000
    # Half of the counter's range is left for counting up.
    beginning = now << _COUNTER_BITS | int.from_bytes(os.urandom(6), "big") >> 7
    first = _reserve(beginning, count)
    low = np.arange(count, dtype=np.uint64) + np.uint64(first & _LOW)
    high = np.uint64(first >> _LOW_BITS) + (low >> np.uint64(_LOW_BITS))
    noise = np.frombuffer(os.urandom(4 * count), dtype=">u4").astype(np.uint64)
    halves = np.empty((count, 2), dtype=">u8")
    # Version 7 stands after the upper 48 bits, variant 10 before the lower 30 and the random ones.
    halves[:, 0] = (high >> np.uint64(12)) << np.uint64(16) | np.uint64(0x7000) | high & np.uint64(0xFFF)
    halves[:, 1] = np.uint64(0b10 << 62) | (low & np.uint64(_LOW)) << np.uint64(_RANDOM_BITS) | noise
    digits = halves.tobytes().hex()
    return [digits[start : start + 32] for start in range(0, 32 * count, 32)]


def _reserve(beginning: int, count: int) -> int:
    """The first of `count` successive positions, after all those given out before."""
    global _last  # noqa: PLW0603 - what a process gave out last is the process's own
    with _LOCK:
        first = max(beginning, _last + 1)
        _last = first + count - 1
    return first
