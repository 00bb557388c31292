"""One POST, and receivers that try to get more out of it: another target, all our time, all our memory."""

from __future__ import annotations

import ssl
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from interlace.webhooks.posting import Outcome, Transport
from interlace.webhooks.targets import Allowed
from tests.interlace.webhooks.receivers import CERTIFICATE, NAME, misbehaving, receiving

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence

    from interlace.webhooks.targets import Resolver

HERE = Allowed.of(["127.0.0.0/8"])
PATIENT = Transport(HERE)
IMPATIENT = Transport(HERE, whole=0.5)
TRUSTING = ssl.create_default_context(cafile=str(CERTIFICATE))


def resolver(*answers: Sequence[str]) -> Resolver:
    """Answers otherwise each time it is asked."""
    waiting = list(answers)
    return lambda _, __, ___: waiting.pop(0)


def post(transport: Transport, url: str, body: bytes = b"{}") -> Outcome:
    return transport.post(url, {"webhook-id": "1"}, body)


def test_a_message_arrives_as_it_was_sent() -> None:
    with receiving() as receiver:
        receiver.answers = [(200, {})]
        outcome = post(Transport(HERE), f"{receiver.url}?a=1", b"\x00body" * 50_000)
    assert (outcome.status, outcome.error, outcome.arrived) == (200, None, True)
    (got,) = receiver.got
    assert (got.path, got.body) == ("/in?a=1", b"\x00body" * 50_000)
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_nothing_is_sent_to_this_machine_unless_it_is_allowed() -> None:
    with receiving() as receiver:
        for url in (receiver.url, receiver.url.replace("127.0.0.1", "localhost")):
            outcome = post(Transport(), url)
            assert not outcome.arrived
            assert "not on the public internet" in str(outcome.error)
    assert receiver.got == []


def test_a_name_that_resolves_otherwise_a_moment_later_leads_nowhere_else() -> None:
    """It is asked for once, and the connection goes to what was checked then."""
    asked = resolver(["127.0.0.1"], ["127.0.0.2"])
    with receiving() as receiver:
        url = f"http://{NAME}:{receiver.port}/in"
        assert post(replace(PATIENT, allowed=Allowed.of(["127.0.0.1/32"]), resolve=asked), url).arrived
        assert receiver.got[0].headers["host"] == f"{NAME}:{receiver.port}"
        refused = post(replace(PATIENT, allowed=Allowed.of(["127.0.0.1/32"]), resolve=asked), url)
        assert "not on the public internet" in str(refused.error)
        mixed = post(replace(PATIENT, allowed=Allowed(), resolve=resolver(["8.8.8.8", "127.0.0.1"])), url)
        assert "not on the public internet" in str(mixed.error)
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_redirects_are_never_followed(status: int) -> None:
    with receiving() as receiver, receiving() as inside:
        receiver.answers = [(status, {"Location": inside.url})]
        outcome = post(PATIENT, receiver.url)
    assert (outcome.status, outcome.arrived) == (status, False)
    assert "redirect" in str(outcome.error)
    assert inside.got == []


def drip(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"H")
        threading.Event().wait(0.05)


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X: y\r\n")
        threading.Event().wait(0.05)


def stay_silent(_: socket.socket) -> None:
    threading.Event().wait(5)


def ask_to_continue(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        threading.Event().wait(0.02)


@pytest.mark.parametrize("behave", [drip, drip_headers, stay_silent, ask_to_continue])
def test_a_receiver_that_drips_gets_no_more_time_than_any_other(behave: Callable[[socket.socket], None]) -> None:
    with misbehaving(behave) as url:
        outcome = post(IMPATIENT, url)
    assert (outcome.status, outcome.arrived) == (None, False)
    assert "in time" in str(outcome.error)
    assert outcome.milliseconds >= 500


def drip_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nbegun")
    while True:
        threading.Event().wait(0.05)
        connection.sendall(b".")


def test_what_a_status_has_said_a_slow_body_does_not_take_back() -> None:
    with misbehaving(drip_body) as url:
        outcome = post(replace(PATIENT, body=0.3), url)
    assert outcome.arrived
    assert str(outcome.excerpt).startswith("begun")


def pour(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 500 No\r\n\r\n")
    for _ in range(2_000):
        connection.sendall(b"<\x00\xff>" * 10_000)


def test_of_a_huge_answer_the_beginning_is_read() -> None:
    with misbehaving(pour) as url:
        outcome = post(PATIENT, url)
    assert (outcome.status, outcome.error) == (500, "The receiver answered 500.")
    assert outcome.excerpt is not None
    assert len(outcome.excerpt) == 1000
    assert "\0" not in outcome.excerpt


def endless_header(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        connection.sendall(b"y" * 65_536)


def many_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X: y\r\n" * 1_000)


def speak_otherwise(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n")


@pytest.mark.parametrize("behave", [endless_header, many_headers, speak_otherwise])
def test_what_is_not_http_is_not_read_on(behave: Callable[[socket.socket], None]) -> None:
    with misbehaving(behave) as url:
        outcome = post(PATIENT, url)
    assert outcome.error == "What the receiver answered is not HTTP."


def test_a_receiver_that_hangs_up_or_is_not_there_is_told_in_words() -> None:
    with misbehaving(lambda _: None) as url:
        assert post(PATIENT, url).error == "The connection broke, or none came about."
    assert post(PATIENT, url).error == "Nobody answers at the target's port."
    assert post(replace(PATIENT, resolve=resolver([])), "https://nowhere.example/").error == (
        "The name of the target has no address."
    )


@pytest.mark.parametrize(
    ("written", "seconds"), [("7", 7), ("0", 0), ("x", None), ("-1", None), ("Thu, 01 Jan 1970 00:00:00 GMT", 0)]
)
def test_how_long_to_wait_is_read_from_the_answer(written: str, seconds: float | None) -> None:
    with receiving() as receiver:
        receiver.answers = [(503, {"Retry-After": written})]
        assert post(PATIENT, receiver.url).retry_after == seconds


def test_a_certificate_is_good_for_the_targets_name_and_no_other() -> None:
    with receiving(tls=True) as receiver:
        trusting = replace(PATIENT, trust=TRUSTING)
        there = replace(trusting, resolve=resolver(["127.0.0.1"]))
        assert post(there, f"https://{NAME}:{receiver.port}/in").arrived
        for url in (f"https://other.example:{receiver.port}/", f"https://127.0.0.1:{receiver.port}/"):
            wrong = post(replace(trusting, resolve=resolver(["127.0.0.1"])), url)
            assert "certificate is not good" in str(wrong.error)
        unknown = replace(there, trust=ssl.create_default_context(), resolve=resolver(["127.0.0.1"]))
        assert "certificate is not good" in str(post(unknown, f"https://{NAME}:{receiver.port}/").error)
        assert len(receiver.got) == 1


def test_a_server_that_speaks_no_tls_or_never_finishes_it_is_given_up() -> None:
    with misbehaving(speak_otherwise) as url:
        plain = replace(PATIENT, trust=TRUSTING)
        assert post(plain, url.replace("http:", "https:")).error == "No secure connection came about."
    with misbehaving(stay_silent) as url:
        assert "in time" in str(post(replace(IMPATIENT, trust=TRUSTING), url.replace("http:", "https:")).error)


def test_no_word_about_a_failure_holds_the_address() -> None:
    with misbehaving(lambda _: None) as url:
        outcome = post(PATIENT, f"{url}?token=hidden")
    assert "hidden" not in repr(outcome)
    assert "127.0.0.1" not in repr(outcome)
