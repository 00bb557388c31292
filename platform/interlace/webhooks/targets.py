"""Which addresses may be posted to: those of the public internet, and what the operator has allowed beside them.

A name is resolved once for each attempt, all that it resolves to is checked, and the connection goes to an address that
was checked and to no other, so that a name which resolves otherwise a moment later leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from interlace.db.models.webhooks import MOST_URL_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address
    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Gives the numeric addresses of a name within so many seconds; raises OSError.
Resolver = Callable[[str, int, float], Sequence[str]]

_PORTS = {"http": 80, "https": 443}
_FIRST_FREE_PORT = 1024
_MOST_HOST_CHARACTERS = 253
# What RFC 3986 lets stand in an address, without the brackets of its host.
_WRITTEN = re.compile(r"https?://[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+", re.IGNORECASE)
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]+)?")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?")
#: A last label like these makes C libraries read the whole as a number: 2130706433, 0x7f.1, 0177.0.0.1.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class NotATarget(ValueError):
    """The text is not an address that anything could be posted to."""


class Refused(Exception):
    """The target is not on the public internet, and the operator has not allowed it."""


@dataclass(frozen=True)
class Target:
    """An address taken apart; `host` is a name in small letters or a numeric address without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the header `Host` says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str) -> Target:
    """Take an address apart. Raises NotATarget."""
    if len(url) > MOST_URL_CHARACTERS or not _WRITTEN.fullmatch(url):
        raise NotATarget
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotATarget from error
    host = parts.hostname or ""
    if not _AUTHORITY.fullmatch(parts.netloc) or not _is_host(host, bracketed="[" in parts.netloc):
        raise NotATarget
    port = _PORTS[parts.scheme] if port is None else port
    if port not in _PORTS.values() and port < _FIRST_FREE_PORT:
        raise NotATarget
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if "[" in path or "]" in path:
        raise NotATarget
    return Target(parts.scheme, host, port, path)


def _is_host(host: str, *, bracketed: bool) -> bool:
    if bracketed:
        return _address(host, 6) is not None
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _address(host, 4) is not None
    return len(host) <= _MOST_HOST_CHARACTERS and all(_LABEL.fullmatch(label) for label in labels)


def _address(text: str, version: int | None = None) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return address if version in {None, address.version} else None


@dataclass(frozen=True)
class Allowed:
    """What the operator has allowed although it is not public: names, and networks of numeric addresses."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, written: Iterable[str]) -> Allowed:
        """Read what `interlace.configuration` has checked."""
        networks: list[Network] = []
        hosts: set[str] = set()
        for each in written:
            try:
                networks.append(ipaddress.ip_network(each, strict=False))
            except ValueError:
                hosts.add(each.lower())
        return cls(frozenset(hosts), tuple(networks))

    def admits(self, host: str, address: Address) -> bool:
        """Whether this address of this name may be posted to."""
        plain = _unwrapped(address)
        inside = any(each in network for network in self.networks for each in (address, plain))
        return host in self.hosts or inside or is_public(address)


def is_public(address: Address) -> bool:
    """Whether an address is of the public internet, and holds none inside that is not."""
    plain = _unwrapped(address)
    if plain != address:
        return is_public(plain)
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _ODD)
    return address in _UNICAST and not any(address in network for network in _ODD_6)


_UNICAST = ipaddress.IPv6Network("2000::/3")
#: Assigned for protocols, 6to4 relays: nobody's web server.
_ODD = tuple(ipaddress.IPv4Network(each) for each in ("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"))
_ODD_6 = tuple(ipaddress.IPv6Network(each) for each in ("2001::/23", "2001:db8::/32", "3fff::/20"))
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
#: The two interface identifiers of ISATAP, whose last 32 bits are an address of version 4.
_ISATAP = {0x00005EFE, 0x02005EFE}
_LOW = 0xFFFFFFFF


def _unwrapped(address: Address) -> Address:
    """The address of version 4 that one of version 6 stands for: mapped, translated (NAT64), 6to4 or ISATAP."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    bits = int(address)
    if address in _MAPPED or address in _TRANSLATED or bits >> 32 & _LOW in _ISATAP:
        return ipaddress.IPv4Address(bits & _LOW)
    if address in _SIX_TO_FOUR:
        return ipaddress.IPv4Address(bits >> 80 & _LOW)
    return address


def checked_addresses(target: Target, allowed: Allowed, resolve: Resolver, seconds: float) -> list[str]:
    """The numeric addresses of a target, all of which may be posted to. Raises Refused; OSError where it has none."""
    numeric = _address(target.host)
    found = [target.host] if numeric is not None else resolve(target.host, target.port, seconds)
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "no address")
    for text in found:
        address = _address(text)
        if address is None or not allowed.admits(target.host, address):
            raise Refused
    return list(found)


def resolved(host: str, port: int, seconds: float) -> Sequence[str]:
    """The addresses of a name, as this machine resolves it. Raises OSError, TimeoutError after so many seconds."""
    answers: list[Sequence[str] | OSError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.append(list(dict.fromkeys(str(each[4][0]) for each in found)))
        except OSError as error:
            answers.append(error)
        except UnicodeError:
            answers.append(socket.gaierror(socket.EAI_NONAME, "no name"))

    # The system's resolver knows no deadline of ours: whoever waits for it goes on without it.
    asking = threading.Thread(target=ask, name="interlace-resolver", daemon=True)
    asking.start()
    asking.join(seconds)
    if not answers:
        raise TimeoutError
    if isinstance(answers[0], OSError):
        raise answers[0]
    return answers[0]
