"""Real databases for tests: one server for all processes, a template with every migration, a clone for each process.

`INTERLACE_TEST_DATABASE_URL` names a server of another kind to test on; without it the embedded one serves.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from psycopg import connect, sql
from psycopg.conninfo import conninfo_to_dict

from interlace.configuration import Configuration
from interlace.db import migration, tenancy
from interlace.db.connections import OWNER, Database
from interlace.db.models import Tenant
from interlace.db.server import ensure_server
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

LIMITS = ("INTERLACE_RATE_PER_MINUTE", "INTERLACE_ADDRESS_RATE_PER_MINUTE", "INTERLACE_SIGN_IN_RATE_PER_MINUTE")
HOME = Path(tempfile.gettempdir()) / f"interlace-tests-{os.getuid()}"


def server_url(name: str) -> str:
    """The URL of a database on the server that tests use, for its owner."""
    base = os.environ.get("INTERLACE_TEST_DATABASE_URL")
    if base is None:
        address = ensure_server(HOME, durable=False)
        return f"postgresql://{OWNER}@/{name}?host={address.host}&port={address.port}"
    known = conninfo_to_dict(base)
    return base.replace(f"/{known['dbname']}", f"/{name}", 1)


def configuration_for(name: str) -> Configuration:
    """The configuration of an installation on that database."""
    settings = {"INTERLACE_DATABASE_URL": server_url(name), "INTERLACE_HOME": str(HOME), "INTERLACE_DURABLE": "no"}
    # Tests ask as fast as they can, all from one address; those of the limits set their own.
    unlimited = dict.fromkeys(LIMITS, "0")
    return Configuration.of(settings | unlimited)


def _administer(statement: str, **names: str) -> None:
    identifiers = {key: sql.Identifier(name) for key, name in names.items()}
    with connect(server_url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(**identifiers))


def _template() -> str:
    """The database that clones are made from; made once for each state of the migrations."""
    digest = hashlib.sha256()
    for file in sorted((ROOT / "migrations" / "versions").glob("*.*")):
        digest.update(file.read_bytes())
    name = f"interlace_template_{digest.hexdigest()[:16]}"
    HOME.mkdir(exist_ok=True)
    with (HOME / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connect(server_url("postgres")) as connection:
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            making = f"{name}_making"
            _administer("DROP DATABASE IF EXISTS {making}", making=making)
            _administer("CREATE DATABASE {making}", making=making)
            database = Database(configuration_for(making))
            migration.upgrade(database)
            database.close()
            _administer("ALTER DATABASE {making} RENAME TO {name}", making=making, name=name)
    return name


@contextmanager
def empty_database() -> Iterator[Database]:
    """A database without any table."""
    with _database("CREATE DATABASE {name}") as database:
        yield database


@contextmanager
def migrated_database() -> Iterator[Database]:
    """A database with every table and no tenant."""
    with _database("CREATE DATABASE {name} TEMPLATE {template}", template=_template()) as database:
        yield database


@contextmanager
def _database(statement: str, **names: str) -> Iterator[Database]:
    name = f"interlace_test_{uuid4().hex[:20]}"
    _administer(statement, name=name, **names)
    database = Database(configuration_for(name))
    try:
        yield database
    finally:
        database.close()
        _administer("DROP DATABASE {name} WITH (FORCE)", name=name)


def new_tenant(database: Database, slug: str | None = None) -> UUID:
    """A tenant of its own for a test: tenants do not see each other, so tests need not clean up."""
    tenant = Tenant(slug=slug or f"tenant-{uuid4().hex[:12]}")
    with tenancy.platform(database) as session:
        session.add(tenant)
    return tenant.id
