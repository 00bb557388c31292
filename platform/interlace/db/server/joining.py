"""Becoming a user of a home's server, which is started when it does not run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

import interlace
from interlace.db.server import binaries, locks
from interlace.db.server.accounts import server_account
from interlace.db.server.address import DATABASE, SUPERUSER
from interlace.db.server.data import NO_SPACE, make_data, require_same_version, written_by
from interlace.db.server.failures import ServerFailed, disk_is_full, last_lines, told_plainly
from interlace.db.server.places import Places, make_root, make_socket_folder
from interlace.db.server.postmaster import running_in, state_in

if TYPE_CHECKING:
    from interlace.db.server.accounts import Account
    from interlace.db.server.address import Address

_PATIENCE = 30.0  # Seconds without any sign that the server is on its way.
_RECOVERY = 600.0  # Seconds that it may take to read again, after a crash, what was not yet in its tables.
_PAUSE = 0.03

# The descriptors by which this process, and every child that it forks, is counted as a user.
_places_taken: dict[Places, int] = {}


def join(home: Path, *, durable: bool) -> Address:
    """Make this process a user of the server; see `ensure_server`."""
    places = Places.of(home)
    with told_plainly(places.home):
        make_root(places)
        try:
            with locks.exclusively(places.start_lock, _RECOVERY):
                return _joined(places, durable=durable)
        except TimeoutError:
            raise ServerFailed(
                f"Another process has been starting the server in {places.home} for {_RECOVERY:.0f} s: end it, and try "
                "again.",
                places.log,
            ) from None


def leave(home: Path) -> None:
    """Give up this process's place among the users; children that share it keep it."""
    descriptor = _places_taken.pop(Places.of(home), None)
    if descriptor is not None:
        os.close(descriptor)


def _joined(places: Places, *, durable: bool) -> Address:
    newcomer = places not in _places_taken
    if newcomer:
        _take_place(places)
    try:
        return _answering(places, durable=durable)
    except BaseException:
        if newcomer:
            leave(places.home)
        raise


def _answering(places: Places, *, durable: bool) -> Address:
    """The address of the server once it answers, under the keeper that it has or under a new one."""
    account = server_account(places.data)
    address = places.address(account)
    started = False
    while not _answers(places, address, durable=durable):
        if started:
            raise ServerFailed(_why_silent(places), places.log)
        _start_keeper(places, account, durable=durable)
        started = True
    return address


def _take_place(places: Places) -> None:
    """Count this process as a user. Where the server is just being stopped, this waits until it has."""
    descriptor = locks.opened(places.users_lock)
    if not locks.takes_within(_RECOVERY, descriptor, shared=True):
        os.close(descriptor)
        raise ServerFailed(f"The server in {places.home} has been stopping for {_RECOVERY:.0f} s.", places.log)
    _places_taken[places] = descriptor


def _start_keeper(places: Places, account: Account, *, durable: bool) -> None:
    """Make all that a server needs, and start the keeper that starts it."""
    account.require_way_to(places.root)
    programs = binaries.find(binaries.candidates(), account, places.root, written_by(places.data))
    require_same_version(places.data, programs)
    make_data(places, programs, account, durable=durable)
    make_socket_folder(places, account)
    command = [sys.executable, "-P", "-m", "interlace.db.server.keeper"]
    arguments = [str(places.home), str(programs.folder), "durable" if durable else "hasty"]
    with os.fdopen(os.open(places.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
        started = subprocess.run(  # noqa: S603
            [*command, *arguments],
            cwd="/",
            env=_with_this_package(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            umask=0o077,
            start_new_session=True,
            check=False,
        )
    if started.returncode:
        raise ServerFailed(f"The keeper of the server in {places.home} could not be started.", places.log)


def _with_this_package() -> dict[str, str]:
    """The environment in which a new Python finds this very package, however this one found it."""
    here = str(Path(interlace.__path__[0]).parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))}


def _answers(places: Places, address: Address, *, durable: bool) -> bool:
    """Wait until the server has answered a question, for neither a process number nor a socket's file proves anything.

    False as soon as there is no keeper: then nobody is about to start it.
    """
    begun = last_sign = time.monotonic()
    while locks.is_held(places.keeper_lock):
        try:
            _shake_hands(places, address, durable=durable)
        except psycopg.OperationalError as error:
            now = time.monotonic()
            if running_in(places.data) and state_in(places.data) == "starting" and now - begun < _RECOVERY:
                last_sign = now
            if now - last_sign > _PATIENCE:
                raise ServerFailed(_why_silent(places), places.log) from error
            time.sleep(_PAUSE)
        else:
            return True
    return False


def _shake_hands(places: Places, address: Address, *, durable: bool) -> None:
    with psycopg.connect(address.conninfo(SUPERUSER, "postgres"), autocommit=True, connect_timeout=5) as connection:
        query = "SELECT current_setting('data_directory'), current_setting('fsync') = 'on'"
        data, syncs = connection.execute(query).fetchone() or ("", False)
        if Path(data) != places.data:
            raise ServerFailed(f"The socket in {address.host} leads to another server, whose data is in {data}.")
        if durable and not syncs:
            raise ServerFailed(
                f"The server in {places.home} was started with INTERLACE_DURABLE=no and may lose data: end the "
                "processes that use it, or set INTERLACE_DURABLE=no here too."
            )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            # Two homes never share a server, and starters of one home take turns: nobody else makes it meanwhile.
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {SUPERUSER}")


def _why_silent(places: Places) -> str:
    if any(NO_SPACE in line for line in last_lines(places.log)):
        return disk_is_full(places.home)
    return f"PostgreSQL in {places.home} does not answer."
