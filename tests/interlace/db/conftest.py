"""A server of another kind than the embedded one: it asks for passwords, and its owner is no superuser."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from interlace.db.server import binaries
from interlace.db.server.accounts import server_account
from interlace.db.server.binaries import environment
from tests.databases import HOME
from tests.interlace.db.server.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

SUPERUSER_PASSWORD = "the superuser's password"  # noqa: S105 - of a server that lives as long as a test
OWNER_PASSWORD = "the owner's: /?#[]@ %20 ü"  # noqa: S105


@contextmanager
def strict_server(programs: Path) -> Iterator[Path]:
    """The folder of the socket of a new server on which every sign-in needs a password (SCRAM)."""
    folder = Path(tempfile.mkdtemp(prefix="il-", dir="/tmp")).resolve()
    folder.chmod(0o755)
    account = server_account(folder / "data")
    data, secret = folder / "data", folder / "secret"
    secret.write_text(SUPERUSER_PASSWORD, encoding="utf-8")
    for path in (folder, secret):
        account.own(path)
    asking = ["--auth=scram-sha-256", f"--pwfile={secret}", "--username=root_of_all", "--no-sync", "--encoding=UTF8"]
    subprocess.run(
        [str(programs / "initdb"), f"--pgdata={data}", "--locale=C", *asking],
        cwd="/",
        env=environment(),
        capture_output=True,
        check=True,
        **account.identity,
    )
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data), *options],
            cwd="/",
            env=environment(),
            stdout=log,
            stderr=log,
            **account.identity,
        )
    try:
        wait_until(lambda: _answers(folder))
        yield folder
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        shutil.rmtree(folder)


def _answers(folder: Path) -> bool:
    try:
        psycopg.connect(superuser_of(folder)).close()
    except psycopg.OperationalError:
        return False
    return True


def superuser_of(folder: Path) -> str:
    """How the superuser gets in."""
    return psycopg.conninfo.make_conninfo(
        host=str(folder), user="root_of_all", password=SUPERUSER_PASSWORD, dbname="postgres"
    )


def database_of_its_owner(folder: Path) -> str:
    """The URL of a new database for a role that may make roles, and is no superuser."""
    from urllib.parse import quote

    with psycopg.connect(superuser_of(folder), autocommit=True) as connection:
        password = psycopg.sql.Literal(OWNER_PASSWORD)
        connection.execute(psycopg.sql.SQL("CREATE ROLE keeper LOGIN CREATEROLE PASSWORD {}").format(password))
        connection.execute("CREATE DATABASE register OWNER keeper")
    return f"postgresql://keeper:{quote(OWNER_PASSWORD, safe='')}@/register?host={folder}"


def programs_of(major: int | None = None) -> Path:
    """PostgreSQL's programs of a version; skips where this machine has none."""
    cache = HOME / "programs"
    cache.mkdir(mode=0o755, parents=True, exist_ok=True)
    account = server_account(cache / "nothing")
    for folder in binaries.candidates():
        found = binaries.runnable(folder, account, cache)
        if found and major in {None, found.major}:
            return found.folder
    pytest.skip(f"This machine has no PostgreSQL {major or ''}.")


@pytest.fixture(scope="module")
def strict() -> Iterator[Path]:
    """The folder of the socket of a server that asks for passwords."""
    with strict_server(programs_of()) as folder:
        yield folder


@pytest.fixture(scope="module")
def own_server(strict: Path) -> str:
    """The URL by which a superuser gets to an empty database on a server that nobody else uses."""
    from urllib.parse import quote

    with psycopg.connect(superuser_of(strict), autocommit=True) as connection:
        connection.execute("CREATE DATABASE own")
        connection.execute("CREATE ROLE interlace_app LOGIN NOINHERIT")
    return f"postgresql://root_of_all:{quote(SUPERUSER_PASSWORD)}@/own?host={strict}"
