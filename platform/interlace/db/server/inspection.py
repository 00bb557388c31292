"""How the embedded server of a home is, for those who ask what is wrong with an installation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from interlace.db.server import binaries, locks
from interlace.db.server.accounts import server_account
from interlace.db.server.address import SUPERUSER
from interlace.db.server.data import require_same_version, written_by
from interlace.db.server.failures import ServerFailed, told_plainly
from interlace.db.server.places import Places
from interlace.db.server.postmaster import running_in

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class ServerStatus:
    """How a server is; `wrong` is one sentence, and None where nothing is the matter."""

    running: bool
    version: str | None
    data: Path
    log: Path
    wrong: str | None


def inspect(home: Path) -> ServerStatus:
    """How the server of this home is; see `status`."""
    places = Places.of(home)
    try:
        with told_plainly(places.home):
            return _running(places) if locks.is_held(places.keeper_lock) else _at_rest(places)
    except ServerFailed as failure:
        return ServerStatus(False, None, places.data, places.log, failure.sentence)


def _running(places: Places) -> ServerStatus:
    address = places.address(server_account(places.data))
    try:
        with psycopg.connect(address.conninfo(SUPERUSER, "postgres"), autocommit=True, connect_timeout=5) as connection:
            version = connection.execute("SHOW server_version").fetchone()
    except psycopg.OperationalError as error:
        wrong = f"PostgreSQL in {places.home} does not answer: {error}"
        return ServerStatus(False, None, places.data, places.log, wrong)
    return ServerStatus(True, version[0] if version else None, places.data, places.log, None)


def _at_rest(places: Places) -> ServerStatus:
    wrong = None
    major = written_by(places.data)
    if running_in(places.data):
        wrong = f"PostgreSQL in {places.home} runs without its keeper: the next command that uses it mends that."
    elif major:
        account = server_account(places.data)
        require_same_version(places.data, binaries.find(binaries.candidates(), account, places.root, major))
    return ServerStatus(
        running_in(places.data) is not None, str(major) if major else None, places.data, places.log, wrong
    )
