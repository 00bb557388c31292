"""Examines an installation part by part: what is well, what is wrong, and what mends it. Changes nothing."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import Connection, connect
from psycopg import Error as PostgresError

from interlace.configuration import Configuration, ConfigurationInvalid
from interlace.db import migration
from interlace.db.connections import APPLICATION, Database
from interlace.db.server import ServerFailed, status
from interlace.identity.keys import has_keys, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_OLDEST, _NEWEST = 15, 18
_LEAST_SPACE = 1 << 30
#: Tables of the platform as a whole, which no policy by tenant could cover.
_PLATFORM = ("tenants", "single_use_links", "alembic_version")


@dataclass(frozen=True)
class Diagnosis:
    """One thing that was looked at; `mend` says what to do where it is not well."""

    what: str
    well: bool
    told: str
    mend: str = ""


def examine() -> Iterator[Diagnosis]:
    """Look at everything, in an order in which one thing rests on those before it; what cannot be looked at is left."""
    try:
        configuration = Configuration.of()
    except ConfigurationInvalid as invalid:
        yield Diagnosis("settings", well=False, told=str(invalid), mend="Correct the environment, then look again.")
        return
    yield Diagnosis("settings", well=True, told=_settings_told(configuration))
    if configuration.database_url is None:
        server = _embedded_server(configuration)
        yield server
        if not server.well:
            return
    yield from _keys(configuration)
    with closing(Database(configuration)) as database:
        yield from _examine_database(database)


def _settings_told(configuration: Configuration) -> str:
    if configuration.database_url is None:
        return f"a PostgreSQL of our own in {configuration.home}"
    return "the PostgreSQL that INTERLACE_DATABASE_URL names"


def _embedded_server(configuration: Configuration) -> Diagnosis:
    found = status(configuration.home)
    if found.wrong:
        return Diagnosis("server", well=False, told=found.wrong, mend=f"Its log: {found.log}")
    if found.version is None:
        told = f"there is no database in {configuration.home} yet"
        return Diagnosis(
            "server", well=False, told=told, mend="interlace db upgrade makes one; interlace demo fills one."
        )
    free = shutil.disk_usage(_nearest(configuration.home)).free
    if free < _LEAST_SPACE:
        told = f"{free >> 20} MiB are left on the disk of {configuration.home}"
        return Diagnosis("server", well=False, told=told, mend="Free some space, or move INTERLACE_HOME elsewhere.")
    return Diagnosis("server", well=True, told="it runs" if found.running else "it starts when it is needed")


def _keys(configuration: Configuration) -> Iterator[Diagnosis]:
    """Keys that there are; without any, one is made when it is first needed."""
    try:
        there = has_keys(configuration)
        keys = keys_of(configuration) if there else ()
    except (ConfigurationInvalid, OSError) as error:
        yield Diagnosis("keys", well=False, told=str(error), mend="Correct them; people then sign in again.")
        return
    told = f"tokens are signed with “{keys[0].name}”" if keys else "one is made when it is first needed"
    yield Diagnosis("keys", well=True, told=told)


def _nearest(path: os.PathLike[str]) -> str:
    """The folder itself, or the nearest one above it that exists."""
    name = os.fspath(path)
    while not os.path.isdir(name):  # noqa: PTH112 - a few steps up
        name = os.path.dirname(name)  # noqa: PTH120
    return name


def _examine_database(database: Database) -> Iterator[Diagnosis]:
    try:
        owner = connect(database.logins.owner, connect_timeout=5, autocommit=True)
    except (ServerFailed, OSError, PostgresError) as error:
        yield Diagnosis(
            "connection", well=False, told=_first_line(error), mend="Is the server up, and are user and password right?"
        )
        return
    with owner:
        yield _version(owner)
        state = migration.state(database)
        yield _migrated(database, state)
        if state.up_to_date:
            for look in (_role, _policies, _waiting):
                yield look(owner)
            yield _application(database)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _version(owner: Connection) -> Diagnosis:
    major = owner.info.server_version // 10_000
    told = f"PostgreSQL {major}"
    if _OLDEST <= major <= _NEWEST:
        return Diagnosis("version", well=True, told=told)
    return Diagnosis("version", well=False, told=told, mend=f"Interlace is tried on {_OLDEST} to {_NEWEST}.")


def _migrated(database: Database, state: migration.MigrationState) -> Diagnosis:
    if not state.up_to_date:
        told = f"the database is at revision {state.current or 'none'}, needed is {state.needed}"
        return Diagnosis("tables", well=False, told=told, mend="interlace db upgrade")
    differences = migration.differences(database)
    if differences:
        told = f"{len(differences)} differ from what the program needs, the first: {differences[0]}"
        return Diagnosis("tables", well=False, told=told, mend="interlace db check lists them; restore from a backup.")
    return Diagnosis("tables", well=True, told=f"at revision {state.current}, as they should be")


def _role(owner: Connection) -> Diagnosis:
    row = owner.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid)"
        " FROM pg_roles WHERE rolname = %s",
        [APPLICATION],
    ).fetchone()
    if row == (False, False, False, 0):
        return Diagnosis("role", well=True, told=f"{APPLICATION} owns nothing and is held by every policy")
    told = f"{APPLICATION} could see or alter more than a tenant's own rows"
    mend = f"ALTER ROLE {APPLICATION} NOSUPERUSER NOBYPASSRLS NOCREATEROLE; give what it owns to the owner."
    return Diagnosis("role", well=False, told=told, mend=mend)


def _policies(owner: Connection) -> Diagnosis:
    open_tables = owner.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND NOT (relrowsecurity AND relforcerowsecurity)"
        " AND relname <> ALL(%s) AND NOT starts_with(relname, 'procrastinate_') ORDER BY relname",
        [list(_PLATFORM)],
    ).fetchall()
    if not open_tables:
        return Diagnosis("isolation", well=True, told="row-level security is forced on every table of a tenant")
    names = ", ".join(name for (name,) in open_tables)
    mend = "ALTER TABLE … ENABLE, then FORCE ROW LEVEL SECURITY on each; and look who switched it off."
    return Diagnosis("isolation", well=False, told=f"row-level security is off on {names}", mend=mend)


def _waiting(owner: Connection) -> Diagnosis:
    row = owner.execute(
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) <"
        " now() - interval '10 minutes'"
    ).fetchone()
    waiting = row[0] if row else 0
    if waiting:
        mend = "Start a worker: interlace worker"
        return Diagnosis("queue", well=False, told=f"{waiting} jobs have waited for over ten minutes", mend=mend)
    return Diagnosis("queue", well=True, told="no job waits for long")


def _application(database: Database) -> Diagnosis:
    try:
        with connect(database.logins.application, connect_timeout=5) as application:
            application.execute("SELECT FROM tenants LIMIT 1")
    except PostgresError as error:
        told = f"{APPLICATION} cannot sign in: {_first_line(error)}"
        mend = "interlace db upgrade sets its password; or name its own URL beside INTERLACE_OWNER_DATABASE_URL."
        return Diagnosis("sign-in", well=False, told=told, mend=mend)
    return Diagnosis("sign-in", well=True, told=f"{APPLICATION} gets in")
