"""How often one may ask: an address before anybody is known, then the caller; attempts to sign in far less often.

Counted as a bucket that refills steadily (GCRA), so whoever waits is let in again little by little and no minute's end
lets everybody in at once. The headers are those of the IETF's draft on rate limits (RateLimit, RateLimit-Policy).
"""

from __future__ import annotations

import ipaddress
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from api import requests
from api.counting import Counters, counters_of
from api.meeting import met
from interlace import measures

if TYPE_CHECKING:
    from flask import Flask

    from interlace.configuration import Configuration
    from interlace.identity.callers import Caller

_MINUTE = 60.0
#: Where passwords and secrets of links are tried; POST only.
SIGNING_IN = frozenset(
    {
        "authentication.token",
        "authentication.invitation",
        "authentication.reset_request",
        "authentication.reset",
        "authentication.password_",
        "web.invitation",
        "web.reset",
        "web.sign_in",
        "web.forgotten",
        "web.change_password",
    }
)
#: Attempts that were right count for less: an office signs in of a morning, while guesses are mostly wrong.
_RIGHT_COUNTS = 0.25
_LONGEST_ADDRESS = 64


class TooMany(Exception):
    """Somebody asked more often than they may; when they may ask again is told in the headers."""


@dataclass(frozen=True)
class Limit:
    """So many requests a minute, under a name that clients are told."""

    name: str
    quota: int

    @property
    def interval(self) -> float:
        """Seconds after which one more is let in."""
        return _MINUTE / self.quota


@dataclass(frozen=True)
class Standing:
    """Where somebody is with a limit, after a request: whether it was let in, and seconds until all are there again."""

    limit: Limit
    key: str
    allowed: bool
    until_full: float

    @property
    def remaining(self) -> int:
        """How many more are let in at once."""
        return max(0, int((_MINUTE - self.until_full) / self.limit.interval + 1e-6))

    @property
    def until_next(self) -> int:
        """Whole seconds until one more is let in."""
        return max(1, math.ceil(self.until_full + self.limit.interval - _MINUTE))


class Rates:
    """The limits of an installation, and who stands where with them."""

    def __init__(self, configuration: Configuration, counters: Counters) -> None:
        self._counters = counters
        self.caller = _limit("caller", configuration.rate_per_minute)
        self.address = _limit("address", configuration.address_rate_per_minute)
        self.sign_in = _limit("sign-in", configuration.sign_in_rate_per_minute)

    def check_address(self) -> None:
        """Count a request from where it comes. Raises TooMany."""
        if requests.is_watching():
            return
        known = met()
        _hold(known.of_address if known else self.of_address(request.remote_addr or ""))
        if request.endpoint in SIGNING_IN and request.method == "POST":
            _hold(self._count(self.sign_in, network_of(request.remote_addr or "")))

    def check_caller(self) -> None:
        """Count a request for whoever makes it. Raises TooMany."""
        caller: Caller | None = g.get("caller")
        if caller is not None:
            known = met()
            _hold(known.of_caller if known else self.of_caller(caller))

    def of_address(self, address: str) -> Standing | None:
        """Count a request from an address; nothing where there is no such limit."""
        return self._count(self.address, network_of(address))

    def of_caller(self, caller: Caller) -> Standing | None:
        """Count a request of a caller; nothing where there is no such limit."""
        principal = caller.principal
        return self._count(self.caller, f"{principal.kind}:{principal.tenant_id}:{principal.id}")

    def _count(self, limit: Limit | None, key: str) -> Standing | None:
        if limit is None:
            return None
        allowed, until_full = self._counters.take(f"{limit.name}:{key}", limit.interval, _MINUTE)
        return Standing(limit, key, allowed, until_full)

    def tell(self, response: Response) -> Response:
        """Tell in an answer where its caller stands; a right attempt to sign in is counted less."""
        standing: Standing | None = g.get("rate")
        if standing is None:
            return response
        limit = standing.limit
        response.headers.update(headers_of(standing))
        if not standing.allowed:
            response.headers["Retry-After"] = str(standing.until_next)
        elif limit is self.sign_in and response.status_code in {200, 204, 303}:
            self._counters.give_back(f"{limit.name}:{standing.key}", limit.interval * (1 - _RIGHT_COUNTS))
        return response


def _hold(standing: Standing | None) -> None:
    """Remember where somebody stands, for the answer. Raises TooMany."""
    if standing is None:
        return
    g.rate = standing
    if not standing.allowed:
        measures.refused(standing.limit.name)
        raise TooMany("You ask more often than you may. `Retry-After` tells when to ask again.")


def headers_of(standing: Standing | None) -> list[tuple[str, str]]:
    """The headers that tell where somebody stands."""
    if standing is None:
        return []
    name = standing.limit.name
    return [
        ("RateLimit-Policy", f'"{name}";q={standing.limit.quota};w={_MINUTE:.0f}'),
        ("RateLimit", f'"{name}";r={standing.remaining};t={math.ceil(standing.until_full)}'),
    ]


def believe_proxies(app: Flask, proxies: int) -> None:
    """Let a request come from where the nearest `proxies` proxies say; the rest anybody may have written.

    The scheme is the one that the last of them tells.
    """
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=1, x_host=0)  # type: ignore[method-assign]


def limit_addresses(app: Flask, configuration: Configuration) -> Rates:
    """Let requests be counted by address. To be called before the guard is set up, `limit_callers` after it."""
    rates = Rates(configuration, counters_of(configuration.redis_url))
    app.before_request(rates.check_address)
    app.after_request(rates.tell)
    return rates


def limit_callers(app: Flask, rates: Rates) -> None:
    """Let requests be counted by caller, once the guard has found out who it is."""
    app.before_request(rates.check_caller)


def _limit(name: str, quota: int) -> Limit | None:
    return Limit(name, quota) if quota else None


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """What is counted as one address: an IPv4 address, or the /64 of an IPv6 one, all of which one household has."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:_LONGEST_ADDRESS]
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((int(known) >> 64 << 64, 64)))
    return str(known)
