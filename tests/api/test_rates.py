"""How often one may ask: addresses, callers, attempts to sign in; in memory, in Redis, and where Redis has gone."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from api.counting import Counters, Memory, Shared, counters_of
from api.errors import PROBLEM
from api.rates import network_of
from interlace.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from interlace.db.connections import Database
    from tests.api.conftest import Visitor

MINUTE = 60.0


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def limited(database: Database, **limits: Any) -> FlaskClient:  # noqa: ANN401 - settings of any kind
    """An application with these limits."""
    return create_app(replace(database.configuration, **limits), database).test_client()


def asked(client: FlaskClient, address: str, **more: str) -> TestResponse:
    """Something that is not there, from an address."""
    return client.get("/nowhere", environ_overrides={"REMOTE_ADDR": address}, headers=more)


def test_who_asks_too_often_is_told_when_to_ask_again(accounts: Database) -> None:
    client = limited(accounts, address_rate_per_minute=3)
    statuses = [asked(client, "192.0.2.1").status_code for _ in range(4)]
    assert statuses == [404, 404, 404, 429]
    refused = asked(client, "192.0.2.1")
    assert refused.content_type == PROBLEM
    assert refused.get_json()["type"] == "/problems/too-many"
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert refused.headers["RateLimit-Policy"] == '"address";q=3;w=60'
    assert refused.headers["RateLimit"].startswith('"address";r=0;t=')
    assert asked(client, "192.0.2.2").headers["RateLimit"] == '"address";r=2;t=20'
    assert client.get("/problems/too-many").status_code == 200


def test_an_address_is_not_taken_from_what_the_client_says(accounts: Database) -> None:
    client = limited(accounts, address_rate_per_minute=2)
    for number in range(2):
        asked(client, "192.0.2.3", **{"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=10.0.0.{number}"})
    assert asked(client, "192.0.2.3", **{"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "10.9.9.9"}).status_code == 429


def test_behind_one_proxy_only_what_that_proxy_says_counts(accounts: Database) -> None:
    client = limited(accounts, address_rate_per_minute=2, trusted_proxies=1)
    for number in range(2):
        asked(client, "10.0.0.1", **{"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7"})
    assert asked(client, "10.0.0.1", **{"X-Forwarded-For": "198.51.100.9, 203.0.113.7"}).status_code == 429
    assert asked(client, "10.0.0.1", **{"X-Forwarded-For": "203.0.113.7, 203.0.113.8"}).status_code == 404


def test_addresses_of_one_household_are_one() -> None:
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") == "192.0.2.1"
    assert network_of("fe80::1%eth0") == network_of("fe80::2")
    assert len(network_of("x" * 10_000)) <= 64


def test_a_caller_is_counted_wherever_they_ask_from_and_apart_from_others(visitor: Visitor, accounts: Database) -> None:
    client = limited(accounts, rate_per_minute=2)
    bearer = {"Authorization": f"Bearer {visitor.sign_in()['access_token']}"}
    told = [
        client.get("/auth/me", headers=bearer, environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"})
        for number in range(3)
    ]
    assert [response.status_code for response in told] == [200, 200, 429]
    assert told[0].headers["RateLimit"].startswith('"caller";r=1;')
    assert client.get("/auth/me").status_code == 401
    assert client.get("/healthz").status_code == 200


def test_guesses_are_counted_per_address_and_right_ones_for_less(visitor: Visitor, accounts: Database) -> None:
    client = limited(accounts, sign_in_rate_per_minute=4)

    def signed_in(password: str, address: str) -> int:
        given = visitor.credentials(password) if password else visitor.credentials()
        return client.post("/auth/token", json=given, environ_overrides={"REMOTE_ADDR": address}).status_code

    assert [signed_in("", "192.0.2.1") for _ in range(6)] == [200] * 6
    unknown = {"tenant": "nowhere", "email": "x@people.example", "password": "x"}
    guessed = [client.post("/auth/token", json=unknown).status_code for _ in range(5)]
    assert guessed == [401] * 4 + [429]
    assert signed_in("", "192.0.2.9") == 200
    assert client.post("/auth/reset-request", json={"email": visitor.email}).status_code == 429
    assert client.post("/resets/secret", data={"password": "x"}).status_code == 429
    assert client.post("/auth/refresh", json={"refresh_token": "x"}).status_code == 401


def test_a_bucket_refills_little_by_little() -> None:
    clock = Clock()
    memory = Memory(clock=clock)
    assert [memory.take("a", 20, MINUTE)[0] for _ in range(4)] == [True, True, True, False]
    clock.now += 20
    assert [memory.take("a", 20, MINUTE)[0] for _ in range(2)] == [True, False]
    clock.now += 1_000
    assert memory.take("a", 20, MINUTE) == (True, 20)
    memory.give_back("a", 20)
    memory.give_back("never seen", 20)
    assert memory.take("a", 20, MINUTE) == (True, 20)


def test_many_addresses_take_no_more_memory_than_there_is_for_them() -> None:
    memory = Memory(most_keys=1_000)
    for number in range(5_000):
        memory.take(str(number), 1, MINUTE)
    assert len(memory) == 1_000


def let_in(counters: Counters, key: str, asking: int) -> int:
    """How many of so many threads were let in, at ten a minute."""
    allowed: list[bool] = []
    ready = threading.Barrier(asking)

    def ask() -> None:
        ready.wait()
        allowed.append(counters.take(key, 6, MINUTE)[0])

    threads = [threading.Thread(target=ask) for _ in range(asking)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(allowed)


def test_many_at_once_are_not_counted_as_one() -> None:
    assert let_in(Memory(), "a", 40) == 10


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Redis of this test's own: its URL, and its process."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with socket.socket() as trial:
                    if trial.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield f"redis://127.0.0.1:{port}", process
        finally:
            process.kill()


def test_processes_count_together_in_redis(redis_server: tuple[str, subprocess.Popen[bytes]]) -> None:
    url, _ = redis_server
    one, other = counters_of(url), counters_of(url)
    assert let_in(one, "many", 40) == 10
    assert other.take("many", 6, MINUTE)[0] is False
    allowed, until_full = other.take("few", 20, MINUTE)
    assert allowed
    assert 19 < until_full <= 20
    one.give_back("few", 20)
    assert other.take("few", 20, MINUTE)[1] <= 20


def test_where_redis_has_gone_the_process_counts_by_itself_and_says_so(
    redis_server: tuple[str, subprocess.Popen[bytes]], caplog: pytest.LogCaptureFixture
) -> None:
    url, process = redis_server
    counters = Shared(url)
    assert counters.take("a", 20, MINUTE)[0]
    process.kill()
    process.wait()
    assert [counters.take("a", 20, MINUTE)[0] for _ in range(4)] == [True, True, True, False]
    assert len([record for record in caplog.records if "Redis" in record.message]) == 1
