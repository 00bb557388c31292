"""Where nothing may be posted to: private addresses in every disguise."""

from __future__ import annotations

import ipaddress
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from interlace.configuration import Configuration, ConfigurationInvalid
from interlace.webhooks import targets
from interlace.webhooks.targets import Allowed, NotATarget, Refused, checked_addresses, target_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def answering(*addresses: str) -> targets.Resolver:
    return lambda _, __, ___: addresses


@pytest.mark.parametrize(
    "url",
    [
        "ftp://receiver.example/",
        "file:///etc/passwd",
        "receiver.example",
        "//receiver.example/",
        "http://",
        "http:///x",
        "https://user:secret@receiver.example/",
        "https://user@receiver.example/",
        "https://@receiver.example/",
        "https://public.example@127.0.0.1/",
        "https://127.0.0.1\\@public.example/",
        "https://public.example#@127.0.0.1/",
        "https://receiver.example/#part",
        "https://receiver.example/a b",
        "https://receiver.example/\r\nX-Injected: 1",
        "https://receiver.example/\x00",
        "https://receiver.example:/",
        "https://receiver.example:0/",
        "https://receiver.example:22/",
        "https://receiver.example:25/",
        "https://receiver.example:65536/",
        "https://receiver.example:80:80/",
        "https://receiver.example./",
        "https://receiver..example/",
        "https://-receiver.example/",
        "https://réceveur.example/",
        "https://①②⑦.⓪.⓪.①/",
        "https://%31%32%37.0.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "http://[::1/",
        "http://::1/",
        "http://[fe80::1%25eth0]/",
        "http://[v1.fe80]/",
        "http://[127.0.0.1]/",
        "http://[::1]x/",
        "https://receiver.example/" + "a" * 2000,
        "https://" + "a." * 130 + "example/",
    ],
)
def test_what_is_no_plain_address_is_no_target(url: str) -> None:
    with pytest.raises(NotATarget):
        target_of(url)


@pytest.mark.parametrize(
    ("url", "authority", "port", "path"),
    [
        ("https://receiver.example", "receiver.example", 443, "/"),
        ("HTTPS://Receiver.Example/In?a=1&b=%20", "receiver.example", 443, "/In?a=1&b=%20"),
        ("http://receiver.example:8080/hooks/@me", "receiver.example:8080", 8080, "/hooks/@me"),
        ("https://receiver_1.example:443/", "receiver_1.example", 443, "/"),
        ("http://8.8.8.8/", "8.8.8.8", 80, "/"),
        ("https://[2606:4700::1111]:8443/", "[2606:4700::1111]:8443", 8443, "/"),
    ],
)
def test_an_address_is_taken_apart(url: str, authority: str, port: int, path: str) -> None:
    target = target_of(url)
    assert (target.authority, target.port, target.path) == (authority, port, path)


PRIVATE = [
    "0.0.0.0",  # noqa: S104 - refused
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "2606:4700::5efe:127.0.0.1",
    "2606:4700::200:5efe:10.0.0.1",
    "3fff::1",
    "4000::1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_admitted_as_such_or_behind_a_name(address: str) -> None:
    target = target_of("https://receiver.example/")
    with pytest.raises(Refused):
        checked_addresses(target, Allowed(), answering(address), 1)
    with pytest.raises(Refused):
        checked_addresses(target, Allowed(), answering("8.8.8.8", address), 1)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_admitted(address: str) -> None:
    target = target_of("https://receiver.example/")
    assert checked_addresses(target, Allowed(), answering(address), 1) == [address]


def never(*_: object) -> Sequence[str]:
    raise AssertionError("a numeric address is not resolved")


def test_a_numeric_address_is_checked_without_being_resolved() -> None:
    assert checked_addresses(target_of("http://8.8.8.8/"), Allowed(), never, 1) == ["8.8.8.8"]
    for url in ("http://127.0.0.1/", "http://[::1]/", "http://[::ffff:7f00:1]/"):
        with pytest.raises(Refused):
            checked_addresses(target_of(url), Allowed(), never, 1)


def test_what_no_address_says_is_refused() -> None:
    with pytest.raises(Refused):
        checked_addresses(target_of("https://receiver.example/"), Allowed(), answering("localhost"), 1)
    with pytest.raises(OSError, match="no address"):
        checked_addresses(target_of("https://receiver.example/"), Allowed(), answering(), 1)


def test_the_operator_allows_networks_and_hosts_and_nothing_beside_them() -> None:
    allowed = Allowed.of(
        Configuration.of({"INTERLACE_WEBHOOKS_ALLOW": "127.0.0.0/8, Inside.Example,fd00::/8"}).webhooks_allow
    )
    here, inside = target_of("http://127.0.0.1:8080/"), target_of("https://inside.example/")
    assert checked_addresses(here, allowed, never, 1) == ["127.0.0.1"]
    assert checked_addresses(inside, allowed, answering("10.0.0.1"), 1) == ["10.0.0.1"]
    assert checked_addresses(target_of("http://[::ffff:127.0.0.1]/"), allowed, never, 1) == ["::ffff:127.0.0.1"]
    for name, address in (("outside.example", "10.0.0.1"), ("sub.inside.example", "10.0.0.1"), ("x.example", "::1")):
        with pytest.raises(Refused):
            checked_addresses(target_of(f"https://{name}/"), allowed, answering(address), 1)


@pytest.mark.parametrize("written", ["10.0.0.0/33", "a b", "https://x.example", "10.0.0", "-x", "a/8"])
def test_what_allows_nothing_is_told_at_the_start(written: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="INTERLACE_WEBHOOKS_ALLOW"):
        Configuration.of({"INTERLACE_WEBHOOKS_ALLOW": written})


@pytest.mark.parametrize("address", [*PRIVATE, *PUBLIC])
def test_the_system_resolves_numbers_to_what_is_then_checked(address: str) -> None:
    """However a name leads there, what the connection goes to is what was checked."""
    if "%" not in address:
        assert [ipaddress.ip_address(each) for each in targets.resolved(address, 80, 5)] == [
            ipaddress.ip_address(address)
        ]


def test_a_name_that_is_not_resolved_in_time_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def slow(*_: object, **__: object) -> list[object]:
        answered.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with pytest.raises(TimeoutError):
        targets.resolved("receiver.example", 80, 0.01)
    answered.set()
