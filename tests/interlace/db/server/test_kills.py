"""`kill -9` of each process that makes up the embedded server, and what lies about afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg
import pytest

from interlace.configuration import Configuration
from interlace.db import tenancy
from interlace.db.connections import Database
from interlace.db.server import binaries, ensure_server, keeper, locks, release, status
from interlace.db.server.accounts import server_account
from interlace.db.server.keeper import Keeper
from interlace.db.server.places import Places
from interlace.errors import Busy
from tests.interlace.db.server.processes import (
    User,
    asked,
    connected,
    end,
    exists,
    is_at_rest,
    keeper_of,
    kill,
    server_of,
    servers_of,
    wait_until,
)

if TYPE_CHECKING:
    from pathlib import Path

    from interlace.db.server import Address

#: The wait for a connection, the question whether the server lives, and a busy machine; waiting in turn takes more.
BOUND = 30


def confirmed_until_killed(address: Address, home: Path) -> int:
    """Write numbers one by one, kill the server on the way, and return the last one that it confirmed."""
    confirmed = 0
    with suppress(psycopg.OperationalError), connected(address) as connection:
        connection.execute("CREATE TABLE written (number int)")
        while True:
            connection.execute("INSERT INTO written VALUES (%s)", [confirmed + 1])
            confirmed += 1
            if confirmed == 200:
                os.kill(server_of(home), signal.SIGKILL)
    return confirmed


def test_nobody_waits_for_a_server_that_stands_still(home: Path) -> None:
    database = Database(Configuration.of({"INTERLACE_HOME": str(home), "INTERLACE_DURABLE": "no"}))
    ended: list[str] = []

    def ask() -> None:
        try:
            tenancy.queued(database)
        except Busy as busy:
            ended.append(str(busy))

    assert database.logins.owner
    server = server_of(home)
    os.kill(server, signal.SIGSTOP)
    try:
        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(BOUND)
        assert len(ended) == len(threads)
    finally:
        os.kill(server, signal.SIGCONT)
        database.close()


def test_a_killed_server_comes_back_with_every_committed_row(home: Path) -> None:
    address = ensure_server(home, durable=False)
    confirmed = confirmed_until_killed(address, home)
    assert confirmed >= 200
    assert ensure_server(home, durable=False) == address
    # The one that was under way when the server died may be there as well.
    assert asked(address, "SELECT count(*) FROM written") in {confirmed, confirmed + 1}
    server_of(home)


def test_a_server_killed_again_and_again_comes_back_each_time(home: Path) -> None:
    address = ensure_server(home, durable=False)
    for _ in range(4):
        kill(server_of(home))
        assert ensure_server(home, durable=False) == address
        assert asked(address, "SELECT 1") == 1


def test_a_server_without_keeper_is_adopted_and_stopped_after_its_last_user(home: Path) -> None:
    address = ensure_server(home, durable=False)
    pid = server_of(home)
    kill(keeper_of(home))
    assert asked(address, "SELECT 1") == 1
    assert "runs without its keeper" in (status(home).wrong or "")
    ensure_server(home, durable=False)
    assert server_of(home) == pid
    release(home)
    wait_until(lambda: is_at_rest(home))
    assert not exists(pid)


def test_an_adopted_server_that_is_killed_comes_back(home: Path) -> None:
    address = ensure_server(home, durable=False)
    kill(keeper_of(home))
    ensure_server(home, durable=False)
    kill(server_of(home))
    assert asked(ensure_server(home, durable=False), "SELECT 1") == asked(address, "SELECT 1") == 1
    server_of(home)


def test_keeper_and_server_killed_together_give_one_server_again(home: Path) -> None:
    ensure_server(home, durable=False)
    kill(keeper_of(home))
    kill(server_of(home))
    users = [User(home) for _ in range(3)]
    assert len({user.says() for user in users}) == 1
    server_of(home)
    for user in users:
        user.is_killed()


def test_traces_that_name_a_living_stranger_keep_no_server_from_starting(home: Path) -> None:
    address = ensure_server(home, durable=False)
    places = Places.of(home)
    account = server_account(places.data)
    kill(keeper_of(home))
    kill(server_of(home))
    stranger = subprocess.Popen(["/bin/sleep", "600"], **account.identity)
    for trace in (places.data / "postmaster.pid", places.socket_folder(account) / ".s.PGSQL.5432.lock"):
        _, *rest = trace.read_text(encoding="utf-8").splitlines()
        trace.write_text("\n".join([str(stranger.pid), *rest, ""]), encoding="utf-8")
    assert (places.socket_folder(account) / ".s.PGSQL.5432").is_socket()
    assert asked(ensure_server(home, durable=False), "SELECT 1") == asked(address, "SELECT 1") == 1
    assert exists(stranger.pid)
    stranger.kill()
    stranger.wait()


def test_no_server_starts_beside_what_is_left_of_a_killed_one(home: Path) -> None:
    address = ensure_server(home, durable=False)
    busy = connected(address)
    busy.pgconn.send_query(b"SELECT sum(a) FROM generate_series(1, 100000) a, generate_series(1, 100000) b")
    left = busy.info.backend_pid
    kill(keeper_of(home))
    kill(server_of(home))
    (Places.of(home).data / "postmaster.pid").unlink()
    user = User(home)
    wait_until(lambda: locks.is_held(Places.of(home).keeper_lock))
    time.sleep(1)
    assert (exists(left), servers_of(home)) == (True, [])
    kill(left)
    busy.close()
    assert user.says() == address.host
    server_of(home)
    user.ends()


def test_a_first_start_that_was_killed_leaves_nothing_half_made(home: Path) -> None:
    root = Places.of(home).root
    user = User(home)
    wait_until(lambda: any(root.glob(".data-*/global")))
    os.killpg(user.process.pid, signal.SIGKILL)
    user.process.communicate()
    assert not Places.of(home).data.exists()
    assert asked(ensure_server(home, durable=False), "SELECT 1") == 1
    assert not list(root.glob(".data-*"))


def test_a_killed_starter_is_followed_by_the_next(home: Path) -> None:
    user = User(home)
    wait_until(lambda: bool(servers_of(home)))
    user.is_killed()
    assert asked(ensure_server(home, durable=False), "SELECT 1") == 1
    server_of(home)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "_POLL", 0.01)
    monkeypatch.setattr(keeper, "_LONGEST_PAUSE", 0.01)
    monkeypatch.setattr(signal, "signal", lambda *_: None)


@pytest.mark.usefixtures("hurried")
def test_a_server_that_never_comes_up_is_given_up_with_a_reason(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ensure_server(home, durable=False)
    end(home)
    places = Places.of(home)
    with (places.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("nonsense\n")
    user = os.open(places.users_lock, os.O_RDWR)
    programs = binaries.find(binaries.candidates(), server_account(places.data), places.root, None)
    assert locks.takes(user, shared=True)
    assert not Keeper(places, programs.folder, durable=False).keep()
    os.close(user)
    said = capfd.readouterr().err
    assert "syntax error in file" in said
    assert "PostgreSQL did not come up in 10 attempts; given up" in said


def test_the_log_is_bounded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_server(home, durable=False)
    log = Places.of(home).log
    monkeypatch.setattr(keeper, "_LARGEST_LOG", 10)
    keeper._shorten(log)
    assert log.stat().st_size == 0
    assert "ready to accept connections" in log.with_suffix(".log.1").read_text(encoding="utf-8")
    kill(server_of(home))
    ensure_server(home, durable=False)
    # The server that was there before goes on writing at the beginning, not where it had got to.
    assert "KEEPER:  PostgreSQL has ended" in log.read_text(encoding="utf-8").splitlines()[0]
