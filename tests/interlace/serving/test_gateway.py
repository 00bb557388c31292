"""The gateway between web server and application: slow clients, odd requests, answers in parts, and a quiet end."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest

from tests.interlace.serving.small import MOST_BYTES, PART
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = b"Host: here\r\nConnection: close\r\n"
MANY = 40


class Served:
    """A web server of two processes with four threads each, and what is said to it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body)
        response = connection.getresponse()
        read = response.read()
        connection.close()
        return response.status, read

    def tell(self, path: str = "/", body: bytes | None = None) -> dict[str, Any]:
        """What the application says of a request."""
        status, told = self.ask("GET" if body is None else "POST", path, body)
        assert status == 200
        given: dict[str, Any] = json.loads(told)
        return given

    def say(self, raw: bytes) -> bytes:
        """All that is answered to these bytes."""
        with self.connected(raw) as connection:
            answer = b""
            while part := connection.recv(65_536):
                answer += part
        return answer

    def connected(self, raw: bytes) -> socket.socket:
        """A connection on which these bytes were sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall(raw)
        return connection


@contextmanager
def serving() -> Iterator[Served]:
    """A web server with the small application."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    run = (
        "from interlace.serving import server; ready = lambda: print('ready', flush=True);"
        f"server.run('127.0.0.1', {port}, 2, 4, ready, 'tests.interlace.serving.small:made')"
    )
    with subprocess.Popen([sys.executable, "-c", run], cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
            yield Served(process, port)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=40)
            process.kill()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """One server for the tests that do not stop it."""
    with serving() as made:
        yield made


@pytest.mark.parametrize(
    "beginning",
    [
        b"GET / HTTP/1.1\r\nHost: here\r\nX-A: b",
        b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        b"GET /parts?count=1000 HTTP/1.1\r\nHost: here\r\n\r\n",
        b"",
    ],
    ids=["head", "body", "chunks", "reader", "silent"],
)
def test_many_slow_clients_keep_nobody_else_waiting(served: Served, beginning: bytes) -> None:
    with ExitStack() as slow:
        for _ in range(MANY):
            slow.enter_context(served.connected(beginning))
        time.sleep(0.5)
        for _ in range(10):
            assert served.tell()["bytes"] == 0


def test_bodies_arrive_whole_however_they_are_cut(served: Served) -> None:
    with served.connected(b"POST / HTTP/1.1\r\n" + HEAD + b"Content-Length: 6\r\n\r\n") as connection:
        for part in (b"ab", b"cd", b"ef"):
            time.sleep(0.1)
            connection.sendall(part)
        assert b'"bytes": 6' in connection.recv(65_536)
    chunked = b"Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n"
    assert b'"bytes": 6' in served.say(b"POST / HTTP/1.1\r\n" + HEAD + chunked)
    assert served.tell("/large", b"x" * 3_000_000)["bytes"] == 3_000_000


def test_what_is_too_large_is_refused_before_it_is_taken(served: Served) -> None:
    assert served.tell("/", b"x" * MOST_BYTES)["refused"] is None
    assert served.tell("/", b"x" * (MOST_BYTES + 1))["refused"] == 413
    announced = b"Content-Length: 99999999999\r\n\r\nabc"
    assert b'"refused": 413' in served.say(b"POST / HTTP/1.1\r\n" + HEAD + announced)
    chunk = b"%x\r\n%s\r\n" % (MOST_BYTES + 1, b"x" * (MOST_BYTES + 1))
    assert b'"refused": 413' in served.say(
        b"POST / HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk + b"0\r\n\r\n"
    )


@pytest.mark.parametrize(
    "request_",
    [
        b"POST / HTTP/1.1\r\n" + HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST / HTTP/1.1\r\n" + HEAD + b"Content-Length: -1\r\n\r\nabcd",
        b"POST / HTTP/1.1\r\n" + HEAD + b"Content-Length: 0x3\r\n\r\nabcd",
        b"GET / HTTP/1.1\r\n" + HEAD + b"X: a\rb\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HEAD + b"".join(b"X-%d: 1\r\n" % number for number in range(500)) + b"\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n",
    ],
    ids=["lengths", "negative", "hexadecimal", "return", "headers", "address", "tls"],
)
def test_what_is_no_request_is_refused_by_the_web_server(served: Served, request_: bytes) -> None:
    assert served.say(request_).split(b" ")[1] in {b"400", b"414", b"431"}


def test_a_header_cannot_be_passed_off_as_another(served: Served) -> None:
    told = served.say(
        b"GET /%C3%A9?a=%2F HTTP/1.1\r\n" + HEAD + b"X_Forwarded_For: 192.0.2.1\r\nX-A: 1\r\nX-A: 2\r\n"
        b"Cookie: a=1\r\nCookie: b=2\r\n\r\n"
    )
    environ = json.loads(told.partition(b"\r\n\r\n")[2])["environ"]
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert (environ["HTTP_X_A"], environ["HTTP_COOKIE"]) == ("1,2", "a=1; b=2")
    assert environ["PATH_INFO"] == "/é".encode().decode("latin-1")
    assert (environ["QUERY_STRING"], environ["REMOTE_ADDR"]) == ("a=%2F", "127.0.0.1")


def test_an_answer_in_parts_is_read_as_one(served: Served) -> None:
    assert served.ask("GET", "/parts?count=40") == (200, PART * 40)
    assert served.ask("GET", "/parts?count=0") == (200, b"")
    assert served.ask("HEAD", "/")[1] == b""


def test_an_application_that_breaks_is_told_without_what_it_says(served: Served) -> None:
    status, told = served.ask("GET", "/breaks")
    assert status == 500
    assert b"secret" not in told
    assert served.tell()["bytes"] == 0


def test_what_has_begun_ends_well_when_the_server_is_told_to_stop() -> None:
    with serving() as made:
        answers: list[tuple[int, bytes]] = []
        asking = [threading.Thread(target=lambda: answers.append(made.ask("GET", "/wait?seconds=2"))) for _ in range(6)]
        for thread in asking:
            thread.start()
        time.sleep(1)
        made.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with pytest.raises(OSError, match="refused"):
            made.connected(b"")
        for thread in asking:
            thread.join()
        assert [status for status, _ in answers] == [200] * 6
        assert made.process.wait(timeout=30) == 0


def test_a_process_that_is_killed_is_replaced_and_the_others_serve_on() -> None:
    with serving() as made:
        time.sleep(6)  # A process that dies sooner counts as one that cannot live.
        killed = made.tell()["process"]
        subprocess.run(["/bin/kill", "-9", str(killed)], check=True)
        deadline = time.monotonic() + 30
        seen: set[int] = set()
        while len(seen - {killed}) < 2:
            assert time.monotonic() < deadline
            with suppress(OSError, http.client.HTTPException):
                seen.add(made.tell()["process"])
        assert made.process.poll() is None
