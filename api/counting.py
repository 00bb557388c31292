"""Who asked how often: in the memory of this process, or for all processes together in Redis.

Each key is kept as one number, the time at which its bucket will be full again (GCRA's theoretical arrival time).
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Protocol

from interlace.configuration import ConfigurationInvalid

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)
MOST_KEYS = 100_000
_PREFIX = "interlace:rate:"
#: How long an answer of Redis is waited for, and for how long it is left alone after it did not answer; seconds.
_PATIENCE = 0.25
_LEFT_ALONE = 5.0

# Redis runs a script as one step, by its own clock, which all processes share.
_TAKE = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local interval, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local after = math.max(full + interval, now)
if interval > 0 and after - now > window then return {0, tostring(full - now)} end
if after <= now then redis.call('DEL', KEYS[1])
else redis.call('SET', KEYS[1], string.format('%.6f', after), 'PX', math.ceil((after - now) * 1000)) end
return {1, tostring(after - now)}
"""


class Counters(Protocol):
    """Buckets by key, each of which refills in `window` seconds, by one in `interval` seconds."""

    def take(self, key: str, interval: float, window: float) -> tuple[bool, float]:
        """Take one from a bucket if it has one; whether it had, and seconds until it is full again."""

    def give_back(self, key: str, seconds: float) -> None:
        """Put back into a bucket what refilling adds in so many seconds."""


class Memory:
    """Buckets of this process. However many addresses ask, it holds no more than `most_keys`."""

    def __init__(self, most_keys: int = MOST_KEYS, clock: Callable[[], float] = time.monotonic) -> None:
        self.most_keys = most_keys
        self._clock = clock
        self._lock = threading.Lock()
        self._full: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._full)

    def take(self, key: str, interval: float, window: float) -> tuple[bool, float]:
        """Take one; the key that asked longest ago is forgotten where there is no room."""
        now = self._clock()
        with self._lock:
            full = max(self._full.get(key, now), now)
            after = full + interval
            if after - now > window:
                return False, full - now
            self._full[key] = after
            self._full.move_to_end(key)
            if len(self._full) > self.most_keys:
                self._full.popitem(last=False)
        return True, after - now

    def give_back(self, key: str, seconds: float) -> None:
        """Put back; nothing for a key that was forgotten."""
        with self._lock:
            if key in self._full:
                self._full[key] -= seconds


class Shared:
    """Buckets in Redis. Where that does not answer, this process counts by itself until it does."""

    def __init__(self, url: str) -> None:
        try:
            import redis
        except ImportError as error:
            raise ConfigurationInvalid(
                "INTERLACE_REDIS_URL is set, and what speaks to Redis is not installed: pip install 'interlace[redis]'."
            ) from error
        self._errors = redis.RedisError
        self._client: Any = redis.Redis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, retry=None
        )
        self._take = self._client.register_script(_TAKE)
        self._meanwhile = Memory()
        self._ask_again_at = 0.0

    def take(self, key: str, interval: float, window: float) -> tuple[bool, float]:
        """Take one, in Redis if it answers."""
        answer = self._asked(key, interval, window)
        return answer or self._meanwhile.take(key, interval, window)

    def give_back(self, key: str, seconds: float) -> None:
        """Put back, in Redis if it answers."""
        if self._asked(key, -seconds, 0) is None:
            self._meanwhile.give_back(key, seconds)

    def _asked(self, key: str, interval: float, window: float) -> tuple[bool, float] | None:
        if time.monotonic() < self._ask_again_at:
            return None
        try:
            allowed, until_full = self._take(keys=[_PREFIX + key], args=[interval, window])
        except self._errors as error:
            self._ask_again_at = time.monotonic() + _LEFT_ALONE
            _log.warning("Redis does not answer (%s): each process counts requests by itself.", type(error).__name__)
            return None
        return bool(allowed), float(until_full)


def counters_of(redis_url: str | None) -> Counters:
    """Where an installation counts. Raises ConfigurationInvalid where Redis is named and cannot be spoken to."""
    return Shared(redis_url) if redis_url else Memory()
