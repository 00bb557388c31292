"""One server a home, however many start it at once, for as long as anybody uses it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from interlace.db.server import ServerFailed, ensure_server, release, status
from tests.interlace.db.server.processes import (
    FORKING_USER,
    SPAWNING_USER,
    User,
    asked,
    exists,
    is_at_rest,
    kill,
    server_of,
    wait_until,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_a_home_that_is_not_there_yet_gets_a_server_with_a_database(home: Path) -> None:
    assert not status(home).running
    address = ensure_server(home, durable=False)
    assert asked(address, "SELECT current_database() || current_user") == "interlaceinterlace_owner"
    assert asked(address, "SELECT pg_encoding_to_char(encoding) || datcollate FROM pg_database LIMIT 1") == "UTF8C"
    assert asked(address, "SHOW listen_addresses") == ""
    assert (status(home).running, status(home).wrong) == (True, None)


def test_a_server_waits_for_the_disk_unless_told_otherwise(home: Path) -> None:
    address = ensure_server(home)
    assert [asked(address, f"SHOW {name}") for name in ("fsync", "full_page_writes", "jit")] == ["on", "on", "off"]


def test_who_wants_durability_does_not_join_a_server_without_it(home: Path) -> None:
    user = User(home)
    assert user.says()
    with pytest.raises(ServerFailed, match="was started with INTERLACE_DURABLE=no and may lose data"):
        ensure_server(home)
    user.ends()
    wait_until(lambda: is_at_rest(home))


def test_a_second_process_joins_the_same_server_however_it_spells_the_home(home: Path, street: Path) -> None:
    address = ensure_server(home, durable=False)
    pid = server_of(home)
    (street / "alias").symlink_to(home)
    user = User(street / "alias")
    assert user.says() == address.host
    assert server_of(home) == pid
    user.ends()


def test_six_processes_at_once_start_one_server(home: Path) -> None:
    users = [User(home) for _ in range(6)]
    assert len({user.says() for user in users}) == 1
    server_of(home)
    for user in users:
        user.ends()


def test_the_server_stops_with_its_last_user_even_when_each_was_killed(home: Path) -> None:
    first, last = User(home), User(home)
    assert first.says() == last.says() != ""
    pid = server_of(home)
    first.is_killed()
    time.sleep(1)  # Twice the grace: what must not happen would have happened.
    assert server_of(home) == pid
    last.is_killed()
    wait_until(lambda: is_at_rest(home))


def test_who_comes_while_the_server_stops_finds_one_that_runs(home: Path) -> None:
    for _ in range(3):
        address = ensure_server(home, durable=False)
        assert asked(address, "SELECT 1") == 1
        release(home)
        time.sleep(0.5)  # The grace ends about now.
    assert asked(ensure_server(home, durable=False), "SELECT 1") == 1
    server_of(home)


def test_a_forked_worker_keeps_its_parents_place(home: Path) -> None:
    user = User(home, FORKING_USER)
    user.says()
    worker = int(user.says())
    user.process.kill()
    user.process.wait()
    time.sleep(1)
    server_of(home)
    kill(worker)
    user.process.communicate()
    wait_until(lambda: is_at_rest(home))


def test_a_program_that_a_user_started_keeps_no_server(home: Path) -> None:
    user = User(home, SPAWNING_USER)
    user.says()
    program = int(user.says())
    user.process.kill()
    user.process.wait()
    wait_until(lambda: is_at_rest(home))
    assert exists(program)
    kill(program)
    user.process.communicate()
